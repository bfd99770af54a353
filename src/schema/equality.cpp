#include "schema/equality.h"

#include <algorithm>
#include <functional>

#include "schema/number.h"

namespace tidings::schema {
namespace {

bool equal_objects(const json::object& a, const json::object& b) {
    return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&b](const auto& member) {
               const json::value* other = b.if_contains(member.key());
               return other != nullptr && equal(member.value(), *other);
           });
}

std::size_t mix(std::size_t a, std::size_t b) {
    return (a ^ b) * 0x9e3779b97f4a7c15ULL + (a >> 29U);
}

std::size_t hash_of_text(std::string_view text) {
    return std::hash<std::string_view>{}(text);
}

std::size_t hash_of_array(const json::array& items) {
    std::size_t result = 5;
    for (const json::value& item : items) result = mix(result, hash(item));
    return result;
}

// A sum, because the order of members does not matter.
std::size_t hash_of_object(const json::object& members) {
    std::size_t result = 7;
    for (const auto& member : members) result += mix(hash_of_text(member.key()), hash(member.value()));
    return result;
}

constexpr std::size_t kBytesPerStep = 64;

}  // namespace

bool equal(const json::value& a, const json::value& b) {
    if (a.is_number() && b.is_number()) return exact(a) == exact(b);
    if (a.kind() != b.kind()) return false;
    if (a.is_object()) return equal_objects(a.get_object(), b.get_object());
    if (!a.is_array()) return a == b;
    const json::array& left = a.get_array();
    const json::array& right = b.get_array();
    return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(), equal);
}

std::size_t hash(const json::value& v) {
    if (v.is_number()) return std::hash<Exact>{}(exact(v));
    if (v.is_string()) return hash_of_text(v.get_string());
    if (v.is_array()) return hash_of_array(v.get_array());
    if (v.is_object()) return hash_of_object(v.get_object());
    if (v.is_bool()) return v.get_bool() ? 3 : 2;
    return 1;
}

std::size_t weight(const json::value& v) {
    std::size_t total = 1;
    if (v.is_string()) return total + v.get_string().size() / kBytesPerStep;
    if (v.is_array()) {
        for (const json::value& item : v.get_array()) total += weight(item);
    } else if (v.is_object()) {
        for (const auto& member : v.get_object()) {
            total += weight(member.value()) + member.key().size() / kBytesPerStep;
        }
    }
    return total;
}

}  // namespace tidings::schema
