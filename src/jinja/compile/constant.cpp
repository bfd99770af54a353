#include "jinja/compile/constant.h"

#include <algorithm>

namespace tidings::jinja {
namespace {

bool is_one_of(std::initializer_list<std::string_view> names, const FilterExpr& node) {
    return std::find(names.begin(), names.end(), node.name) != names.end();
}

bool is_constant_filter(const FilterExpr& node) {
    return node.builtin != nullptr &&
           !is_one_of({"map", "select", "reject", "selectattr", "rejectattr", "random"}, node);
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

bool is_sequence(const Expr& expr) {
    return expr.kind == Expr::Kind::list || expr.kind == Expr::Kind::tuple || expr.kind == Expr::Kind::concat;
}

}  // namespace

bool is_constant(const Expr& expr) {
    return may_be_constant(expr) && std::ranges::all_of(children_of(expr), [](const Expr* child) {
               return is_sequence(*child) ? static_cast<const Sequence&>(*child).is_constant
                                          : is_constant(*child);
           });
}

bool is_plain_constant(const Expr& expr) {
    if (expr.kind == Expr::Kind::filter || expr.kind == Expr::Kind::test || !may_be_constant(expr))
        return false;
    const std::vector<const Expr*> children = children_of(expr);
    return std::all_of(children.begin(), children.end(),
                       [](const Expr* child) { return is_plain_constant(*child); });
}

bool asks_for_autoescape(const FilterExpr& node) {
    return node.kind == Expr::Kind::filter && is_one_of({"join", "replace", "urlize", "xmlattr"}, node);
}

}  // namespace tidings::jinja
