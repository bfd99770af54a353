#include "jinja/check/check_facts.h"

#include <algorithm>

namespace tidings::jinja {
namespace {

using Paths = std::vector<std::string>;

constexpr const char* kSomething = "?";

Paths joined(Paths a, const Paths& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Paths common(const Paths& a, const Paths& b) {
    Paths both;
    std::ranges::copy_if(a, std::back_inserter(both),
                         [&](const std::string& path) { return std::ranges::find(b, path) != b.end(); });
    return both;
}

std::string with_member(const Expr& object, std::string_view name) {
    return path_of(object) + "." + std::string(name);
}

const Value* constant_text(const Expr& expr) {
    if (expr.kind != Expr::Kind::constant) return nullptr;
    const Value& value = static_cast<const Constant&>(expr).value;
    return value.is_text() ? &value : nullptr;
}

Facts facts_of_test(const FilterExpr& test) {
    const std::string path = path_of(*test.input);
    if (test.name == "defined") return {{path}, {}};
    if (test.name == "undefined") return {{}, {path}};
    // What a value has is another matter once somebody has asked what it is. An undefined one is nothing.
    static constexpr std::string_view kTypes[] = {"string",  "number",  "integer",  "float",
                                                  "boolean", "mapping", "sequence", "iterable"};
    if (std::ranges::find(kTypes, test.name) == std::end(kTypes)) return {};
    const std::string all = path + std::string(kAllMembers);
    return {{path, all}, {all}};
}

// `"url" in data`
Facts facts_of_compare(const CompareExpr& compare) {
    const Value* const name = constant_text(*compare.first);
    if (name == nullptr || compare.rest.size() != 1) return {};
    const std::string path = with_member(*compare.rest.front().value, name->as_text());
    if (compare.rest.front().op == CompareOp::in) return {{path}, {}};
    if (compare.rest.front().op == CompareOp::not_in) return {{}, {path}};
    return {};
}

// Of a condition that stands alone.
Facts facts_of_one(const Expr& condition) {
    if (condition.kind == Expr::Kind::test) return facts_of_test(static_cast<const FilterExpr&>(condition));
    if (condition.kind == Expr::Kind::compare)
        return facts_of_compare(static_cast<const CompareExpr&>(condition));
    return {};
}

// `data.get("url")`, or `url|default`: what that asks for; empty: it is nothing of the kind.
std::string asked_by(const Expr& expr) {
    if (expr.kind == Expr::Kind::filter) {
        const auto& filter = static_cast<const FilterExpr&>(expr);
        return filter.name == "default" || filter.name == "d" ? path_of(*filter.input) : std::string();
    }
    if (expr.kind != Expr::Kind::call) return {};
    const auto& call = static_cast<const CallExpr&>(expr);
    if (call.callee->kind != Expr::Kind::attribute || call.arguments.positional.empty()) return {};
    const auto& callee = static_cast<const AttributeExpr&>(*call.callee);
    const Value* const name = constant_text(*call.arguments.positional.front());
    return callee.name == "get" && name != nullptr ? with_member(*callee.object, name->as_text())
                                                   : std::string();
}

void add_asked(const Expr& expr, Paths& paths) {
    const Facts facts = facts_of_one(expr);
    paths.insert(paths.end(), facts.when_true.begin(), facts.when_true.end());
    paths.insert(paths.end(), facts.when_false.begin(), facts.when_false.end());
    if (std::string path = asked_by(expr); !path.empty()) paths.push_back(std::move(path));
    for (const Expr* const child : children_of(expr)) add_asked(*child, paths);
}

}  // namespace

std::string path_of(const Expr& expr) {
    switch (expr.kind) {
        case Expr::Kind::name:
            return std::string(static_cast<const Name&>(expr).name);
        case Expr::Kind::attribute: {
            const auto& node = static_cast<const AttributeExpr&>(expr);
            return with_member(*node.object, node.name);
        }
        case Expr::Kind::item: {
            const auto& node = static_cast<const ItemExpr&>(expr);
            if (node.key->kind != Expr::Kind::constant) return kSomething;
            const Value& key = static_cast<const Constant&>(*node.key).value;
            if (key.is_integral()) return with_member(*node.object, std::to_string(key.as_integer()));
            return key.is_text() ? with_member(*node.object, key.as_text()) : kSomething;
        }
        default:
            return kSomething;
    }
}

std::vector<std::string> asked_in(const Expr& expr) {
    Paths paths;
    add_asked(expr, paths);
    return paths;
}

Facts facts_of(const Expr& condition) {
    switch (condition.kind) {
        case Expr::Kind::logic_not: {
            Facts facts = facts_of(*static_cast<const UnaryExpr&>(condition).operand);
            std::swap(facts.when_true, facts.when_false);
            return facts;
        }
        case Expr::Kind::logic_and:
        case Expr::Kind::logic_or: {
            const auto& node = static_cast<const BinaryExpr&>(condition);
            const Facts left = facts_of(*node.left);
            const Facts right = facts_of(*node.right);
            if (condition.kind == Expr::Kind::logic_and)
                return {joined(left.when_true, right.when_true), common(left.when_false, right.when_false)};
            return {common(left.when_true, right.when_true), joined(left.when_false, right.when_false)};
        }
        default: {
            const Facts facts = facts_of_one(condition);
            if (!facts.when_true.empty() || !facts.when_false.empty()) return facts;
            // What else asks for something may come out either way.
            const Paths asked = asked_in(condition);
            return {asked, asked};
        }
    }
}

}  // namespace tidings::jinja
