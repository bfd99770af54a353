#include "base/ascii.h"

#include <gtest/gtest.h>

namespace tidings {
namespace {

TEST(Ascii, OnlyLettersOfAsciiChange) {
    EXPECT_EQ(to_lower("Ann@EXAMPLE.org [`{Z"), "ann@example.org [`{z");
    EXPECT_EQ(to_lower("ÄÉİ"), "ÄÉİ");
    EXPECT_EQ(to_lower(""), "");
}

TEST(Ascii, TextsAreComparedWithoutCase) {
    EXPECT_TRUE(equal_ignoring_case("Content-Type", "content-type"));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("@", "`"));  // the same distance as a letter's two forms
    EXPECT_FALSE(equal_ignoring_case("Ä", "ä"));
}

}  // namespace
}  // namespace tidings
