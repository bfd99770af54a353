#include <boost/json/value.hpp>

#include "base/json.h"

namespace tidings::json {

const value* find(const value& v, std::string_view pointer) {
    boost::json::error_code ec;
    return v.find_pointer(pointer, ec);
}

void append_token(std::string& pointer, std::string_view token) {
    pointer += '/';
    for (const char c : token) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
}

const value* member(const object& o, std::string_view key) {
    return o.if_contains(key);
}

std::string_view text_or_empty(const object& o, std::string_view key) {
    const value* found = member(o, key);
    if (found == nullptr || !found->is_string()) return {};
    return found->get_string();
}

void merge_patch(value& target, const value& patch) {
    if (!patch.is_object()) {
        target = patch;
        return;
    }
    if (!target.is_object()) target.emplace_object();
    object& members = target.get_object();
    for (const auto& member : patch.get_object()) {
        if (member.value().is_null()) {
            members.erase(member.key());
        } else {
            merge_patch(members[member.key()], member.value());
        }
    }
}

}  // namespace tidings::json
