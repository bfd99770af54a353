#include "jinja/constant.h"

#include <algorithm>

namespace tidings::jinja {
namespace {

bool is_constant(const ExprPtr& expr) {
    return !expr || is_constant(*expr);
}

bool all_constant(const std::vector<ExprPtr>& exprs) {
    return std::all_of(exprs.begin(), exprs.end(), [](const ExprPtr& expr) { return is_constant(*expr); });
}

bool are_constant(const CallArguments& arguments) {
    const auto& named = arguments.named;
    return all_constant(arguments.positional) && is_constant(arguments.star) &&
           is_constant(arguments.double_star) &&
           std::all_of(named.begin(), named.end(),
                       [](const auto& pair) { return is_constant(*pair.second); });
}

bool is_constant_filter(const FilterExpr& node) {
    constexpr std::string_view kOfTheContext[] = {"map",        "select",     "reject",
                                                  "selectattr", "rejectattr", "random"};
    return std::find(std::begin(kOfTheContext), std::end(kOfTheContext), node.name) ==
               std::end(kOfTheContext) &&
           node.builtin != nullptr && is_constant(*node.input) && are_constant(node.arguments);
}

bool is_constant_dict(const DictDisplay& node) {
    return std::all_of(node.items.begin(), node.items.end(), [](const auto& item) {
        return is_constant(*item.first) && is_constant(*item.second);
    });
}

bool is_constant_compare(const CompareExpr& node) {
    return is_constant(*node.first) && std::all_of(node.rest.begin(), node.rest.end(),
                                                   [](const auto& part) { return is_constant(*part.value); });
}

}  // namespace

bool is_constant(const Expr& expr) {
    switch (expr.kind) {
        case Expr::Kind::constant:
            return true;
        case Expr::Kind::name:
        case Expr::Kind::call:
        case Expr::Kind::captured:
        case Expr::Kind::again:
            return false;
        case Expr::Kind::list:
        case Expr::Kind::tuple:
        case Expr::Kind::concat:
            return all_constant(static_cast<const Sequence&>(expr).items);
        case Expr::Kind::dict:
            return is_constant_dict(static_cast<const DictDisplay&>(expr));
        case Expr::Kind::attribute:
            return is_constant(*static_cast<const AttributeExpr&>(expr).object);
        case Expr::Kind::item:
            return is_constant(*static_cast<const ItemExpr&>(expr).object) &&
                   is_constant(*static_cast<const ItemExpr&>(expr).key);
        case Expr::Kind::slice: {
            const auto& node = static_cast<const SliceExpr&>(expr);
            return is_constant(node.start) && is_constant(node.stop) && is_constant(node.step);
        }
        case Expr::Kind::filter:
        case Expr::Kind::test:
            return is_constant_filter(static_cast<const FilterExpr&>(expr));
        case Expr::Kind::unary:
        case Expr::Kind::logic_not:
            return is_constant(*static_cast<const UnaryExpr&>(expr).operand);
        case Expr::Kind::binary:
        case Expr::Kind::logic_and:
        case Expr::Kind::logic_or:
            return is_constant(*static_cast<const BinaryExpr&>(expr).left) &&
                   is_constant(*static_cast<const BinaryExpr&>(expr).right);
        case Expr::Kind::compare:
            return is_constant_compare(static_cast<const CompareExpr&>(expr));
        case Expr::Kind::conditional: {
            const auto& node = static_cast<const ConditionalExpr&>(expr);
            return is_constant(*node.test) && is_constant(*node.then) && is_constant(node.otherwise);
        }
    }
    return false;
}

}  // namespace tidings::jinja
