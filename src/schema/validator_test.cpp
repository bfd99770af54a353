#include <string>
#include <vector>

#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "schema/schema.h"

namespace tidings::schema {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Lines = std::vector<std::string>;

Schema compiled(std::string_view schema) {
    return Schema::compile(json::read(schema).value()).value();
}

// Each fault as "pointer detail".
Lines faults(std::string_view schema, std::string_view instance) {
    std::vector<Fault> found;
    compiled(schema).validate(json::read(instance).value(), "/data", found);
    Lines lines;
    for (const Fault& fault : found) lines.push_back(fault.pointer + " " + fault.detail);
    return lines;
}

TEST(Validator, SaysWhichTypeIsWantedAndWhichIsThere) {
    EXPECT_THAT(faults(R"({"type": "number"})", R"("x")"),
                ElementsAre("/data must be a number, is a string"));
    EXPECT_THAT(faults(R"({"type": ["string", "null"]})", "1"),
                ElementsAre("/data must be null or a string, is a number"));
    EXPECT_THAT(faults(R"({"type": "integer"})", "1.5"),
                ElementsAre("/data must be an integer, is a number with a fraction"));
    EXPECT_THAT(faults(R"({"type": ["object", "array", "boolean"]})", "null"),
                ElementsAre("/data must be true or false, an array or an object, is null"));
    EXPECT_THAT(faults(R"({"type": "string"})", "true"), ElementsAre("/data must be a string, is a boolean"));
    EXPECT_THAT(faults(R"({"type": "object"})", "[]"), ElementsAre("/data must be an object, is an array"));
    EXPECT_THAT(faults(R"({"type": "array"})", "{}"), ElementsAre("/data must be an array, is an object"));
    EXPECT_THAT(faults(R"({"type": "integer"})", "1.0"), IsEmpty());
    EXPECT_THAT(faults(R"({"type": "integer"})", "18446744073709551615"), IsEmpty());
}

TEST(Validator, AWrongTypeIsTheOnlyFaultOfItsValue) {
    EXPECT_THAT(faults(R"({"type": "string", "enum": ["a"], "anyOf": [false]})", "1"),
                ElementsAre("/data must be a string, is a number"));
}

TEST(Validator, PointsAtTheMissingMember) {
    EXPECT_THAT(faults(R"({"required": ["order_id", "a/b"]})", "{}"),
                ElementsAre("/data/order_id is required", "/data/a~1b is required"));
    EXPECT_THAT(
        faults(R"({"properties": {"a": {"items": {"required": ["b"]}}}})", R"({"a": [{"b": 1}, {}]})"),
        ElementsAre("/data/a/1/b is required"));
}

TEST(Validator, NamesEveryAdditionalProperty) {
    const char* schema =
        R"({"properties": {"a": {}}, "patternProperties": {"^x": {}}, "additionalProperties": false})";
    EXPECT_THAT(faults(schema, R"({"a": 1, "x1": 1, "b": 2, "c": 3})"),
                ElementsAre("/data/b is not allowed", "/data/c is not allowed"));
    EXPECT_THAT(faults(R"({"additionalProperties": {"type": "string"}})", R"({"a": "x", "b": 1})"),
                ElementsAre("/data/b must be a string, is a number"));
}

TEST(Validator, ChecksLimitsExactlyBetweenTheKindsOfNumbers) {
    EXPECT_THAT(faults(R"({"maximum": 9007199254740992})", "9007199254740993"),
                ElementsAre("/data must be at most 9007199254740992"));
    EXPECT_THAT(faults(R"({"maximum": 9007199254740992.0})", "9007199254740993"),
                ElementsAre("/data must be at most 9007199254740992.0"));
    EXPECT_THAT(faults(R"({"minimum": 18446744073709551615})", "18446744073709551614"),
                ElementsAre("/data must be at least 18446744073709551615"));
    EXPECT_THAT(faults(R"({"minimum": -1})", "18446744073709551615"), IsEmpty());
    EXPECT_THAT(faults(R"({"exclusiveMinimum": 9223372036854775807})", "9223372036854775808"), IsEmpty());
    EXPECT_THAT(faults(R"({"exclusiveMaximum": 5})", "5.0"), ElementsAre("/data must be less than 5"));
    EXPECT_THAT(faults(R"({"exclusiveMinimum": 5, "maximum": 1})", "5"),
                ElementsAre("/data must be at most 1", "/data must be more than 5"));
}

TEST(Validator, MultiplesAreThoseOfDecimals) {
    EXPECT_THAT(faults(R"({"multipleOf": 0.01})", "19.99"), IsEmpty());
    EXPECT_THAT(faults(R"({"multipleOf": 0.01})", "19.999"), ElementsAre("/data must be a multiple of 0.01"));
}

TEST(Validator, CountsCodePoints) {
    EXPECT_THAT(faults(R"({"maxLength": 2})", R"("😀é")"), IsEmpty());
    EXPECT_THAT(faults(R"({"maxLength": 1})", R"("😀é")"),
                ElementsAre("/data must have at most 1 character"));
    EXPECT_THAT(faults(R"({"minLength": 3})", R"("😀é")"),
                ElementsAre("/data must have at least 3 characters"));
}

TEST(Validator, CountsItemsAndProperties) {
    EXPECT_THAT(faults(R"({"minItems": 2})", "[1]"), ElementsAre("/data must have at least 2 items"));
    EXPECT_THAT(faults(R"({"maxItems": 0})", "[1]"), ElementsAre("/data must have at most 0 items"));
    EXPECT_THAT(faults(R"({"minProperties": 1})", "{}"), ElementsAre("/data must have at least 1 property"));
    EXPECT_THAT(faults(R"({"maxProperties": 2})", R"({"a":1,"b":2,"c":3})"),
                ElementsAre("/data must have at most 2 properties"));
}

TEST(Validator, NamesPatternAndFormat) {
    EXPECT_THAT(faults(R"({"pattern": "^a+$"})", R"("b")"), ElementsAre("/data must match the pattern ^a+$"));
    EXPECT_THAT(faults(R"({"format": "email"})", R"("b")"), ElementsAre("/data must be an e-mail address"));
    EXPECT_THAT(faults(R"({"format": "email", "pattern": "a"})", "1"), IsEmpty());
}

TEST(Validator, ShowsTheChoicesButNotTheValue) {
    EXPECT_THAT(faults(R"({"enum": ["low", "high", 3]})", R"("secret")"),
                ElementsAre(R"(/data must be one of "low", "high", 3)"));
    EXPECT_THAT(faults(R"({"const": "low"})", "1"), ElementsAre(R"(/data must be "low")"));
    EXPECT_THAT(faults(R"({"enum": [{"a": [1, 2.0]}]})", R"({"a": [1.0, 2]})"), IsEmpty());
    EXPECT_THAT(faults(R"({"enum": [1,2,3,4,5,6,7,8,9,10,11,12]})", "0"),
                ElementsAre("/data must be one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more"));
    EXPECT_THAT(faults(R"({"const": ")" + std::string(100, 'x') + R"("})", "0"),
                ElementsAre("/data must be a certain value, too long to show"));
}

TEST(Validator, FindsEqualItems) {
    EXPECT_THAT(faults(R"({"uniqueItems": true})", R"([1, {"a": 1, "b": 2}, true, {"b": 2.0, "a": 1}])"),
                ElementsAre("/data must not have equal items, but those at 1 and 3 are"));
    EXPECT_THAT(faults(R"({"uniqueItems": true})", R"([1, true, "1", [1], {"a": 1}, null, 0, false])"),
                IsEmpty());
    EXPECT_THAT(faults(R"({"uniqueItems": false})", "[1, 1]"), IsEmpty());
}

TEST(Validator, ChecksTuplesAndWhatIsBehindThem) {
    const char* schema = R"({"items": [{"type": "string"}, {}], "additionalItems": {"type": "null"}})";
    EXPECT_THAT(faults(schema, R"([1, 1, null, 2])"),
                ElementsAre("/data/0 must be a string, is a number", "/data/3 must be null, is a number"));
    EXPECT_THAT(faults(R"({"items": {}, "additionalItems": false})", "[1, 2]"), IsEmpty());
    EXPECT_THAT(faults(R"({"contains": {"const": 1}})", "[2, 3]"),
                ElementsAre("/data has no item of the form that \"contains\" asks for"));
}

TEST(Validator, SpeaksOfNamesOfProperties) {
    EXPECT_THAT(faults(R"({"propertyNames": {"maxLength": 2}, "properties": {"abc": {"type": "null"}}})",
                       R"({"abc": 1, "x": 1})"),
                ElementsAre("/data/abc has a name that must have at most 2 characters",
                            "/data/abc must be null, is a number"));
}

TEST(Validator, ChecksDependencies) {
    const char* schema = R"({"dependencies": {"card": ["address", "name"], "x": {"required": ["y"]}}})";
    EXPECT_THAT(faults(schema, R"({"card": 1, "name": 1, "x": 1})"),
                ElementsAre("/data/address is required beside \"card\"", "/data/y is required"));
    EXPECT_THAT(faults(schema, R"({"name": 1})"), IsEmpty());
}

TEST(Validator, ReportsTheFaultsOfTheOneBranchThatTakesTheType) {
    const char* schema = R"({"anyOf": [{"type": "null"}, {"type": "string", "minLength": 3}]})";
    EXPECT_THAT(faults(schema, R"("ab")"), ElementsAre("/data must have at least 3 characters"));
    EXPECT_THAT(faults(schema, "1"), ElementsAre("/data is of none of the forms that are allowed here"));
    EXPECT_THAT(faults(R"({"oneOf": [{"minLength": 3}, {"maxLength": 1}]})", R"("ab")"),
                ElementsAre("/data is of none of the forms that are allowed here"));
}

TEST(Validator, RefusesWhatIsOfSeveralFormsWhereOneIsWanted) {
    EXPECT_THAT(faults(R"({"oneOf": [{"minimum": 1}, {"maximum": 5}]})", "3"),
                ElementsAre("/data is of more than one of the forms of \"oneOf\", must be of one only"));
    EXPECT_THAT(faults(R"({"oneOf": [{"minimum": 1}, {"maximum": 5}]})", "9"), IsEmpty());
}

TEST(Validator, ChecksNotAndConditions) {
    EXPECT_THAT(faults(R"({"not": {"type": "string"}})", R"("x")"),
                ElementsAre("/data is of a form that \"not\" excludes"));
    const char* schema = R"({"if": {"properties": {"kind": {"const": "card"}}, "required": ["kind"]},
                             "then": {"required": ["number"]}, "else": {"required": ["iban"]}})";
    EXPECT_THAT(faults(schema, R"({"kind": "card"})"), ElementsAre("/data/number is required"));
    EXPECT_THAT(faults(schema, R"({})"), ElementsAre("/data/iban is required"));
    EXPECT_THAT(faults(R"({"then": false, "else": false})", "1"), IsEmpty());
}

