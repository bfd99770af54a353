#include <cmath>

#include "jinja/builtins/builtin.h"
#include "jinja/methods/methods.h"
#include "jinja/methods/native_call.h"
#include "jinja/run/charge_texts.h"
#include "jinja/run/evaluated_arguments.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/python_text.h"
#include "jinja/values/big_integer.h"
#include "jinja/values/compare.h"
#include "jinja/values/items.h"
#include "jinja/values/operators.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

bool has_minus(const Value& value) {
    if (value.is(Value::Type::real)) return std::signbit(value.as_real());
    return value.is_any_integer() && is_negative(value);
}

}  // namespace

Value Rendering::eval(const Expr& expr) {
    if (expr.kind == Expr::Kind::constant) return static_cast<const Constant&>(expr).value;
    if (expr.kind == Expr::Kind::name) return eval_name(static_cast<const Name&>(expr));
    const Nested nested(*this);
    charge(1);
    return eval_composite(expr);
}

Value Rendering::eval_composite(const Expr& expr) {
    switch (expr.kind) {
        case Expr::Kind::list:
        case Expr::Kind::tuple:
            return eval_sequence(static_cast<const Sequence&>(expr));
        case Expr::Kind::dict:
            return eval_dict(static_cast<const DictDisplay&>(expr));
        case Expr::Kind::attribute:
            return eval_attribute(static_cast<const AttributeExpr&>(expr));
        case Expr::Kind::item:
            return eval_item(static_cast<const ItemExpr&>(expr));
        case Expr::Kind::slice:
            at(expr.offset);
            type_error("a slice stands among others");
        case Expr::Kind::call:
            return eval_call(static_cast<const CallExpr&>(expr));
        case Expr::Kind::filter:
        case Expr::Kind::test:
            return eval_filter(static_cast<const FilterExpr&>(expr));
        case Expr::Kind::unary:
            return eval_unary(static_cast<const UnaryExpr&>(expr));
        case Expr::Kind::binary:
            return eval_binary(static_cast<const BinaryExpr&>(expr));
        case Expr::Kind::logic_and: {
            const auto& node = static_cast<const BinaryExpr&>(expr);
            const Value left = eval(*node.left);
            at(node.left->offset);
            return truth(*this, left) ? eval(*node.right) : left;
        }
        case Expr::Kind::logic_or: {
            const auto& node = static_cast<const BinaryExpr&>(expr);
            const Value left = eval(*node.left);
            at(node.left->offset);
            return truth(*this, left) ? left : eval(*node.right);
        }
        case Expr::Kind::logic_not:
            return Value::boolean(!eval_truth(*static_cast<const UnaryExpr&>(expr).operand));
        case Expr::Kind::compare:
            return eval_compare(static_cast<const CompareExpr&>(expr));
        case Expr::Kind::concat:
            return eval_concat(static_cast<const Sequence&>(expr));
        case Expr::Kind::conditional:
            return eval_conditional(static_cast<const ConditionalExpr&>(expr));
        case Expr::Kind::captured:
            return captured_;
        case Expr::Kind::again:
            return eval(static_cast<const AgainExpr&>(expr).expr);
        case Expr::Kind::constant:
        case Expr::Kind::name:
            break;
    }
    return {};
}

bool Rendering::eval_truth(const Expr& expr) {
    const Value value = eval(expr);
    at(expr.offset);
    return truth(*this, value);
}

// An error about an undefined operand is shown at the operand and not at the operator.
void Rendering::point_at_undefined(const Value& value, const Expr& expr) {
    if (value.is_undefined()) at(expr.offset);
}

Value Rendering::eval_name(const Name& name) {
    charge(1);
    for (const SlotRef ref : name.slots) {
        const Frame* frame = frame_;
        for (std::uint16_t hop = 0; hop < ref.hops; ++hop) frame = frame->parent;
        const Value& value = frame->slots[ref.slot];
        if (!value.is_missing()) return value;
    }
    at(name.offset);
    if (!name.in_context) return undefined_name(name.name);
    const Value value = find_variable(*context_, name.name, name.hint);
    return value.is_missing() ? undefined_name(name.name) : value;
}

const Value* Rendering::find_in(Dict* variables, std::string_view name) {
    if (variables == nullptr || variables->size() == 0) return nullptr;
    return variables->find(*this, Value::text(name));
}

