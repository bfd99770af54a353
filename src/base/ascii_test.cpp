#include "base/ascii.h"

#include <gtest/gtest.h>

namespace tidings {
namespace {

TEST(Ascii, OnlyLettersOfAsciiChange) {
    EXPECT_EQ(to_lower("Ann@EXAMPLE.org [`{Z"), "ann@example.org [`{z");
    EXPECT_EQ(to_lower("ÄÉİ"), "ÄÉİ");
    EXPECT_EQ(to_lower(""), "");
}

TEST(Ascii, NothingBeyondItIsALetterOrADigit) {
    std::string letters, digits, hex;
    for (int code = 0; code < 256; ++code) {
        const char c = static_cast<char>(code);
        if (is_letter(c)) letters += c;
        if (is_digit(c)) digits += c;
        if (is_hex(c)) hex += c;
        EXPECT_EQ(is_beyond_ascii(c), code > 127);
    }
    EXPECT_EQ(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    EXPECT_EQ(digits, "0123456789");
    EXPECT_EQ(hex, "0123456789ABCDEFabcdef");
    EXPECT_TRUE(is_one_of('b', "abc"));
    EXPECT_FALSE(is_one_of('d', "abc"));
}

TEST(Ascii, TextsAreComparedWithoutCase) {
    EXPECT_TRUE(equal_ignoring_case("Content-Type", "content-type"));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("@", "`"));  // the same distance as a letter's two forms
    EXPECT_FALSE(equal_ignoring_case("Ä", "ä"));
}

}  // namespace
}  // namespace tidings
