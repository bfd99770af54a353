#include "schema/details.h"

#include <gtest/gtest.h>

namespace tidings::schema {
namespace {

json::array read(std::string_view text) {
    return json::read(text).value().get_array();
}

TEST(Details, NameEveryTypeThatIsAllowed) {
    EXPECT_EQ(type_detail(kNull, kString), "must be null, is a string");
    EXPECT_EQ(type_detail(kNull | kBoolean | kInteger | kFraction | kString | kArray, kObject),
              "must be null, true or false, a number, a string or an array, is an object");
    EXPECT_EQ(type_detail(kInteger | kNull, kArray), "must be null or an integer, is an array");
}

// Whatever is allowed: the sentence names what is there, and never that it is what it must be.
TEST(Details, NeverSayThatAValueIsWhatItMustBe) {
    constexpr std::array kActual{kNull, kBoolean, kInteger, kFraction, kString, kArray, kObject};
    for (int allowed = 1; allowed < kEveryType; ++allowed) {
        for (const Types actual : kActual) {
            if ((allowed & actual) != 0) continue;
            const std::string detail = type_detail(static_cast<Types>(allowed), actual);
            const auto comma = detail.rfind(", is ");
            ASSERT_NE(comma, std::string::npos) << detail;
            const std::string is = detail.substr(comma + 5);
            EXPECT_FALSE(is.empty());
            // "must be an integer, is a number" would be no help.
            const bool puzzling = actual == kFraction && (allowed & kInteger) != 0 && is == "a number";
            EXPECT_FALSE(puzzling) << detail;
            if (is != "a boolean" && actual != kInteger) {
                const std::string wanted = detail.substr(0, comma);
                EXPECT_FALSE(wanted.ends_with(" " + is)) << detail;
            }
        }
    }
}

TEST(Details, ShowChoicesUpToTen) {
    EXPECT_EQ(choices_detail(read("[1]")), "must be 1");
    EXPECT_EQ(choices_detail(read("[1, \"a\"]")), "must be one of 1, \"a\"");
    EXPECT_EQ(choices_detail(read("[0,1,2,3,4,5,6,7,8,9]")), "must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
    EXPECT_EQ(choices_detail(read("[0,1,2,3,4,5,6,7,8,9,10]")),
              "must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 1 more");
}

TEST(Details, CutWhatIsTooLongToRead) {
    EXPECT_EQ(constant_detail(json::value(std::string(58, 'x'))), "must be \"" + std::string(58, 'x') + "\"");
    EXPECT_EQ(constant_detail(json::value(std::string(59, 'x'))),
              "must be a certain value, too long to show");
}

TEST(Details, CountInTheRightNumber) {
    EXPECT_EQ(count_detail("at least", 0, "item"), "must have at least 0 items");
    EXPECT_EQ(count_detail("at least", 1, "item"), "must have at least 1 item");
    EXPECT_EQ(count_detail("at most", 2, "property"), "must have at most 2 properties");
    EXPECT_EQ(count_detail("at most", 1, "property"), "must have at most 1 property");
    EXPECT_EQ(count_detail("at most", 18446744073709551615U, "character"),
              "must have at most 18446744073709551615 characters");
}

}  // namespace
}  // namespace tidings::schema
