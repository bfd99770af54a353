#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "schema/node.h"

namespace tidings::schema {

// The way from the instance to a value inside it. It lives on the stack; a pointer is made of it only for a
// fault.
struct Path {
    const Path* parent = nullptr;
    std::string_view key;
    std::size_t index = 0;
    bool is_index = false;

    Path inside(std::string_view member) const { return {this, member, 0, false}; }
    Path inside(std::size_t item) const { return {this, {}, item, true}; }
};

// One validation.
class Validator {
public:
    Validator(std::string_view base, std::vector<Fault>& faults)
        : base_(base), faults_(faults), old_faults_(faults.size()) {}

    // Whether `v` is valid; if it is not, why is among the faults.
    void run(const Node& root, const json::value& v);

private:
    bool check(const Node& node, const json::value& v, const Path& path);
    bool is_valid(const Node& node, const json::value& v);  // without faults

    bool check_choices(const Node& node, const json::value& v, const Path& path);
    bool check_number(const NumberRules& rules, const json::value& v, const Path& path);
    bool check_string(const StringRules& rules, std::string_view text, const Path& path);
    bool check_array(const ArrayRules& rules, const json::array& items, const Path& path);
    bool check_items(const ArrayRules& rules, const json::array& items, const Path& path);
    bool check_contains(const Node& node, const json::array& items, const Path& path);
    bool check_unique(const json::array& items, const Path& path);
    bool check_object(const ObjectRules& rules, const json::object& members, const json::value& v,
                      const Path& path);
    bool check_member(const ObjectRules& rules, std::string_view key, const json::value& v, const Path& path);
    bool check_name(const Node& node, std::string_view name, const Path& path);
    bool check_required(const ObjectRules& rules, const json::object& members, const Path& path);
    bool check_dependency(const Dependency& rule, const json::object& members, const json::value& v,
                          const Path& path);
    bool check_combination(const Combination& rules, const json::value& v, const Path& path);
    bool check_any(const std::vector<const Node*>& branches, const json::value& v, const Path& path);
    bool check_one(const std::vector<const Node*>& branches, const json::value& v, const Path& path);
    bool refuse_all(const std::vector<const Node*>& branches, const json::value& v, const Path& path);

    bool check_count(const Range& range, std::size_t count, std::string_view thing, const Path& path);

    // Adds a fault with the detail that `describe` makes, unless nobody wants it, and returns false.
    template <class Describe>
    bool fault(const Path& path, Describe describe) {
        if (silent_ == 0) add_fault(path, describe());
        return false;
    }
    bool fault(const Path& path, const char* detail) {
        return fault(path, [detail] { return std::string(detail); });
    }
    void add_fault(const Path& path, const std::string& detail);

    bool matches(const Pattern& pattern, std::string_view text);

    // Takes the steps off what is left; false when there are not so many.
    bool spend(std::size_t steps);

    // Whether to go no further, given whether all was well so far: one fault is enough where none is wanted.
    bool is_over(bool ok) const { return (!ok && silent_ > 0) || exhausted_ || is_full(); }
    bool is_full() const { return faults_.size() - old_faults_ >= kFaultsMax; }

    std::string_view base_;
    std::vector<Fault>& faults_;
    std::size_t old_faults_;
    std::size_t steps_ = kStepsMax;
    std::size_t silent_ = 0;
    bool exhausted_ = false;
    std::string_view subject_;  // what a detail starts with, where the value at the path is not its subject
};

}  // namespace tidings::schema
