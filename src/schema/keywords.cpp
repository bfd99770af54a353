#include "schema/keywords.h"

#include <algorithm>
#include <array>

namespace tidings::schema {
namespace {

template <class Rules>
Rules& rules(std::unique_ptr<Rules>& slot) {
    if (!slot) slot = std::make_unique<Rules>();
    return *slot;
}

// Annotations: they say nothing about validity, only their form is looked at.

void any_value(const Keyword&) {}

void text(const Keyword& k) {
    if (!k.value.is_string()) k.refuse("must be a string");
}

void truth(const Keyword& k) {
    if (!k.value.is_bool()) k.refuse("must be true or false");
}

void list(const Keyword& k) {
    if (!k.value.is_array()) k.refuse("must be an array");
}

void named_schemas(const Keyword& k) {
    if (!k.value.is_object()) return k.refuse("must be an object");
    for (const auto& member : k.value.get_object()) {
        if (member.value().is_array()) k.refuse("must hold schemas");
    }
}

void dialect(const Keyword& k) {
    if (!k.value.is_string()) return k.refuse("must be a string");
    std::string_view uri = k.value.get_string();
    if (uri.ends_with('#')) uri.remove_suffix(1);
    if (uri != "http://json-schema.org/draft-07/schema" && uri != "https://json-schema.org/draft-07/schema") {
        k.refuse("is not draft 7, \"http://json-schema.org/draft-07/schema#\"");
    }
}

// For every type.

Types types_of_name(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Types>, 7> names = {{{"null", kNull},
                                                                          {"boolean", kBoolean},
                                                                          {"integer", kInteger},
                                                                          {"number", kInteger | kFraction},
                                                                          {"string", kString},
                                                                          {"array", kArray},
                                                                          {"object", kObject}}};
    const auto found =
        std::find_if(names.begin(), names.end(), [name](const auto& n) { return n.first == name; });
    return found == names.end() ? Types{0} : found->second;
}

void type(const Keyword& k) {
    Types types = 0;
    const auto add = [&](const json::value& name) {
        const Types named = name.is_string() ? types_of_name(std::string_view(name.get_string())) : Types{0};
        if (named == 0) k.refuse("must name null, boolean, integer, number, string, array or object");
        types = static_cast<Types>(types | named);
    };
    if (!k.value.is_array()) {
        add(k.value);
    } else {
        for (const json::value& name : k.value.get_array()) add(name);
        if (types == 0) k.refuse("must not be empty");
    }
    k.node.types = types;
}

void choices(const Keyword& k) {
    if (!k.value.is_array() || k.value.get_array().empty())
        return k.refuse("must be an array with a value at least");
    k.node.choices = k.value.get_array();
}

void constant(const Keyword& k) {
    k.node.constant = k.value;
}

// Numbers.

template <std::optional<Limit> NumberRules::* slot>
void limit(const Keyword& k) {
    if (!k.value.is_number()) return k.refuse("must be a number");
    rules(k.node.number).*slot = Limit{exact(k.value), json::write(k.value)};
}

void multiple_of(const Keyword& k) {
    if (!k.value.is_number() || exact(k.value) <= 0) return k.refuse("must be a number above 0");
    rules(k.node.number).multiple_of = decimal(k.value);
    k.node.number->multiple_of_text = json::write(k.value);
}

// Counts.

void count(const Keyword& k, std::uint64_t& slot) {
    const auto number = k.value.is_number() ? as_count(k.value) : std::nullopt;
    if (!number) return k.refuse("must be a whole number, 0 or more");
    slot = *number;
}

void min_length(const Keyword& k) {
    count(k, rules(k.node.string).length.min);
}
void max_length(const Keyword& k) {
    count(k, rules(k.node.string).length.max);
}
void min_items(const Keyword& k) {
    count(k, rules(k.node.array).size.min);
}
void max_items(const Keyword& k) {
    count(k, rules(k.node.array).size.max);
}
void min_properties(const Keyword& k) {
    count(k, rules(k.node.object).size.min);
}
void max_properties(const Keyword& k) {
    count(k, rules(k.node.object).size.max);
}

// Strings.

void pattern(const Keyword& k) {
    if (!k.value.is_string()) return k.refuse("must be a string");
    rules(k.node.string).pattern =
        k.compiler.pattern(std::string_view(k.value.get_string()), k.pointer, k.name);
}

void format(const Keyword& k) {
    if (!k.value.is_string()) return k.refuse("must be a string");
    rules(k.node.string).format = find_format(std::string_view(k.value.get_string()));
    if (k.node.string->format == nullptr) k.refuse("is a format that we do not know");
}

// Arrays.

std::vector<const Node*> nodes_of(const Keyword& k) {
    std::vector<const Node*> nodes;
    for (const json::value& schema : k.value.get_array()) nodes.push_back(k.compiler.node_of(schema));
    return nodes;
}

void items(const Keyword& k) {
    if (k.value.is_array()) {
        rules(k.node.array).tuple = nodes_of(k);
    } else if (k.value.is_object() || k.value.is_bool()) {
        rules(k.node.array).items = k.compiler.node_of(k.value);
    } else {
        k.refuse("must be a schema or an array of schemas");
    }
}

// Means something only behind a list of items.
void additional_items(const Keyword& k) {
    const json::value* front = json::member(k.schema, "items");
    if (front != nullptr && front->is_array()) rules(k.node.array).items = k.compiler.node_of(k.value);
}

void contains(const Keyword& k) {
    rules(k.node.array).contains = k.compiler.node_of(k.value);
}

void unique_items(const Keyword& k) {
    if (!k.value.is_bool()) return k.refuse("must be true or false");
    rules(k.node.array).unique = k.value.get_bool();
}

// Objects.

std::optional<std::vector<std::string>> names_in(const json::value& v) {
    if (!v.is_array()) return std::nullopt;
    std::vector<std::string> names;
    for (const json::value& name : v.get_array()) {
        if (!name.is_string()) return std::nullopt;
        names.emplace_back(name.get_string());
    }
    return names;
}

void required(const Keyword& k) {
    auto names = names_in(k.value);
    if (!names) return k.refuse("must be an array of strings");
    rules(k.node.object).required = std::move(*names);
}

void properties(const Keyword& k) {
    named_schemas(k);
    if (!k.value.is_object()) return;
    std::vector<Property>& slot = rules(k.node.object).properties;
    for (const auto& member : k.value.get_object()) {
        if (member.value().is_array()) return;
        slot.push_back({member.key(), k.compiler.node_of(member.value())});
    }
    std::sort(slot.begin(), slot.end(), [](const Property& a, const Property& b) { return a.name < b.name; });
}

void pattern_properties(const Keyword& k) {
    named_schemas(k);
    if (!k.value.is_object()) return;
    for (const auto& member : k.value.get_object()) {
        auto compiled = k.compiler.pattern(member.key(), k.pointer, k.name);
        if (!compiled || member.value().is_array()) return;
        rules(k.node.object).patterns.push_back({std::move(*compiled), k.compiler.node_of(member.value())});
    }
}

void additional_properties(const Keyword& k) {
    rules(k.node.object).additional = k.compiler.node_of(k.value);
}

void property_names(const Keyword& k) {
    rules(k.node.object).names = k.compiler.node_of(k.value);
}

void dependencies(const Keyword& k) {
    if (!k.value.is_object()) return k.refuse("must be an object");
    for (const auto& member : k.value.get_object()) {
        Dependency dependency{member.key(), {}, nullptr};
        if (member.value().is_array()) {
            auto names = names_in(member.value());
            if (!names) return k.refuse("must hold schemas or arrays of strings");
            dependency.required = std::move(*names);
        } else {
            dependency.schema = k.compiler.node_of(member.value());
        }
        rules(k.node.object).dependencies.push_back(std::move(dependency));
    }
}

// Combinations.

template <std::vector<const Node*> Combination::* slot>
void several(const Keyword& k) {
    if (!k.value.is_array() || k.value.get_array().empty())
        return k.refuse("must be an array with a schema at least");
    rules(k.node.combination).*slot = nodes_of(k);
}

template <const Node* Combination::* slot>
void single(const Keyword& k) {
    rules(k.node.combination).*slot = k.compiler.node_of(k.value);
}

constexpr std::array<KeywordRule, 46> kRules = {{
    {"$comment", Inside::nothing, text},
    {"$id", Inside::nothing, any_value},   // read where schemas are found
    {"$ref", Inside::nothing, any_value},  // read in place of all others
    {"$schema", Inside::nothing, dialect},
    {"additionalItems", Inside::one, additional_items},
    {"additionalProperties", Inside::one, additional_properties},
    {"allOf", Inside::many, several<&Combination::all>},
    {"anyOf", Inside::many, several<&Combination::any>},
    {"const", Inside::nothing, constant},
    {"contains", Inside::one, contains},
    {"contentEncoding", Inside::nothing, text},
    {"contentMediaType", Inside::nothing, text},
    {"default", Inside::nothing, any_value},
    {"definitions", Inside::many, named_schemas},
    {"dependencies", Inside::many, dependencies},
    {"description", Inside::nothing, text},
    {"else", Inside::one, single<&Combination::alternative>},
    {"enum", Inside::nothing, choices},
    {"examples", Inside::nothing, list},
    {"exclusiveMaximum", Inside::nothing, limit<&NumberRules::exclusive_maximum>},
    {"exclusiveMinimum", Inside::nothing, limit<&NumberRules::exclusive_minimum>},
    {"format", Inside::nothing, format},
    {"if", Inside::one, single<&Combination::condition>},
    {"items", Inside::one_or_many, items},
    {"maxItems", Inside::nothing, max_items},
    {"maxLength", Inside::nothing, max_length},
    {"maxProperties", Inside::nothing, max_properties},
    {"maximum", Inside::nothing, limit<&NumberRules::maximum>},
    {"minItems", Inside::nothing, min_items},
    {"minLength", Inside::nothing, min_length},
    {"minProperties", Inside::nothing, min_properties},
    {"minimum", Inside::nothing, limit<&NumberRules::minimum>},
    {"multipleOf", Inside::nothing, multiple_of},
    {"not", Inside::one, single<&Combination::negated>},
    {"oneOf", Inside::many, several<&Combination::one>},
    {"pattern", Inside::nothing, pattern},
    {"patternProperties", Inside::many, pattern_properties},
    {"properties", Inside::many, properties},
    {"propertyNames", Inside::one, property_names},
    {"readOnly", Inside::nothing, truth},
    {"required", Inside::nothing, required},
    {"then", Inside::one, single<&Combination::consequence>},
    {"title", Inside::nothing, text},
    {"type", Inside::nothing, type},
    {"uniqueItems", Inside::nothing, unique_items},
    {"writeOnly", Inside::nothing, truth},
}};

}  // namespace

const KeywordRule* find_keyword(std::string_view name) {
    const auto found = std::find_if(kRules.begin(), kRules.end(),
                                    [name](const KeywordRule& rule) { return rule.name == name; });
    return found == kRules.end() ? nullptr : &*found;
}

}  // namespace tidings::schema
