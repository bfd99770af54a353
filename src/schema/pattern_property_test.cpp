#include <regex>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"
#include "schema/pattern.h"

// Against the standard library's reading of ECMA 262: expressions made at random from what both know, on
// texts of few letters, so that both answers occur often.
namespace tidings::schema {
namespace {

constexpr int kPatterns = 800;
constexpr int kTextsEach = 20;

class Maker {
public:
    explicit Maker(std::uint64_t seed) : random_(seed) {}

    std::string pattern() {
        std::string out = one_of({"", "", "^"}) + alternatives(3);
        return out + one_of({"", "", "$"});
    }
    std::string text() {
        std::string out;
        for (auto i = random_.below(7); i > 0; --i)
            out += one_of({"a", "b", "c", "1", " ", "-", "_", "\n", "]"});
        return out;
    }

private:
    std::string one_of(std::initializer_list<const char*> words) {
        return std::data(words)[random_.below(words.size())];
    }
    std::string alternatives(int depth) {
        std::string out = sequence(depth);
        while (random_.below(4) == 0) out += "|" + sequence(depth);
        return out;
    }
    std::string sequence(int depth) {
        std::string out;
        for (auto i = random_.below(4); i > 0; --i) {
            const bool is_group = depth > 0 && random_.below(4) == 0;
            // Groups are not repeated: the standard library would try all ways of it.
            out += is_group
                       ? group(depth) + one_of({"", "", "?"})
                       : atom() + one_of({"", "", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?"});
        }
        return out;
    }
    std::string group(int depth) { return one_of({"(", "(?:"}) + alternatives(depth - 1) + ")"; }
    std::string atom() {
        if (random_.below(4) == 0) return character_class();
        return one_of({"a", "b", "c", "1", ".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\-", "\\.", "\\]",
                       "\\x61", "\\u0062", "\\n", "-", "_"});
    }
    std::string character_class() {
        std::string out = one_of({"[", "[^"});
        for (auto i = 1 + random_.below(3); i > 0; --i) {
            out += one_of(
                {"a", "b", "1", "_", "a-c", "0-9", "\\d", "\\w", "\\s", "\\-", "\\]", "\\n", ".", "+"});
        }
        return out + "]";
    }

    Random random_;
};

TEST(PatternProperty, MatchesWhatTheStandardLibraryMatches) {
    Maker make(20261126);
    int matched = 0;
    int tried = 0;
    for (int i = 0; i < kPatterns; ++i) {
        const std::string pattern = make.pattern();
        const auto ours = Pattern::compile(pattern);
        ASSERT_TRUE(ours) << pattern << ": " << ours.error().message;
        const std::regex theirs(pattern, std::regex::ECMAScript);
        for (int j = 0; j < kTextsEach; ++j) {
            const std::string text = make.text();
            // Its anchors are those of lines, where the draft's are those of the text.
            if (text.find('\n') != std::string::npos && pattern.find_first_of("^$") != std::string::npos)
                continue;
            const bool expected = std::regex_search(text, theirs);
            EXPECT_EQ(ours->matches(text), expected) << "pattern " << pattern << " text " << text;
            matched += expected ? 1 : 0;
            ++tried;
        }
    }
    EXPECT_GT(matched, tried / 10);
    EXPECT_GT(tried - matched, tried / 10);
}

// Whatever the bytes are, it compiles or says why, and what compiles can be run on any text.
TEST(PatternProperty, AnyBytesEndInAPatternOrARefusal) {
    Random random(3);
    constexpr std::string_view kBytes = "\\ab1(){}[]|*+?.^$-,:=!<>ukxpPcdDsSwWbB0";
    int compiled = 0;
    for (int i = 0; i < 8'000; ++i) {
        std::string pattern;
        for (auto length = random.below(9); length > 0; --length)
            pattern += kBytes[random.below(kBytes.size())];
        const auto made = Pattern::compile(pattern);
        if (made) {
            static_cast<void>(made->matches("aab1-\xc3\xa9"));
            EXPECT_EQ(made->text(), pattern);
            ++compiled;
        } else {
            EXPECT_EQ(made.error().code, Errc::invalid) << pattern;
            EXPECT_FALSE(made.error().message.empty()) << pattern;
        }
    }
    EXPECT_GT(compiled, 400);
}

}  // namespace
}  // namespace tidings::schema
