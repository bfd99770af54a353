#include <algorithm>

#include "jinja/builtins/builtin.h"
#include "jinja/compile/compiled_template.h"
#include "jinja/compile/constant.h"
#include "jinja/compile/resolver.h"
#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {

void Resolver::name(Name& node) {
    Place place = place_of(node.name);
    node.slots = std::move(place.slots);
    node.in_context = place.in_context;
}

void Resolver::expr(Expr* node) {
    if (node == nullptr) return;
    switch (node->kind) {
        case Expr::Kind::constant:
        case Expr::Kind::captured:
        case Expr::Kind::again:  // is resolved where it stands
            break;
        case Expr::Kind::name:
            name(static_cast<Name&>(*node));
            break;
        case Expr::Kind::list:
        case Expr::Kind::tuple:
        case Expr::Kind::concat:
            for (const ExprPtr& item : static_cast<Sequence&>(*node).items) expr(item.get());
            static_cast<Sequence&>(*node).is_constant = !volatile_ && is_constant(*node);
            break;
        case Expr::Kind::dict:
            for (const auto& [key, value] : static_cast<DictDisplay&>(*node).items) {
                expr(key.get());
                expr(value.get());
            }
            break;
        case Expr::Kind::attribute:
            attribute(static_cast<AttributeExpr&>(*node));
            break;
        case Expr::Kind::item:
            expr(static_cast<ItemExpr&>(*node).object.get());
            expr(static_cast<ItemExpr&>(*node).key.get());
            break;
        case Expr::Kind::slice:
            expr(static_cast<SliceExpr&>(*node).start.get());
            expr(static_cast<SliceExpr&>(*node).stop.get());
            expr(static_cast<SliceExpr&>(*node).step.get());
            break;
        case Expr::Kind::call:
            expr(static_cast<CallExpr&>(*node).callee.get());
            arguments(static_cast<CallExpr&>(*node).arguments);
            break;
        case Expr::Kind::filter:
        case Expr::Kind::test:
            filter(static_cast<FilterExpr&>(*node));
            break;
        case Expr::Kind::unary:
        case Expr::Kind::logic_not:
            expr(static_cast<UnaryExpr&>(*node).operand.get());
            break;
        case Expr::Kind::binary:
        case Expr::Kind::logic_and:
        case Expr::Kind::logic_or:
            expr(static_cast<BinaryExpr&>(*node).left.get());
            expr(static_cast<BinaryExpr&>(*node).right.get());
            power(static_cast<BinaryExpr&>(*node));
            format(static_cast<BinaryExpr&>(*node));
            break;
        case Expr::Kind::compare:
            expr(static_cast<CompareExpr&>(*node).first.get());
            for (const auto& operand : static_cast<CompareExpr&>(*node).rest) expr(operand.value.get());
            break;
        case Expr::Kind::conditional: {
            const bool outer = soft_;
            soft_ = true;
            expr(static_cast<ConditionalExpr&>(*node).test.get());
            expr(static_cast<ConditionalExpr&>(*node).then.get());
            expr(static_cast<ConditionalExpr&>(*node).otherwise.get());
            soft_ = outer;
            break;
        }
    }
}

// Jinja2 works out a constant left side by itself and writes "-2 ** x", of which Python makes -(2 ** x).
void Resolver::power(BinaryExpr& node) {
    if (node.op != BinaryOp::power || volatile_) return;
    node.binds_sign = is_constant(*node.left) && !is_constant(*node.right);
}

// Of items that are mere names it makes no difference when each is written.
void Resolver::format(BinaryExpr& node) {
    if (node.op != BinaryOp::modulo || node.right->kind != Expr::Kind::tuple) return;
    const bool is_known = volatile_ ? node.left->kind == Expr::Kind::constant : is_constant(*node.left);
    const auto& items = static_cast<const Sequence&>(*node.right).items;
    node.formats = is_known && !is_constant(*node.right) &&
                   std::any_of(items.begin(), items.end(), [](const ExprPtr& item) {
                       return item->kind != Expr::Kind::name && item->kind != Expr::Kind::constant;
                   });
}

void Resolver::arguments(CallArguments& arguments) {
    for (const ExprPtr& argument : arguments.positional) expr(argument.get());
    for (const auto& [name, argument] : arguments.named) expr(argument.get());
    expr(arguments.star.get());
    expr(arguments.double_star.get());
}

void Resolver::attribute(AttributeExpr& node) {
    node.is_dict_method = is_dict_method(node.name);
    expr(node.object.get());
}

void Resolver::filter(FilterExpr& node) {
    const bool is_filter = node.kind == Expr::Kind::filter;
    node.builtin = is_filter ? find_filter(template_.library().options(), node.name) : find_test(node.name);
    if (node.builtin == nullptr && !soft_) {
        // A test stands on the line of its `is`.
        const bool elsewhere = !is_filter && template_.line_of(node.start) != template_.line_of(node.offset);
        assertion_error(
            std::string("No ") + (is_filter ? "filter" : "test") + " named " + repr_text(node.name) + ".",
            elsewhere ? node.start : node.offset);
    }
    const CallArguments& given = node.arguments;
    node.is_plain = node.builtin != nullptr && given.named.empty() && !given.star && !given.double_star &&
                    takes_plainly(*node.builtin, given.positional.size() + 1);
    expr(node.input.get());
    arguments(node.arguments);
    node.is_settled = !volatile_ && asks_for_autoescape(node) && is_constant(node);
    node.is_plain = node.is_plain && !node.is_settled;
}

}  // namespace tidings::jinja
