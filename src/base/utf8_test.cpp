#include "base/utf8.h"

#include <string>

#include <gtest/gtest.h>

namespace tidings {
namespace {

TEST(Utf8, TakesEveryLength) {
    for (const std::string_view text :
         {"", "a", "é", "€", "😀", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
          "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
          "a long text, then an é, then a long text again"}) {
        EXPECT_TRUE(is_utf8(text)) << text;
    }
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndWhatIsAboveTheLast) {
    for (const std::string_view text :
         {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x9F\xBF", "\xE2\x82", "\xE2(\xA1",
          "\xE2\x82(", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "\xFF"}) {
        EXPECT_FALSE(is_utf8(text));
        EXPECT_FALSE(is_utf8("12345678" + std::string(text) + "12345678"));
        EXPECT_EQ(utf8_prefix("123456789é" + std::string(text)), 11U);
    }
}

TEST(Utf8, CountsCodePoints) {
    EXPECT_EQ(count_code_points(""), 0U);
    EXPECT_EQ(count_code_points("aé€😀"), 4U);
}

TEST(HasControl, FindsControlCharactersAndLineSeparators) {
    for (const std::string_view text : {"a\nb", "\x1f", "\x7f", "\u0080", "a\u009f", "\u2028", "x\u2029y"}) {
        EXPECT_TRUE(has_control(text));
    }
    EXPECT_TRUE(has_control(std::string_view("\0", 1)));
    for (const std::string_view text : {"", "a b", "\u00a0", "\u2027", "\u202a", "é€😀"}) {
        EXPECT_FALSE(has_control(text)) << text;
    }
}

}  // namespace
}  // namespace tidings
