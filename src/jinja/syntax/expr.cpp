#include "jinja/syntax/expr.h"

namespace tidings::jinja {
namespace {

class Children {
public:
    void add(const ExprPtr& expr) {
        if (expr) found.push_back(expr.get());
    }
    void add(const std::vector<ExprPtr>& exprs) {
        for (const ExprPtr& expr : exprs) add(expr);
    }
    void add(const CallArguments& arguments) {
        add(arguments.positional);
        for (const auto& [name, value] : arguments.named) add(value);
        add(arguments.star);
        add(arguments.double_star);
    }
    void add_parts(const Expr& expr);

    std::vector<const Expr*> found;
};

void Children::add_parts(const Expr& expr) {
    switch (expr.kind) {
        case Expr::Kind::constant:
        case Expr::Kind::name:
        case Expr::Kind::captured:
        case Expr::Kind::again:
            return;
        case Expr::Kind::list:
        case Expr::Kind::tuple:
        case Expr::Kind::concat:
            return add(static_cast<const Sequence&>(expr).items);
        case Expr::Kind::dict:
            for (const auto& [key, value] : static_cast<const DictDisplay&>(expr).items) {
                add(key);
                add(value);
            }
            return;
        case Expr::Kind::attribute:
            return add(static_cast<const AttributeExpr&>(expr).object);
        case Expr::Kind::item:
            add(static_cast<const ItemExpr&>(expr).object);
            return add(static_cast<const ItemExpr&>(expr).key);
        case Expr::Kind::slice:
            add(static_cast<const SliceExpr&>(expr).start);
            add(static_cast<const SliceExpr&>(expr).stop);
            return add(static_cast<const SliceExpr&>(expr).step);
        case Expr::Kind::call:
            add(static_cast<const CallExpr&>(expr).callee);
            return add(static_cast<const CallExpr&>(expr).arguments);
        case Expr::Kind::filter:
        case Expr::Kind::test:
            add(static_cast<const FilterExpr&>(expr).input);
            return add(static_cast<const FilterExpr&>(expr).arguments);
        case Expr::Kind::unary:
        case Expr::Kind::logic_not:
            return add(static_cast<const UnaryExpr&>(expr).operand);
        case Expr::Kind::binary:
        case Expr::Kind::logic_and:
        case Expr::Kind::logic_or:
            add(static_cast<const BinaryExpr&>(expr).left);
            return add(static_cast<const BinaryExpr&>(expr).right);
        case Expr::Kind::compare:
            add(static_cast<const CompareExpr&>(expr).first);
            for (const auto& operand : static_cast<const CompareExpr&>(expr).rest) add(operand.value);
            return;
        case Expr::Kind::conditional:
            add(static_cast<const ConditionalExpr&>(expr).test);
            add(static_cast<const ConditionalExpr&>(expr).then);
            return add(static_cast<const ConditionalExpr&>(expr).otherwise);
    }
}

}  // namespace

std::vector<const Expr*> children_of(const Expr& expr) {
    Children children;
    children.add_parts(expr);
    return std::move(children.found);
}

}  // namespace tidings::jinja