Value Rendering::find_variable(const Context& context, std::string_view name, const MemberHint& hint) {
    for (const Context* at = &context; at != nullptr; at = at->outer) {
        if (const Value* const found = find_in(at->exported, name)) return *found;
        if (const Value* const found = find_in(at->locals, name)) return *found;
        if (at->data == nullptr) continue;
        if (const json::value* const found = hint.find(*at->data, name)) return Value::json(*found);
    }
    return find_global(*this, name);
}

Value Rendering::eval_sequence(const Sequence& node) {
    Value* const items = arena_.make_array<Value>(node.items.size());
    for (std::size_t i = 0; i < node.items.size(); ++i) items[i] = eval(*node.items[i]);
    const std::span<Value> span{items, node.items.size()};
    return node.kind == Expr::Kind::tuple ? Value::tuple(span) : list(span);
}

// Python has all keys and values before it puts the first one in, which may fail.
Value Rendering::eval_dict(const DictDisplay& node) {
    const std::size_t count = node.items.size();
    Value* const values = arena_.make_array<Value>(2 * count);
    for (std::size_t i = 0; i < count; ++i) {
        values[2 * i] = eval(*node.items[i].first);
        values[2 * i + 1] = eval(*node.items[i].second);
    }
    Dict* const dict = arena_.make<Dict>();
    for (std::size_t i = 0; i < count; ++i) {
        at(node.items[i].first->offset);
        dict->set(*this, values[2 * i], values[2 * i + 1]);
    }
    return Value::dict(dict);
}

Value Rendering::eval_attribute(const AttributeExpr& node) {
    return attribute_of(eval(*node.object), node);
}

Value Rendering::attribute_of(const Value& object, const AttributeExpr& node) {
    if (object.is(Value::Type::json_object) && !node.is_dict_method && !has_changes_) {  // most lookups
        const json::value* const found = node.hint.find(object.as_json_object(), node.name);
        if (found != nullptr) return Value::json(*found);
    }
    at(node.offset);
    point_at_undefined(object, *node.object);
    return get_attribute(*this, object, node.name);
}

Value Rendering::eval_item(const ItemExpr& node) {
    const Value object = eval(*node.object);
    if (node.key->kind == Expr::Kind::slice)
        return eval_slice(object, static_cast<const SliceExpr&>(*node.key));
    const Value key = eval(*node.key);
    at(node.offset);
    point_at_undefined(object, *node.object);
    return get_item(*this, object, key);
}

Value Rendering::eval_slice(const Value& object, const SliceExpr& node) {
    const auto part = [this](const ExprPtr& expr) { return expr ? eval(*expr) : Value(); };
    const Value start = part(node.start);
    const Value stop = part(node.stop);
    const Value step = part(node.step);
    at(node.offset);
    return slice(*this, object, start, stop, step);
}

Rendering::Callee Rendering::eval_callee(const CallExpr& node) {
    if (node.callee->kind == Expr::Kind::attribute) {
        const auto& attribute = static_cast<const AttributeExpr&>(*node.callee);
        const Value object = eval(*attribute.object);
        if (const Builtin* const method = find_callable(object, attribute.name)) return {object, method};
        return {attribute_of(object, attribute)};
    }
    const Value callee = eval(*node.callee);
    if (callee.is_undefined() && node.callee->kind == Expr::Kind::name) {
        const std::string_view name = static_cast<const Name&>(*node.callee).name;
        if (const Builtin* const added = find_added_global(options_, name))
            return {make_function(*this, *added)};
    }
    return {callee};
}

Value Rendering::eval_call(const CallExpr& node) {
    const Callee callee = eval_callee(node);
    const EvaluatedArguments arguments(*this, callee.self(), node.arguments);
    at(node.offset);
    return call(callee, arguments.get());
}

Value Rendering::call(const Callee& callee, const Arguments& arguments) {
    if (callee.method == nullptr) return call(callee.value, arguments);
    const Nested nested(*this);
    return invoke_method(*this, *callee.method, arguments);
}

