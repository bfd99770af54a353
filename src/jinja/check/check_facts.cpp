#include "jinja/check/check_facts.h"

#include <algorithm>

namespace tidings::jinja {
namespace {

using Paths = std::vector<std::string>;

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
    const std::string path = path_of(object);
    return path.empty() ? path : path + "." + std::string(name);
}

const Value* constant_text(const Expr& expr) {
    if (expr.kind != Expr::Kind::constant) return nullptr;
    const Value& value = static_cast<const Constant&>(expr).value;
    return value.is_text() ? &value : nullptr;
}

Facts facts_of_test(const FilterExpr& test) {
    const std::string path = path_of(*test.input);
    if (path.empty()) return {};
    if (test.name == "defined") return {{path}, {}};
    if (test.name == "undefined") return {{}, {path}};
    return {};
}

// `"url" in data`
Facts facts_of_compare(const CompareExpr& compare) {
    const Value* const name = constant_text(*compare.first);
    if (name == nullptr || compare.rest.size() != 1) return {};
    const std::string path = with_member(*compare.rest.front().value, name->as_text());
    if (path.empty()) return {};
    if (compare.rest.front().op == CompareOp::in) return {{path}, {}};
    if (compare.rest.front().op == CompareOp::not_in) return {{}, {path}};
    return {};
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
            const Value* const name = constant_text(*node.key);
            return name == nullptr ? std::string() : with_member(*node.object, name->as_text());
        }
        default:
            return {};
    }
}

Facts facts_of(const Expr& condition) {
    switch (condition.kind) {
        case Expr::Kind::test:
            return facts_of_test(static_cast<const FilterExpr&>(condition));
        case Expr::Kind::compare:
            return facts_of_compare(static_cast<const CompareExpr&>(condition));
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
        default:
            return {};
    }
}

}  // namespace tidings::jinja