TEST(Validator, CollectsTheFaultsOfAllBranchesEachOnce) {
    EXPECT_THAT(faults(R"({"allOf": [{"required": ["a"]}, {"required": ["a", "b"]}]})", "{}"),
                ElementsAre("/data/a is required", "/data/b is required"));
}

TEST(Validator, FollowsReferences) {
    const char* tree = R"({"type": "object", "properties": {"children": {"items": {"$ref": "#"}},
                           "size": {"$ref": "#/definitions/natural"}}, "additionalProperties": false,
                           "definitions": {"natural": {"type": "integer", "minimum": 0}}})";
    EXPECT_THAT(faults(tree, R"({"children": [{"size": 1}, {"children": [{"size": -1, "x": 1}]}]})"),
                UnorderedElementsAre("/data/children/1/children/0/size must be at least 0",
                                     "/data/children/1/children/0/x is not allowed"));
}

TEST(Validator, LeavesOlderFaultsAlone) {
    std::vector<Fault> found = {{"/type", "is required"}, {"/data", "must be a string, is a number"}};
    compiled(R"({"type": "string"})").validate(1, "/data", found);
    EXPECT_EQ(found.size(), 3U);
}

TEST(Validator, ABasePathMayBeEmpty) {
    std::vector<Fault> found;
    compiled("false").validate(1, "", found);
    EXPECT_THAT(found, ElementsAre(Fault{"", "is not allowed"}));
}

