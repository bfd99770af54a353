// A template that renders for all data that a schema admits must not be refused for that schema: schemas,
// templates and data at random.
#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "jinja/template.h"
#include "schema/schema.h"
#include "services/catalog/variables.h"

namespace tidings::catalog {
namespace {

class Chance {
public:
    explicit Chance(std::uint32_t seed) : random_(seed) {}
    bool one_in(int n) { return below(n) == 0; }
    int below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }
    const char* one_of(std::initializer_list<const char*> words) {
        return words.begin()[below(static_cast<int>(words.size()))];
    }

private:
    std::mt19937 random_;
};

json::value some_schema(Chance& chance, int depth);

void add_properties(json::object& schema, Chance& chance, int depth) {
    json::object properties;
    json::array required;
    for (const char* const name : {"a", "b", "c"}) {
        if (chance.one_in(4) && !properties.empty()) continue;
        properties[name] = some_schema(chance, depth - 1);
        if (!chance.one_in(3)) required.emplace_back(name);
    }
    schema["properties"] = std::move(properties);
    schema["required"] = std::move(required);
    if (chance.one_in(4)) schema["additionalProperties"] = chance.one_in(2);
}

// Schemas that hold together, or one of which does; not such as no value fits.
json::object some_choice(Chance& chance, int depth) {
    json::object object{{"type", "object"}};
    add_properties(object, chance, depth);
    object.erase("additionalProperties");
    switch (chance.below(3)) {
        case 0:
            return {{"anyOf", {some_schema(chance, depth - 1), some_schema(chance, depth - 1)}}};
        case 1:
            return {{"oneOf", {std::move(object), {{"type", chance.one_of({"string", "null", "array"})}}}}};
        default:
            return {{"allOf",
                     {std::move(object),
                      {{"properties", {{"d", json::object()}}}, {"required", json::array()}}}}};
    }
}

json::value some_schema(Chance& chance, int depth) {
    json::object schema;
    if (depth > 0 && chance.one_in(5)) return some_choice(chance, depth);
    switch (chance.below(depth > 0 ? 9 : 5)) {
        case 0:
            break;
        case 1:
            schema["type"] =
                json::array{chance.one_of({"string", "integer"}), chance.one_of({"null", "object"})};
            break;
        case 2:
        case 3:
            schema["type"] = "string";
            break;
        case 4:
            schema["type"] = chance.one_of({"integer", "number", "boolean", "array", "object"});
            break;
        case 5:
        case 6:
            if (!chance.one_in(3)) schema["type"] = "array";
            schema["items"] = some_schema(chance, depth - 1);
            if (chance.one_in(5)) schema["maxItems"] = 1;
            break;
        default:
            if (!chance.one_in(3)) schema["type"] = "object";
            add_properties(schema, chance, depth);
    }
    return schema;
}

json::value any_value(Chance& chance) {
    switch (chance.below(7)) {
        case 0:
            return nullptr;
        case 1:
            return chance.one_in(2);
        case 2:
            return chance.below(3);
        case 3:
            return json::object{{"a", "x"}, {"b", chance.below(2)}};
        case 4:
            return json::array{"x", json::object{{"a", 1}}};
        default:
            return chance.one_of({"", "text", "other"});
    }
}

// What the schema may admit; whether it does, its validator says.
json::value guess(const json::value& schema, Chance& chance) {
    const json::object& keywords = schema.get_object();
    for (const char* const keyword : {"anyOf", "oneOf", "allOf"}) {
        if (const auto* parts = json::member(keywords, keyword))
            return guess(parts->get_array()[static_cast<std::size_t>(chance.below(2))], chance);
    }
    const json::value* type = json::member(keywords, "type");
    if (type && type->is_array()) type = &type->get_array()[static_cast<std::size_t>(chance.below(2))];
    const std::string_view name = type ? std::string_view(type->get_string()) : "";
    const bool plain = type == nullptr && chance.one_in(3);
    if (const auto* properties = json::member(keywords, "properties"); properties && !plain) {
        json::object object;
        for (const auto& [member, inner] : properties->get_object()) {
            const auto& required = keywords.at("required").get_array();
            if (std::ranges::count(required, member) > 0 || !chance.one_in(3))
                object[member] = guess(inner, chance);
        }
        return object;
    }
    if (name == "array" || (json::member(keywords, "items") && !plain)) {
        json::array items;
        const auto* const inner = json::member(keywords, "items");
        for (int i = chance.below(4); i > 0; --i)
            items.push_back(inner ? guess(*inner, chance) : any_value(chance));
        return items;
    }
    if (name == "object") return json::object{{"a", any_value(chance)}, {"c", any_value(chance)}};
    if (name == "string") return chance.one_of({"", "text", "other"});
    if (name == "boolean") return chance.one_in(2);
    if (name == "integer" || name == "number") return chance.below(3);
    return name == "null" ? json::value() : any_value(chance);
}

std::string member_path(Chance& chance) {
    std::string path = chance.one_of({"a", "b", "c", "data"});
    for (int steps = chance.below(3); steps > 0; --steps)
        path += chance.one_of({".a", ".b", ".c", ".d", ".typo", "[0]", "['b']"});
    return path;
}

std::string some_source(Chance& chance) {
    const std::string path = member_path(chance);
    switch (chance.below(8)) {
        case 0:
        case 1:
            return "{{ " + path + " }}";
        case 2:
            return "{{ " + path + chance.one_of({".upper()", "|upper", "|length", ".typo|d", "|d(1)"}) +
                   " }}";
        case 3:
            return "{% if " + path + chance.one_of({" is string", " is mapping", " is not none", ""}) +
                   " %}{{ " + path + chance.one_of({".a|d", "", ".upper()"}) + " }}{% endif %}";
        case 4:
            return "{% for x in " + path + " %}{{ x" + chance.one_of({"", ".a", ".typo"}) + " }}{% endfor %}";
        case 5:
            return "{% for x in " + path + " if x is mapping %}{{ x.a|d }}{% endfor %}";
        default:
            return "{{ " + path +
                   chance.one_of({"|map(attribute='a')|join", "|sort(attribute='typo')|length",
                                  "|sum(attribute='b')", "|selectattr('c', 'defined')|list",
                                  "|map(attribute='typo')|list|length", "|groupby('a')|length"}) +
                   " }}";
    }
}

// Whether it fails for some data that the schema admits; true where none was found that it does.
bool fails_for_some(const jinja::Template& compiled, const core::EventType& type, Chance& chance) {
    const auto schema = schema::Schema::compile(type.schema).value();
    bool is_tried = false;
    for (int turn = 0; turn < 200; ++turn) {
        const json::value data = guess(type.schema, chance);
        std::vector<schema::Fault> faults;
        schema.validate(data, "", faults);
        if (!faults.empty() || !data.is_object()) continue;
        is_tried = true;
        json::object context = data.get_object();
        context["data"] = data;
        if (!compiled.render(context)) return true;
    }
    return !is_tried;
}

RC_GTEST_PROP(CatalogVariablesProperties, WhatIsRefusedFailsForSomeDataOfTheSchema, (std::uint32_t seed)) {
    Chance chance(seed);
    core::EventType type;
    json::object schema{{"type", "object"}};
    add_properties(schema, chance, 3);
    type.schema = std::move(schema);
    const jinja::Shape variables = variables_of(type);
    for (int i = 0; i < 10; ++i) {
        const std::string source = some_source(chance);
        const auto compiled = jinja::Template::compile(source, {}).value();
        for (const auto& finding : compiled.check(variables)) {
            if (!finding.certain || fails_for_some(compiled, type, chance)) continue;
            RC_FAIL(source + " is refused: " + finding.error.str() + " by " + json::write(type.schema));
        }
    }
}

}  // namespace
}  // namespace tidings::catalog
