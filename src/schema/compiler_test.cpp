#include "schema/compiler.h"

#include <string>
#include <thread>

#include <boost/json/value.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json.h"
#include "schema/schema.h"

namespace tidings::schema {
namespace {

// What is wrong with a schema, or "" when nothing is.
std::string refusal(std::string_view text) {
    const auto schema = Schema::compile(json::read(text).value());
    if (schema) return "";
    EXPECT_EQ(schema.error().code, Errc::invalid);
    constexpr std::string_view prefix = "the schema is not usable: ";
    EXPECT_TRUE(schema.error().message.starts_with(prefix));
    return schema.error().message.substr(prefix.size());
}

bool is_valid(std::string_view schema, std::string_view instance) {
    std::vector<Fault> faults;
    Schema::compile(json::read(schema).value()).value().validate(json::read(instance).value(), "", faults);
    return faults.empty();
}

TEST(SchemaCompile, TakesEveryKeywordOfDraft7) {
    EXPECT_EQ(refusal(R"({
        "$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://example.com/a.json", "$comment": "c",
        "title": "t", "description": "d", "default": {"$ref": 5}, "examples": [{"unknown": 1}], "readOnly": true,
        "writeOnly": false, "contentMediaType": "text/plain", "contentEncoding": "base64", "x-owner": {"a": 1},
        "type": ["object", "null"], "enum": [null, {"no": "schema"}], "const": null, "multipleOf": 0.5, "minimum": 1,
        "maximum": 2, "exclusiveMinimum": 0, "exclusiveMaximum": 3, "minLength": 0, "maxLength": 2.0, "pattern": "a",
        "format": "uuid", "items": [true], "additionalItems": false, "contains": {}, "minItems": 1, "maxItems": 2,
        "uniqueItems": true, "properties": {"$ref": {"type": "string"}, "enum": {}}, "patternProperties": {"^x-": {}},
        "additionalProperties": true, "propertyNames": {}, "required": [], "minProperties": 0, "maxProperties": 9,
        "dependencies": {"a": ["b"], "c": {}}, "if": {}, "then": {}, "else": {}, "allOf": [{}], "anyOf": [{}],
        "oneOf": [{}], "not": {}, "definitions": {"d": {}}})"),
              "");
}

TEST(SchemaCompile, RefusesKeywordsThatItDoesNotKnow) {
    EXPECT_EQ(refusal(R"({"properties": {"a/b": {"requierd": []}}})"),
              "/properties/a~1b/requierd is not a keyword of draft 7");
    for (const std::string_view keyword :
         {"$defs", "nullable", "unevaluatedProperties", "minContains", "id", "X-a"}) {
        EXPECT_EQ(refusal("{\"" + std::string(keyword) + "\": {}}"),
                  "/" + std::string(keyword) + " is not a keyword of draft 7");
    }
    EXPECT_EQ(refusal(R"({"$ref": "#/definitions/a", "definitions": {"a": {"foo": 1}}})"),
              "/definitions/a/foo is not a keyword of draft 7");
}

TEST(SchemaCompile, RefusesWhatIsNoSchema) {
    EXPECT_EQ(refusal("1"), "the whole must be a schema: an object, true or false");
    EXPECT_EQ(refusal(R"({"not": "x"})"), "/not must be a schema: an object, true or false");
    EXPECT_EQ(refusal(R"({"allOf": [{}, null]})"), "/allOf/1 must be a schema: an object, true or false");
    EXPECT_EQ(refusal(R"({"properties": {"a": 1}})"),
              "/properties/a must be a schema: an object, true or false");
}

TEST(SchemaCompile, RefusesMalformedKeywords) {
    for (const std::string_view text : {R"({"type": "text"})",
                                        R"({"type": []})",
                                        R"({"type": 1})",
                                        R"({"type": ["string", 1]})",
                                        R"({"enum": []})",
                                        R"({"enum": 1})",
                                        R"({"minLength": -1})",
                                        R"({"maxItems": 1.5})",
                                        R"({"maxProperties": "1"})",
                                        R"({"minimum": "1"})",
                                        R"({"multipleOf": 0})",
                                        R"({"multipleOf": -1})",
                                        R"({"multipleOf": null})",
                                        R"({"pattern": 1})",
                                        R"({"format": 1})",
                                        R"({"uniqueItems": 1})",
                                        R"({"required": "a"})",
                                        R"({"required": [1]})",
                                        R"({"properties": []})",
                                        R"({"properties": [{}]})",
                                        R"({"properties": {"a": []}})",
                                        R"({"patternProperties": 1})",
                                        R"({"patternProperties": {"a": []}})",
                                        R"({"dependencies": []})",
                                        R"({"dependencies": {"a": 1}})",
                                        R"({"dependencies": {"a": [1]}})",
                                        R"({"items": 1})",
                                        R"({"items": [1]})",
                                        R"({"allOf": []})",
                                        R"({"allOf": {}})",
                                        R"({"anyOf": 1})",
                                        R"({"oneOf": [1]})",
                                        R"({"if": 1})",
                                        R"({"definitions": 1})",
                                        R"({"definitions": {"a": []}})",
                                        R"({"title": 1})",
                                        R"({"examples": 1})",
                                        R"({"readOnly": 1})",
                                        R"({"$comment": 1})",
                                        R"({"$schema": 1})",
                                        R"({"$id": 1})",
                                        R"({"$id": "a b"})",
                                        R"({"$ref": 1})"}) {
        EXPECT_NE(refusal(text), "") << text;
    }
    EXPECT_EQ(refusal(R"({"properties": {"a": {"minLength": -1}}})"),
              "/properties/a/minLength must be a whole number, 0 or more");
}

TEST(SchemaCompile, RefusesOtherDrafts) {
    EXPECT_EQ(refusal(R"({"$schema": "https://json-schema.org/draft-07/schema"})"), "");
    EXPECT_EQ(refusal(R"({"$schema": "https://json-schema.org/draft/2020-12/schema"})"),
              "/$schema is not draft 7, \"http://json-schema.org/draft-07/schema#\"");
}

TEST(SchemaCompile, RefusesFormatsThatItDoesNotKnow) {
    EXPECT_EQ(refusal(R"({"format": "emial"})"), "/format is a format that we do not know");
}

TEST(SchemaCompile, RefusesPatternsThatCannotRun) {
    EXPECT_EQ(refusal(R"j({"pattern": "(?=a)"})j"), "/pattern lookahead and lookbehind are not supported");
    EXPECT_NE(refusal(R"({"patternProperties": {"(": {}}})"), "");
    std::string many = R"({"patternProperties": {"a0": {})";
    for (std::size_t i = 1; i <= Compiler::kPatternsMax; ++i) many += ",\"a" + std::to_string(i) + "\": {}";
    EXPECT_EQ(refusal(many + "}}"), "/patternProperties is one pattern too many; 100 are allowed");
}

TEST(SchemaCompile, RefusesReferencesThatLeadNowhere) {
    for (const std::string_view reference :
         {"#/definitions/b", "#b", "other.json", "http://json-schema.org/draft-07/schema#", "#/enum/0",
          "#/properties", "#/definitions/a%", "#/title"}) {
        const std::string schema = R"({"title": "t", "enum": [{}], "definitions": {"a": {}},
                                       "properties": {"x": {"$ref": ")" +
                                   std::string(reference) + "\"}}}";
        EXPECT_EQ(refusal(schema), "/properties/x/$ref does not lead to a schema inside this one")
            << reference;
    }
}

TEST(SchemaCompile, FollowsEscapedPointers) {
    const char* schema = R"({"definitions": {"a/b~c%d é": {"type": "string"}},
                             "items": {"$ref": "#/definitions/a~1b~0c%25d%20%C3%A9"}})";
    EXPECT_TRUE(is_valid(schema, R"(["x"])"));
    EXPECT_FALSE(is_valid(schema, "[1]"));
}

TEST(SchemaCompile, FollowsIds) {
    const char* schema = R"({"$id": "https://example.com/root/a.json", "definitions": {
        "one": {"$id": "sub/one.json", "items": {"$ref": "two.json"}, "definitions": {"in": {"type": "null"}}},
        "two": {"$id": "https://example.com/root/sub/two.json", "type": "string"},
        "named": {"$id": "#here", "type": "integer"}},
        "properties": {"a": {"$ref": "sub/one.json"}, "b": {"$ref": "#here"},
                       "c": {"$ref": "/root/sub/one.json#/definitions/in"}, "d": {"$ref": "a.json#/definitions/two"}}})";
    EXPECT_TRUE(is_valid(schema, R"({"a": ["x"], "b": 1, "c": null, "d": "x"})"));
    EXPECT_FALSE(is_valid(schema, R"({"a": [1]})"));
    EXPECT_FALSE(is_valid(schema, R"({"b": "x"})"));
    EXPECT_FALSE(is_valid(schema, R"({"c": 1})"));
    EXPECT_FALSE(is_valid(schema, R"({"d": 1})"));
}

TEST(SchemaCompile, RefusesAnIdThatIsTaken) {
    EXPECT_EQ(refusal(R"({"items": [{"$id": "a"}, {"$id": "a"}]})"),
              "/items/1/$id is the id of another schema too");
}

TEST(SchemaCompile, NothingBesideAReferenceCounts) {
    EXPECT_TRUE(is_valid(
        R"({"items": {"$ref": "#/definitions/a", "maxLength": 1}, "definitions": {"a": {}}})", R"(["abc"])"));
}

TEST(SchemaCompile, RefusesCirclesThatNeverGoIntoTheValue) {
    constexpr std::string_view circle = " applies to the same value as itself, or more than 32 schemas deep";
    EXPECT_EQ(refusal(R"({"$ref": "#"})"), "the whole" + std::string(circle));
    for (
        const std::string_view text :
        {R"({"allOf": [{"$ref": "#"}]})", R"({"not": {"$ref": "#"}})", R"({"if": {"$ref": "#"}})",
         R"({"dependencies": {"a": {"$ref": "#"}}})",
         R"({"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"anyOf": [{"$ref": "#/definitions/a"}]}}})"}) {
        EXPECT_TRUE(refusal(text).ends_with(circle)) << text;
    }
    EXPECT_EQ(refusal(R"({"properties": {"a": {"$ref": "#"}}, "items": {"allOf": [{"$ref": "#"}]}})"), "");
}

TEST(SchemaCompile, RefusesChainsThatAreTooLong) {
    const auto chain = [](int length) {
        std::string text = R"({"definitions": {"d0": {})";
        for (int i = 1; i < length; ++i) {
            text += ",\"d" + std::to_string(i) + R"(": {"$ref": "#/definitions/d)" + std::to_string(i - 1) +
                    "\"}";
        }
        return refusal(text + "}}");
    };
    EXPECT_EQ(chain(static_cast<int>(Compiler::kInPlaceMax)), "");
    EXPECT_NE(chain(static_cast<int>(Compiler::kInPlaceMax) + 1), "");
    EXPECT_NE(chain(5000), "");
}

TEST(SchemaCompile, RefusesTooManySchemas) {
    std::string text = R"({"items": [true)";
    for (std::size_t i = 0; i < Compiler::kSchemasMax; ++i) text += ",true";
    EXPECT_EQ(refusal(text + "]}"), "/items/9999 is one schema too many; 10000 are allowed");
}

TEST(SchemaCompile, OneSchemaServesManyThreads) {
    const Schema schema =
        Schema::compile(json::read(R"({"pattern": "^a+$", "format": "email"})").value()).value();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([copy = schema] {
            for (int j = 0; j < 100; ++j) {
                std::vector<Fault> faults;
                copy.validate("b", "", faults);
                EXPECT_EQ(faults.size(), 2U);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tidings::schema
