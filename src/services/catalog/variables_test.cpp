#include "services/catalog/variables.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace tidings::catalog {
namespace {

core::EventType type_with(std::string_view schema) {
    core::EventType type;
    type.name = core::TypeName("order.completed");
    type.schema = json::read(schema).value();
    return type;
}

// The names of a mapping, "?" behind those that may be absent, "…" where there may be others; what lists hold
// in brackets; and what else is known by its kind.
std::string shown(const jinja::ShapePtr& shape, int depth = 0) {
    if (!shape || depth > 4) return "";
    if (shape->kind == jinja::Shape::Kind::list) return "[" + shown(shape->items, depth + 1) + "]";
    if (shape->kind == jinja::Shape::Kind::text) return ":text";
    if (shape->kind == jinja::Shape::Kind::number) return ":number";
    if (shape->kind == jinja::Shape::Kind::boolean) return ":flag";
    std::string text = "{";
    for (const auto& [name, member] : shape->members) {
        const std::string inner = shown(member.shape, depth + 1);
        text += (text.size() > 1 ? " " : "") + name + (member.always ? "" : "?") + inner;
    }
    return text + (shape->open ? " …}" : "}");
}

std::string data_of(std::string_view schema) {
    return shown(variables_of(type_with(schema)).members.at("data").shape);
}

// Read one by one they would be 40 to the power of 8, and more.
TEST(CatalogVariables, ASchemaMayReferToItselfInManyPlaces) {
    json::object properties{{"name", json::object()}};
    json::array parts;
    for (int i = 0; i < 40; ++i) {
        properties["p" + std::to_string(i)] = json::object{{"$ref", "#"}};
        parts.push_back(json::object{{"$ref", "#"}});
    }
    core::EventType type;
    type.schema = json::object{{"properties", properties}};
    const auto shape = variables_of(type).members.at("p39").shape;
    ASSERT_NE(shape, nullptr);
    EXPECT_TRUE(shape->members.contains("name"));
    for (const char* const keyword : {"allOf", "anyOf", "oneOf"}) {
        type.schema = json::object{{"properties", properties}, {keyword, parts}};
        EXPECT_TRUE(variables_of(type).members.contains("data")) << keyword;
    }
}

TEST(CatalogVariables, AreTheSchemasPropertiesAndThoseOfAllEvents) {
    const auto variables =
        variables_of(type_with(R"({"properties": {"total": {}, "user": {}}, "required": ["total"]})"));
    EXPECT_EQ(
        shown(std::make_shared<const jinja::Shape>(variables)),
        "{data{total user?} event{id:text source:text time:text type:text} total unsubscribe_url?:text "
        "user{categories?{ …} channels?{email?:flag push?:flag sms?:flag} email?:text id:text "
        "locale?:text phone?:text push_tokens?[:text] quiet_hours?{from:text to:text} timezone?:text}}");
    EXPECT_TRUE(variables_of(type_with("{}")).open);
    EXPECT_TRUE(variables_of(type_with("true")).open);
}

TEST(CatalogVariables, FollowTheKeywordsThatNameMembers) {
    const std::pair<std::string_view, std::string_view> kTable[] = {
        {R"({"properties": {"a": {"items": {"properties": {"b": {}}, "required": ["b"]}}}})", "{a?[{b}]}"},
        {R"({"properties": {"a": {}}, "additionalProperties": false})", "{a?}"},
        {R"({"properties": {"a": {}}, "additionalProperties": {"type": "string"}})", "{a? …}"},
        {R"({"properties": {"a": {"type": "string"}, "b": {"type": ["integer", "null"]}}})",
         "{a?:text b?:number}"},
        {R"({"properties": {"a": {"type": "boolean"}, "b": {"type": "array"}}})", "{a?:flag b?[]}"},
        {R"({"properties": {"a": {"type": ["string", "object"], "properties": {"b": {}}}, "c": {"type": "null"}}})",
         "{a? c?}"},
        {R"({"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}})", "{a?:text}"},
        {R"({"properties": {"a": {"anyOf": [{"type": "string"}, {"properties": {"b": {}}}]}}})", "{a?{b?}}"},
        {R"({"properties": {"a": {"oneOf": [{"type": "string"}, {"type": "object"}], "properties": {"b": {}}}}})",
         "{a?}"},
        {R"({"properties": {"a": {"allOf": [{"type": ["string", "number"]}, {"type": "string"}]}}})",
         "{a?:text}"},
        {R"({"properties": {"a": {"type": "array", "maxItems": 1, "items": {"properties": {"b": {}}}}}})",
         "{a?}"},
        {R"({"properties": {"a": {"allOf": [{"items": {"properties": {"b": {}}}},
                                             {"items": {"properties": {"c": {}}}}]}}})",
         "{a?[]}"},
        {R"({"properties": {"a": {}}, "patternProperties": {"^x": {}}})", "{a? …}"},
        {R"({"properties": {"a": {"type": "object"}}})", "{a?}"},
        {R"({"allOf": [{"properties": {"a": {}}, "required": ["a"]}, {"properties": {"b": {}}}]})", "{a b?}"},
        {R"({"anyOf": [{"properties": {"a": {}}, "required": ["a"]}, {"properties": {"b": {}}}]})",
         "{a? b?}"},
        {R"({"properties": {"a": {}, "b": {}}, "oneOf": [{"required": ["a", "b"]}, {"required": ["a"]}]})",
         "{a b?}"},
        {R"({"properties": {"a": {}}, "if": {}, "then": {"properties": {"b": {}}, "required": ["b"]}})",
         "{a? b?}"},
        {R"({"properties": {"a": {"$ref": "#/definitions/x"}}, "definitions": {"x": {"properties": {"y": {}}}}})",
         "{a?{y?}}"},
        {R"({"$ref": "#/definitions/none"})", ""},
        {R"({"anyOf": [{"properties": {"a": {}}}, {"$ref": "other.json"}]})", ""}};
    for (const auto& [schema, expected] : kTable) EXPECT_EQ(data_of(schema), expected) << schema;
}

TEST(CatalogVariables, ASchemaMayReferToItself) {
    EXPECT_EQ(data_of(R"({"properties": {"next": {"$ref": "#"}}})"), "{next?{next?{next?{next?{next?}}}}}");
    EXPECT_EQ(data_of(R"({"$ref": "#"})"), "");
    EXPECT_EQ(data_of(R"({"allOf": [{"$ref": "#"}, {"properties": {"a": {}}}]})"), "");
}

}  // namespace
}  // namespace tidings::catalog
