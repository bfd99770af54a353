#include "schema/compiler.h"

#include <algorithm>

#include "schema/keywords.h"
#include "schema/uri.h"

namespace tidings::schema {
namespace {

bool is_schema(const json::value& v) {
    return v.is_object() || v.is_bool();
}

std::string child(const std::string& pointer, std::string_view token) {
    std::string result = pointer;
    json::append_token(result, token);
    return result;
}

}  // namespace

void Compiler::refuse(std::string_view schema_pointer, std::string_view keyword, std::string_view what) {
    if (error_) return;
    std::string pointer(schema_pointer);
    if (!keyword.empty()) json::append_token(pointer, keyword);
    error_ = invalid("the schema is not usable: " + (pointer.empty() ? "the whole" : pointer) + " " +
                     std::string(what));
}

std::optional<Pattern> Compiler::pattern(std::string_view text, std::string_view pointer,
                                         std::string_view keyword) {
    if (++patterns_ > kPatternsMax) refuse(pointer, keyword, "is one pattern too many; 100 are allowed");
    if (error_) return std::nullopt;
    auto compiled = Pattern::compile(text);
    if (compiled) return std::move(*compiled);
    refuse(pointer, keyword, compiled.error().message);
    return std::nullopt;
}

Result<Schema> Compiler::run() {
    resources_.emplace("", &root_);
    add(root_, "", "");
    for (std::size_t i = 0; i < places_.size() && !error_; ++i) find_inside(places_[i]);
    for (std::size_t i = 0; i < places_.size() && !error_; ++i) read_keywords(places_[i]);
    if (!error_) refuse_circles();
    if (error_) return *error_;
    return Schema(program_);
}

void Compiler::add(const json::value& schema, std::string pointer, const std::string& base) {
    if (!is_schema(schema)) return refuse(pointer, "", "must be a schema: an object, true or false");
    if (places_.size() >= kSchemasMax)
        return refuse(pointer, "", "is one schema too many; 10000 are allowed");
    Node& node = program_->nodes.emplace_back();
    nodes_.emplace(&schema, &node);
    places_.push_back({&schema, std::move(pointer), base, &node});
}

void Compiler::find_inside(Place& place) {
    if (place.schema->is_bool()) return;
    const json::object& schema = place.schema->get_object();
    if (!schema.contains("$ref")) read_id(schema, place);
    const std::string base = place.base;
    for (const auto& member : schema) {
        const KeywordRule* rule = find_keyword(member.key());
        const json::value& v = member.value();
        const std::string pointer = child(place.pointer, member.key());
        if (rule == nullptr || rule->inside == Inside::nothing) continue;
        const bool one = rule->inside == Inside::one || (rule->inside == Inside::one_or_many && is_schema(v));
        if (one) {
            add(v, pointer, base);
        } else {
            add_all(v, pointer, base);
        }
    }
}

// Lists of names, which only `dependencies` has, are no schemas; other faults of form are left to the
// keywords.
void Compiler::add_all(const json::value& schemas, const std::string& pointer, const std::string& base) {
    if (schemas.is_array()) {
        std::size_t index = 0;
        for (const json::value& schema : schemas.get_array())
            add(schema, child(pointer, std::to_string(index++)), base);
    } else if (schemas.is_object()) {
        for (const auto& member : schemas.get_object()) {
            if (member.value().is_array()) continue;
            add(member.value(), child(pointer, member.key()), base);
        }
    }
}

void Compiler::read_id(const json::object& schema, Place& place) {
    const json::value* id = json::member(schema, "$id");
    if (id == nullptr) return;
    if (!id->is_string() || !is_uri_reference(std::string_view(id->get_string()), Characters::ascii)) {
        return refuse(place.pointer, "$id", "must be a URI reference");
    }
    const std::string_view text = id->get_string();
    const bool is_name = text.starts_with('#') && text.size() > 1;
    std::string uri = is_name ? place.base + std::string(text) : resolve_uri(place.base, text);
    const auto [known, added] = resources_.emplace(uri, place.schema);
    if (!added && known->second != place.schema)
        return refuse(place.pointer, "$id", "is the id of another schema too");
    if (!is_name) place.base = std::move(uri);
}

void Compiler::read_keywords(const Place& place) {
    if (place.schema->is_bool()) {
        place.node->forbidden = !place.schema->get_bool();
        return;
    }
    const json::object& schema = place.schema->get_object();
    const json::value* reference = json::member(schema, "$ref");
    for (const auto& member : schema) {
        const std::string_view name = member.key();
        const KeywordRule* rule = find_keyword(name);
        if (rule == nullptr && !name.starts_with("x-"))
            refuse(place.pointer, name, "is not a keyword of draft 7");
        if (rule == nullptr || reference != nullptr || error_) continue;
        rule->read({*this, schema, place.pointer, name, member.value(), *place.node});
    }
    if (reference != nullptr) join_reference(place, *reference);
}

void Compiler::join_reference(const Place& place, const json::value& reference) {
    if (!reference.is_string()) return refuse(place.pointer, "$ref", "must be a URI reference");
    place.node->ref = target_of(place.base, std::string_view(reference.get_string()));
    if (place.node->ref == nullptr)
        refuse(place.pointer, "$ref", "does not lead to a schema inside this one");
}

const Node* Compiler::target_of(const std::string& base, std::string_view reference) const {
    const std::string_view fragment = split_uri(reference).fragment.value_or("");
    const std::string uri = resolve_uri(base, reference);
    const bool is_pointer = fragment.empty() || fragment.front() == '/';
    const auto resource = resources_.find(is_pointer ? uri : uri + "#" + std::string(fragment));
    if (resource == resources_.end()) return nullptr;
    const json::value* target = resource->second;
    if (is_pointer) {
        const auto pointer = percent_decode(fragment);
        target = pointer ? json::find(*target, *pointer) : nullptr;
    }
    const auto node = nodes_.find(target);
    return node == nodes_.end() ? nullptr : node->second;
}

// How many schemas apply to one value inside each other, from `node` on; nothing when there are too many.
std::optional<std::size_t> Compiler::height(const Node& node, std::size_t depth) {
    const auto [known, added] = heights_.try_emplace(&node, 0);
    std::size_t& result = known->second;
    if (!added && (result == 0 || depth + result > kInPlaceMax)) return std::nullopt;
    if (!added) return result;
    if (depth >= kInPlaceMax) return std::nullopt;
    std::size_t highest = 0;
    for (const Node* inner : in_place(node)) {
        const auto inner_height = height(*inner, depth + 1);
        if (!inner_height) return std::nullopt;
        highest = std::max(highest, *inner_height);
    }
    return result = highest + 1;
}

void Compiler::refuse_circles() {
    for (const Place& place : places_) {
        if (height(*place.node, 0)) continue;
        return refuse(place.pointer, "", "applies to the same value as itself, or more than 32 schemas deep");
    }
}

Result<Schema> Schema::compile(const json::value& schema) {
    return Compiler(schema).run();
}

}  // namespace tidings::schema
