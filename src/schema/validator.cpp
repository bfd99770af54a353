#include "schema/validator.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/json.h"
#include "base/utf8.h"
#include "schema/details.h"
#include "schema/equality.h"

namespace tidings::schema {
namespace {

void append_path(const Path& path, std::string& pointer) {
    if (path.parent == nullptr) return;
    append_path(*path.parent, pointer);
    json::append_token(pointer, path.is_index ? std::to_string(path.index) : path.key);
}

const Node& referred(const Node& node) {
    const Node* at = &node;
    while (at->ref != nullptr) at = at->ref;
    return *at;
}

constexpr std::size_t kBytesPerStep = 64;

}  // namespace

void Validator::add_fault(const Path& path, const std::string& detail) {
    Fault added{std::string(base_), std::string(subject_) + detail};
    append_path(path, added.pointer);
    const auto ours = faults_.begin() + static_cast<std::ptrdiff_t>(old_faults_);
    if (is_full() || std::find(ours, faults_.end(), added) != faults_.end()) return;
    faults_.push_back(std::move(added));
}

bool Validator::spend(std::size_t steps) {
    if (steps >= steps_) exhausted_ = true;
    steps_ -= std::min(steps, steps_);
    return !exhausted_;
}

bool Validator::matches(const Pattern& pattern, std::string_view text) {
    return spend(pattern.steps(text.size())) && pattern.matches(text);
}

void Validator::run(const Node& root, const json::value& v) {
    check(root, v, Path{});
    if (!exhausted_) return;
    Fault too_much{std::string(base_), "is too much for this schema to check"};
    if (is_full()) faults_.pop_back();
    faults_.push_back(std::move(too_much));
}

bool Validator::is_valid(const Node& node, const json::value& v) {
    ++silent_;
    const bool result = check(node, v, Path{});
    --silent_;
    return result;
}

bool Validator::check(const Node& start, const json::value& v, const Path& path) {
    const Node& node = referred(start);
    if (!spend(1) || is_full()) return false;
    if (node.forbidden) return fault(path, "is not allowed");
    const Types type = type_of(v);
    if ((node.types & type) == 0) return fault(path, [&] { return type_detail(node.types, type); });
    bool ok = check_choices(node, v, path);
    if (is_over(ok)) return ok;
    if (node.number && (type & (kInteger | kFraction)) != 0) ok &= check_number(*node.number, v, path);
    if (node.string && type == kString) ok &= check_string(*node.string, v.get_string(), path);
    if (node.array && type == kArray) ok &= check_array(*node.array, v.get_array(), path);
    if (node.object && type == kObject) ok &= check_object(*node.object, v.get_object(), v, path);
    if (node.combination && !is_over(ok)) ok &= check_combination(*node.combination, v, path);
    return ok;
}

bool Validator::check_choices(const Node& node, const json::value& v, const Path& path) {
    if (!node.constant && !node.choices) return true;
    if (!spend(v.is_structured() ? weight(v) : 1)) return false;
    if (node.constant && !equal(*node.constant, v))
        return fault(path, [&] { return constant_detail(*node.constant); });
    if (!node.choices) return true;
    if (!spend(node.choices->size() / 8)) return false;
    for (const json::value& choice : *node.choices) {
        if (equal(choice, v)) return true;
    }
    return fault(path, [&] { return choices_detail(*node.choices); });
}

bool Validator::check_number(const NumberRules& rules, const json::value& v, const Path& path) {
    const Exact number = exact(v);
    bool ok = true;
    const auto limit = [&](const std::optional<Limit>& bound, auto breaks, const char* detail) {
        if (!bound || !breaks(number, bound->number)) return;
        ok = fault(path, [&] { return detail + bound->text; });
    };
    limit(rules.minimum, std::less<>{}, "must be at least ");
    limit(rules.maximum, std::greater<>{}, "must be at most ");
    limit(rules.exclusive_minimum, std::less_equal<>{}, "must be more than ");
    limit(rules.exclusive_maximum, std::greater_equal<>{}, "must be less than ");
    if (rules.multiple_of && !is_multiple(decimal(v), *rules.multiple_of)) {
        ok = fault(path, [&] { return "must be a multiple of " + rules.multiple_of_text; });
    }
    return ok;
}

bool Validator::check_count(const Range& range, std::size_t count, std::string_view thing, const Path& path) {
    if (count < range.min) return fault(path, [&] { return count_detail("at least", range.min, thing); });
    if (count > range.max) return fault(path, [&] { return count_detail("at most", range.max, thing); });
    return true;
}

bool Validator::check_string(const StringRules& rules, std::string_view text, const Path& path) {
    if (!spend(text.size() / kBytesPerStep)) return false;
    bool ok = true;
    // Characters are only counted where the bytes leave a doubt.
    if (rules.length.min > 0 || rules.length.max < text.size()) {
        ok = check_count(rules.length, count_code_points(text), "character", path);
    }
    if (rules.pattern && !matches(*rules.pattern, text)) {
        ok = fault(path, [&] { return "must match the pattern " + rules.pattern->text(); });
    }
    if (rules.format == nullptr || is_over(ok)) return ok;
    // A regular expression is the dearest format: it has to be compiled.
    if (!spend(rules.format->name == "regex" ? 1000 : 1)) return false;
    if (rules.format->matches(text)) return ok;
    return fault(path, [&] { return "must be " + std::string(rules.format->phrase); });
}

bool Validator::check_combination(const Combination& rules, const json::value& v, const Path& path) {
    bool ok = true;
    for (const Node* node : rules.all) {
        ok &= check(*node, v, path);
        if (is_over(ok)) return ok;
    }
    if (!rules.any.empty()) ok &= check_any(rules.any, v, path);
    if (!rules.one.empty() && !is_over(ok)) ok &= check_one(rules.one, v, path);
    if (is_over(ok)) return ok;
    if (rules.negated != nullptr && is_valid(*rules.negated, v)) {
        ok = fault(path, "is of a form that \"not\" excludes");
    }
    if (rules.condition != nullptr && !is_over(ok)) {
        const Node* branch = is_valid(*rules.condition, v) ? rules.consequence : rules.alternative;
        if (branch != nullptr) ok &= check(*branch, v, path);
    }
    return ok;
}

bool Validator::check_any(const std::vector<const Node*>& branches, const json::value& v, const Path& path) {
    const bool ok =
        std::any_of(branches.begin(), branches.end(), [&](const Node* node) { return is_valid(*node, v); });
    return ok || refuse_all(branches, v, path);
}

bool Validator::check_one(const std::vector<const Node*>& branches, const json::value& v, const Path& path) {
    std::size_t count = 0;
    for (const Node* node : branches) {
        if (is_valid(*node, v)) ++count;
        if (count > 1)
            return fault(path, "is of more than one of the forms of \"oneOf\", must be of one only");
    }
    return count == 1 || refuse_all(branches, v, path);
}

// Where one branch alone is for values of this type, its faults are what the sender wants to know.
bool Validator::refuse_all(const std::vector<const Node*>& branches, const json::value& v, const Path& path) {
    if (silent_ > 0) return false;
    const Types type = type_of(v);
    const auto takes = [type](const Node* node) {
        const Node& target = referred(*node);
        return !target.forbidden && (target.types & type) != 0;
    };
    if (std::count_if(branches.begin(), branches.end(), takes) == 1) {
        return check(**std::find_if(branches.begin(), branches.end(), takes), v, path);
    }
    return fault(path, "is of none of the forms that are allowed here");
}

void Schema::validate(const json::value& instance, std::string_view base, std::vector<Fault>& faults) const {
    Validator(base, faults).run(program_->nodes.front(), instance);
}

}  // namespace tidings::schema
