#include <algorithm>
#include <utility>

#include "schema/equality.h"
#include "schema/validator.h"

namespace tidings::schema {
namespace {

const Node* find_property(const std::vector<Property>& properties, std::string_view name) {
    const auto found = std::lower_bound(properties.begin(), properties.end(), name,
                                        [](const Property& p, std::string_view n) { return p.name < n; });
    return found != properties.end() && found->name == name ? found->schema : nullptr;
}

// The first two items that are equal. Sorted by hash, so that it does not compare all with all.
template <class Spend>
std::pair<std::size_t, std::size_t> find_equal_items(const json::array& items, Spend spend) {
    std::vector<std::pair<std::size_t, std::size_t>> hashes;  // and the index
    hashes.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) hashes.emplace_back(hash(items[i]), i);
    std::sort(hashes.begin(), hashes.end());
    for (auto a = hashes.begin(); a != hashes.end(); ++a) {
        for (auto b = a + 1; b != hashes.end() && b->first == a->first; ++b) {
            if (!spend(weight(items[a->second]))) return {0, 0};
            if (equal(items[a->second], items[b->second])) return {a->second, b->second};
        }
    }
    return {0, 0};
}

}  // namespace

bool Validator::check_array(const ArrayRules& rules, const json::array& items, const Path& path) {
    bool ok = check_count(rules.size, items.size(), "item", path);
    if (is_over(ok)) return ok;
    ok &= check_items(rules, items, path);
    if (is_over(ok)) return ok;
    if (rules.contains != nullptr) ok &= check_contains(*rules.contains, items, path);
    if (rules.unique && !is_over(ok)) ok &= check_unique(items, path);
    return ok;
}

bool Validator::check_items(const ArrayRules& rules, const json::array& items, const Path& path) {
    bool ok = true;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Node* node = i < rules.tuple.size() ? rules.tuple[i] : rules.items;
        if (node == nullptr) break;
        ok &= check(*node, items[i], path.inside(i));
        if (is_over(ok)) break;
    }
    return ok;
}

bool Validator::check_contains(const Node& node, const json::array& items, const Path& path) {
    for (const json::value& item : items) {
        if (is_valid(node, item)) return true;
        if (exhausted_) return false;
    }
    return fault(path, "has no item of the form that \"contains\" asks for");
}

bool Validator::check_unique(const json::array& items, const Path& path) {
    std::size_t total = 0;
    for (const json::value& item : items) total += weight(item);
    if (!spend(total)) return false;
    const auto [a, b] = find_equal_items(items, [this](std::size_t steps) { return spend(steps); });
    if (a == b) return !exhausted_;
    return fault(path, [first = std::min(a, b), second = std::max(a, b)] {
        return "must not have equal items, but those at " + std::to_string(first) + " and " +
               std::to_string(second) + " are";
    });
}

bool Validator::check_object(const ObjectRules& rules, const json::object& members, const json::value& v,
                             const Path& path) {
    bool ok = check_required(rules, members, path);
    ok &= check_count(rules.size, members.size(), "property", path);
    for (const auto& member : members) {
        if (is_over(ok)) return ok;
        ok &= check_member(rules, member.key(), member.value(), path.inside(member.key()));
    }
    for (const Dependency& rule : rules.dependencies) {
        if (is_over(ok)) return ok;
        ok &= check_dependency(rule, members, v, path);
    }
    return ok;
}

bool Validator::check_required(const ObjectRules& rules, const json::object& members, const Path& path) {
    if (!spend(rules.required.size() / 8)) return false;
    bool ok = true;
    for (const std::string& name : rules.required) {
        if (!members.contains(name)) ok = fault(path.inside(name), "is required");
        if (is_over(ok)) break;
    }
    return ok;
}

bool Validator::check_member(const ObjectRules& rules, std::string_view key, const json::value& v,
                             const Path& path) {
    bool ok = true;
    if (rules.names != nullptr) ok = check_name(*rules.names, key, path);
    bool known = false;
    if (const Node* node = find_property(rules.properties, key)) {
        known = true;
        ok &= check(*node, v, path);
    }
    for (const PatternProperty& property : rules.patterns) {
        if (is_over(ok)) return ok;
        if (!matches(property.pattern, key)) continue;
        known = true;
        ok &= check(*property.schema, v, path);
    }
    if (known || rules.additional == nullptr || is_over(ok)) return ok;
    return check(*rules.additional, v, path) && ok;
}

bool Validator::check_name(const Node& node, std::string_view name, const Path& path) {
    const std::string_view outer = std::exchange(subject_, "has a name that ");
    const bool ok = check(node, json::value(name), path);
    subject_ = outer;
    return ok;
}

bool Validator::check_dependency(const Dependency& rule, const json::object& members, const json::value& v,
                                 const Path& path) {
    if (!members.contains(rule.name)) return true;
    if (rule.schema != nullptr) return check(*rule.schema, v, path);
    bool ok = true;
    for (const std::string& name : rule.required) {
        if (!members.contains(name)) {
            ok = fault(path.inside(name), [&] { return "is required beside \"" + rule.name + "\""; });
        }
        if (is_over(ok)) break;
    }
    return ok;
}

}  // namespace tidings::schema
