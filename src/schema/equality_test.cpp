#include "schema/equality.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace tidings::schema {
namespace {

bool same(std::string_view a, std::string_view b) {
    const json::value left = json::read(a).value();
    const json::value right = json::read(b).value();
    const bool result = equal(left, right);
    EXPECT_EQ(result, equal(right, left));
    EXPECT_TRUE(!result || hash(left) == hash(right)) << a << b;
    return result;
}

TEST(Equality, IsThatOfMathematicsForNumbers) {
    EXPECT_TRUE(same("1", "1.0"));
    EXPECT_TRUE(same("0", "-0.0"));
    EXPECT_TRUE(same("18446744073709551615", "18446744073709551615"));
    EXPECT_TRUE(same("1e2", "100"));
    EXPECT_FALSE(same("9007199254740993", "9007199254740992.0"));
    EXPECT_FALSE(same("-1", "18446744073709551615"));
}

TEST(Equality, TellsTypesApart) {
    for (const auto& [a, b] : {std::pair{"1", "true"},
                               {"0", "false"},
                               {"0", "null"},
                               {"\"1\"", "1"},
                               {"[]", "{}"},
                               {"\"\"", "null"},
                               {"[1]", "1"},
                               {"true", "false"}}) {
        EXPECT_FALSE(same(a, b)) << a << " " << b;
    }
    EXPECT_TRUE(same("null", "null"));
    EXPECT_TRUE(same("true", "true"));
}

TEST(Equality, GoesIntoArraysAndObjects) {
    EXPECT_TRUE(same(R"({"a": [1, {"b": 2}], "c": "x"})", R"({"c": "x", "a": [1.0, {"b": 2.0}]})"));
    EXPECT_FALSE(same(R"({"a": 1, "b": 2})", R"({"a": 2, "b": 1})"));
    EXPECT_FALSE(same(R"({"a": 1})", R"({"a": 1, "b": 2})"));
    EXPECT_FALSE(same(R"({"a": null})", R"({"b": null})"));
    EXPECT_FALSE(same("[1, 2]", "[2, 1]"));
    EXPECT_FALSE(same("[1]", "[1, 1]"));
}

TEST(Weight, CountsValuesAndLongStrings) {
    EXPECT_EQ(weight(json::read("1").value()), 1U);
    EXPECT_EQ(weight(json::read(R"([1, {"a": [null]}])").value()), 5U);
    EXPECT_EQ(weight(json::value(std::string(6400, 'x'))), 101U);
}

}  // namespace
}  // namespace tidings::schema