Value Rendering::eval_filter(const FilterExpr& node) {
    const bool is_filter = node.kind == Expr::Kind::filter;
    if (node.builtin == nullptr) {
        const Value input = eval(*node.input);
        const EvaluatedArguments arguments(*this, &input, node.arguments);
        at(node.offset);
        fail("TemplateRuntimeError", std::string("No ") + (is_filter ? "filter" : "test") + " named " +
                                         repr_text(node.name) + " found.");
    }
    const Value result = node.is_plain     ? eval_plain_filter(node)
                         : node.is_settled ? eval_settled_filter(node)
                                           : eval_any_filter(node);
    return is_filter ? result : Value::boolean(truth(*this, result));
}

Value Rendering::eval_any_filter(const FilterExpr& node) {
    const Value input = eval(*node.input);
    const EvaluatedArguments arguments(*this, &input, node.arguments, node.builtin);
    at(node.offset);
    point_at_undefined(input, *node.input);
    return invoke(*this, *node.builtin, arguments.get());
}

// What is known before it runs, Jinja2 works out by the autoescape that the text says.
Value Rendering::eval_settled_filter(const FilterExpr& node) {
    Escaping& now = *context_->autoescape;
    const Escaping outer = now;
    now = *escapes_;
    const Value result = eval_any_filter(node);
    now = outer;
    return result;
}

// Most of them: nothing is left to be matched.
Value Rendering::eval_plain_filter(const FilterExpr& node) {
    Bound bound{};
    bound[0] = eval(*node.input);
    std::size_t count = 1;
    for (const ExprPtr& argument : node.arguments.positional) bound[count++] = eval(*argument);
    at(node.offset);
    point_at_undefined(bound[0], *node.input);
    charge_texts(*this, {bound.data(), count});
    return node.builtin->fixed(*this, bound);
}

Value Rendering::eval_unary(const UnaryExpr& node) {
    const Value operand = eval(*node.operand);
    at(node.offset);
    point_at_undefined(operand, *node.operand);
    return node.op == '-' ? negate(*this, operand) : plus(*this, operand);
}

Value Rendering::eval_binary(const BinaryExpr& node) {
    const Value left = eval(*node.left);
    if (node.formats) return eval_format(node, left);
    const Value right = eval(*node.right);
    at(node.offset);
    point_at_undefined(right, *node.right);
    point_at_undefined(left, *node.left);
    if (node.binds_sign && has_minus(left)) {
        return negate(*this, apply(*this, node.op, negate(*this, left), right));
    }
    return apply(*this, node.op, left, right);
}

Value Rendering::eval_compare(const CompareExpr& node) {
    Value left = eval(*node.first);
    const Expr* left_expr = node.first.get();
    for (const CompareExpr::Operand& operand : node.rest) {
        const Value right = eval(*operand.value);
        at(node.offset);
        point_at_undefined(right, *operand.value);
        point_at_undefined(left, *left_expr);
        if (!compare(*this, operand.op, left, right)) return Value::boolean(false);
        left = right;
        left_expr = operand.value.get();
    }
    return Value::boolean(true);
}

Value Rendering::eval_concat(const Sequence& node) {
    std::vector<Value> parts;
    parts.reserve(node.items.size());
    bool markup = false;
    for (const ExprPtr& item : node.items) {
        parts.push_back(eval(*item));
        markup = markup || parts.back().is_markup();
    }
    // One safe part makes the others be escaped, but only where the text says that autoescape is on, and not
    // among constants, which Jinja2 joins when it compiles.
    markup = markup && joins_markup() && !node.is_constant;
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        at(node.items[i]->offset);
        append_str(*this, markup ? escape(*this, parts[i]) : parts[i], text);
    }
    return this->text(text, markup);
}

// As Jinja2's messages tell a place: "line 3 in 'footer.html'".
std::string Rendering::place_of(std::uint32_t offset) const {
    const std::string line = "line " + std::to_string(template_->line_of(offset));
    return template_->name().empty() ? line : line + " in " + repr_text(template_->name());
}

Value Rendering::eval_conditional(const ConditionalExpr& node) {
    if (eval_truth(*node.test)) return eval(*node.then);
    if (node.otherwise) return eval(*node.otherwise);
    // Without an else there is a plain undefined value, whatever the mode.
    const Value result = undefined_hint("the inline if-expression on " + place_of(node.start) +
                                        " evaluated to false and no else section was defined.");
    UndefinedValue plain = result.as_undefined();
    plain.mode = Undefined::standard;
    return Value::undefined(arena_.make<UndefinedValue>(plain));
}

}  // namespace tidings::jinja
