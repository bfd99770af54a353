#include "jinja/constant.h"

#include <algorithm>

namespace tidings::jinja {
namespace {

bool is_constant_filter(const FilterExpr& node) {
    constexpr std::string_view kOfTheContext[] = {"map",        "select",     "reject",
                                                  "selectattr", "rejectattr", "random"};
    return node.builtin != nullptr && std::find(std::begin(kOfTheContext), std::end(kOfTheContext),
                                                node.name) == std::end(kOfTheContext);
}

bool may_be_constant(const Expr& expr) {
    switch (expr.kind) {
        case Expr::Kind::name:
        case Expr::Kind::call:
        case Expr::Kind::captured:
        case Expr::Kind::again:
            return false;
        case Expr::Kind::filter:
        case Expr::Kind::test:
            return is_constant_filter(static_cast<const FilterExpr&>(expr));
        default:
            return true;
    }
}

}  // namespace

bool is_constant(const Expr& expr) {
    const std::vector<const Expr*> children = children_of(expr);
    return may_be_constant(expr) && std::all_of(children.begin(), children.end(),
                                                [](const Expr* child) { return is_constant(*child); });
}

}  // namespace tidings::jinja
