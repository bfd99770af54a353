#include "jinja/text/unicode.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::jinja {
namespace {

std::string utf8(char32_t code) {
    std::string out;
    append_utf8(code, out);
    return out;
}

rc::Gen<char32_t> any_character() {
    return rc::gen::map(rc::gen::inRange<std::uint32_t>(0, 0x110000 - 0x800),
                        [](std::uint32_t i) { return static_cast<char32_t>(i < 0xd800 ? i : i + 0x800); });
}

TEST(JinjaUnicode, CharactersTakeOneToFourBytes) {
    const std::vector<std::pair<char32_t, std::string>> table{{0x41, "A"},
                                                              {0x7f, "\x7f"},
                                                              {0x80, "\xc2\x80"},
                                                              {0x7ff, "\xdf\xbf"},
                                                              {0x800, "\xe0\xa0\x80"},
                                                              {0xffff, "\xef\xbf\xbf"},
                                                              {0x10000, "\xf0\x90\x80\x80"},
                                                              {0x10ffff, "\xf4\x8f\xbf\xbf"}};
    for (const auto& [code, bytes] : table) {
        EXPECT_EQ(utf8(code), bytes);
        const Character c = character_at(bytes, 0);
        EXPECT_EQ(c.code, code);
        EXPECT_EQ(c.bytes, bytes.size());
    }
}

TEST(JinjaUnicode, AStrayByteCountsAsOne) {
    EXPECT_EQ(character_at("\x80"
                           "a",
                           0)
                  .bytes,
              1U);
    EXPECT_EQ(character_at("\xe2\x82", 0).bytes, 1U);  // cut off
    EXPECT_EQ(character_at("\xf0\x9f\x98", 0).bytes, 1U);
}

TEST(JinjaUnicode, PlacesAreCountedInCharacters) {
    const std::string_view text = "aé日😀z";
    EXPECT_EQ(count_characters(text), 5U);
    const std::size_t starts[] = {0, 1, 3, 6, 10, 11, 11};
    for (std::size_t i = 0; i < std::size(starts); ++i) EXPECT_EQ(byte_of_character(text, i), starts[i]);
    EXPECT_EQ(substring(text, 1, 4), "é日😀");
    EXPECT_EQ(substring(text, 4, 99), "z");
    EXPECT_EQ(substring(text, 3, 3), "");
    EXPECT_EQ(substring(text, 4, 2), "");
    EXPECT_EQ(substring(text, 9, 12), "");
    EXPECT_EQ(count_characters(""), 0U);
}

TEST(JinjaUnicode, CasesAreThoseOfPython) {
    struct Row {
        std::string_view text, upper, lower, capitalized;
    };
    constexpr Row kTable[] = {
        {"abc", "ABC", "abc", "Abc"},
        {"ÄÖÜ", "ÄÖÜ", "äöü", "Äöü"},
        {"straße", "STRASSE", "straße", "Straße"},
        {"ßa", "SSA", "ßa", "Ssa"},
        {"ŉx", "ʼNX", "ŉx", "ʼNx"},
        {"ǆ", "Ǆ", "ǆ", "ǅ"},
        {"ﬁn", "FIN", "ﬁn", "Fin"},
        {"Ωω", "ΩΩ", "ωω", "Ωω"},
        {"ЖЩ", "ЖЩ", "жщ", "Жщ"},
        {"ÿ", "Ÿ", "ÿ", "Ÿ"},
        {"ა", "Ა", "ა", "ა"},
        {"日本", "日本", "日本", "日本"},
        {"1a", "1A", "1a", "1a"},
        {"", "", "", ""},
        {"ı", "I", "ı", "I"},
        {"ᾳ", "ΑΙ", "ᾳ", "ᾼ"},
        {"𐐨", "𐐀", "𐐨", "𐐀"},
    };
    for (const Row& row : kTable) {
        EXPECT_EQ(to_upper(row.text), row.upper) << row.text;
        EXPECT_EQ(to_lower(row.text), row.lower) << row.text;
        EXPECT_EQ(to_capitalized(row.text), row.capitalized) << row.text;
    }
    EXPECT_EQ(count_characters(to_lower("İ")), 2U);
}

TEST(JinjaUnicode, CharactersHaveKinds) {
    for (const char32_t code :
         {0x9U, 0xaU, 0xdU, 0x1cU, 0x20U, 0x85U, 0xa0U, 0x1680U, 0x2003U, 0x2028U, 0x3000U})
        EXPECT_TRUE(is_space(code)) << static_cast<unsigned>(code);
    for (const char32_t code : {0x8U, 0x21U, 0x200bU, 0xfeffU, 0x180eU})
        EXPECT_FALSE(is_space(code)) << static_cast<unsigned>(code);
    for (const char32_t code : {U'a', U'Z', U'0', U'_', U'é', U'ß', U'日', U'Ж', U'ª'})
        EXPECT_TRUE(is_word(code)) << static_cast<unsigned>(code);
    for (const char32_t code : {U' ', U'-', U'.', U'×', U'÷', U'€', U'“', U'😀'})
        EXPECT_FALSE(is_word(code)) << static_cast<unsigned>(code);
    for (const char32_t code : {0x0U, 0x1fU, 0x7fU, 0xa0U, 0xadU, 0x200bU, 0x2028U, 0xe000U, 0xffffU})
        EXPECT_FALSE(is_printable(code)) << static_cast<unsigned>(code);
    for (const char32_t code : {U' ', U'a', U'é', U'日', U'😀'})
        EXPECT_TRUE(is_printable(code)) << static_cast<unsigned>(code);
    EXPECT_TRUE(is_digit('0') && is_digit('9') && !is_digit('a') && !is_digit(U'٣'));
}

TEST(JinjaUnicode, BlanksAreTrimmedOfEveryKind) {
    EXPECT_EQ(trim(" \t\n\u00a0\u2003a b\u3000\r"), "a b");
    EXPECT_EQ(trim_left("\u00a0 a "), "a ");
    EXPECT_EQ(trim_right(" é\u2028"), " é");
    EXPECT_EQ(trim(" \u3000 "), "");
    EXPECT_EQ(trim(""), "");
    EXPECT_EQ(trim("😀"), "😀");
}

RC_GTEST_PROP(JinjaUnicode, EveryCharacterIsReadBack, ()) {
    const char32_t code = *any_character();
    const std::string bytes = "a" + utf8(code) + "b";
    const Character c = character_at(bytes, 1);
    RC_ASSERT(c.code == code);
    RC_ASSERT(c.bytes == bytes.size() - 2);
    RC_ASSERT(count_characters(bytes) == 3U);
}

RC_GTEST_PROP(JinjaUnicode, ASubstringIsWhatLiesBetween, ()) {
    const auto codes = *rc::gen::container<std::vector<char32_t>>(any_character());
    const auto begin = *rc::gen::inRange<std::size_t>(0, 20);
    const auto end = *rc::gen::inRange<std::size_t>(0, 20);
    std::string text;
    std::string expected;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        append_utf8(codes[i], text);
        if (i >= begin && i < end) append_utf8(codes[i], expected);
    }
    RC_ASSERT(substring(text, begin, end) == expected);
    RC_ASSERT(count_characters(text) == codes.size());
}

RC_GTEST_PROP(JinjaUnicode, LoweringTwiceIsLoweringOnce, ()) {
    const std::string text = utf8(*any_character());
    RC_PRE(text != "İ");  // whose lower case has a mark of its own
    RC_ASSERT(to_lower(to_lower(text)) == to_lower(text));
    RC_ASSERT(to_upper(to_upper(text)) == to_upper(text));
}

}  // namespace
}  // namespace tidings::jinja