TEST(ValidatorBounds, StopsAfterSoManyFaults) {
    std::string instance = "[0";
    for (std::size_t i = 0; i < 1000; ++i) instance += ",0";
    EXPECT_EQ(faults(R"({"items": {"type": "string"}})", instance + "]").size(), kFaultsMax);
}

// Branches that double at each of fifteen levels, for every item.
TEST(ValidatorBounds, EndsWhereBranchesMultiply) {
    std::string schema = R"({"definitions": {"d0": {"type": "string"})";
    for (int i = 1; i <= 15; ++i) {
        const std::string inner = "{\"$ref\": \"#/definitions/d" + std::to_string(i - 1) + "\"}";
        schema += ",\"d" + std::to_string(i) + R"(": {"properties": {"a": )" + inner + R"(}, "anyOf": [)" +
                  inner + "," + inner + "]}";
    }
    schema += R"(}, "items": {"$ref": "#/definitions/d15"}})";
    std::string instance = "[0";
    for (int i = 0; i < 1000; ++i) instance += ",0";
    const Lines lines = faults(schema, instance + "]");
    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(lines.back(), "/data is too much for this schema to check");
}

TEST(ValidatorBounds, ALargePlainInstanceIsNotTooMuch) {
    std::string instance = "[0";
    for (int i = 1; i < 50000; ++i) instance += "," + std::to_string(i);
    EXPECT_THAT(
        faults(R"({"items": {"type": "integer", "minimum": 0}, "uniqueItems": true})", instance + "]"),
        IsEmpty());
}

TEST(ValidatorBounds, TheDeepestInstanceMeetsTheDeepestNesting) {
    // 31 schemas inside each other for every one of 32 arrays inside each other.
    std::string schema = R"({"definitions": {"d0": {"items": {"$ref": "#/definitions/d14"}})";
    for (int i = 1; i < 15; ++i) {
        schema += ",\"d" + std::to_string(i) + R"(": {"allOf": [{"$ref": "#/definitions/d)" +
                  std::to_string(i - 1) + "\"}]}";
    }
    schema += R"(}, "allOf": [{"$ref": "#/definitions/d14"}]})";
    EXPECT_THAT(faults(schema, std::string(32, '[') + std::string(32, ']')), IsEmpty());
}

TEST(ValidatorBounds, HostilePatternsTakeLinearTime) {
    const std::string text(30000, 'a');
    EXPECT_THAT(faults(R"({"pattern": "^(a|b)*$"})", "\"" + text + "\""), IsEmpty());
    EXPECT_THAT(faults(R"({"pattern": "^(a+)+$"})", "\"" + text + "!\""),
                ElementsAre("/data must match the pattern ^(a+)+$"));
}

}  // namespace
}  // namespace tidings::schema
