#include "core/members.h"

#include <algorithm>

namespace tidings::core {

Members::Members(const json::value& v, std::string pointer, Faults& faults, json::object* unknown)
    : object_(v.if_object()), pointer_(std::move(pointer)), faults_(faults), unknown_(unknown) {
    if (!object_) faults_.push_back({pointer_, "must be an object"});
}

const json::value* Members::any(std::string_view name) {
    asked_.push_back(name);
    if (!object_) return nullptr;
    const json::value* found = json::member(*object_, name);
    return found && !found->is_null() ? found : nullptr;
}

std::optional<std::string> Members::text(std::string_view name) {
    const json::value* v = any(name);
    if (!v) return std::nullopt;
    if (const auto* s = v->if_string()) return std::string(*s);
    fault(name, "must be a string");
    return std::nullopt;
}

std::optional<bool> Members::boolean(std::string_view name) {
    const json::value* v = any(name);
    if (!v) return std::nullopt;
    if (const auto* b = v->if_bool()) return *b;
    fault(name, "must be true or false");
    return std::nullopt;
}

const json::object* Members::object(std::string_view name) {
    const json::value* v = any(name);
    if (v && !v->is_object()) fault(name, "must be an object");
    return v ? v->if_object() : nullptr;
}

const json::array* Members::array(std::string_view name) {
    const json::value* v = any(name);
    if (v && !v->is_array()) fault(name, "must be an array");
    return v ? v->if_array() : nullptr;
}

void Members::fault(std::string_view name, std::string detail) {
    faults_.push_back({pointer_to(name), std::move(detail)});
}

std::string Members::pointer_to(std::string_view name) const {
    std::string pointer = pointer_;
    json::append_token(pointer, name);
    return pointer;
}

void Members::finish() {
    if (!object_) return;
    for (const auto& member : *object_) {
        const std::string_view key = member.key();
        if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
        if (unknown_)
            unknown_->insert_or_assign(key, member.value());
        else
            fault(key, "is not known here");
    }
}

void put_back(json::object& target, const json::object& kept) {
    for (const auto& member : kept) {
        auto* const found = target.if_contains(member.key());
        if (!found) {
            target.emplace(member.key(), member.value());
        } else if (found->is_object() && member.value().is_object()) {
            put_back(found->get_object(), member.value().get_object());
        }
    }
}

}  // namespace tidings::core
