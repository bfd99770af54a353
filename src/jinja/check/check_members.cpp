#include <algorithm>

#include "jinja/check/checker.h"
#include "jinja/methods/methods.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

// Whether a value of that kind has it without its being a member: a method, or what a number knows of itself.
bool has_attribute(Shape::Kind kind, std::string_view name) {
    switch (kind) {
        case Shape::Kind::mapping:
            return is_dict_method(name);
        case Shape::Kind::list:
            return std::ranges::find(list_methods(), name, &Builtin::name) != list_methods().end();
        case Shape::Kind::text:
            return find_callable(Value::text(""), name) != nullptr;
        case Shape::Kind::number:
        case Shape::Kind::boolean:
            return std::ranges::any_of(std::array{Value::integer(std::int64_t{0}), Value::real(0)},
                                       [&](const Value& number) {
                                           return find_callable(number, name) != nullptr ||
                                                  !number_property(number, name).is_missing();
                                       });
    }
    return true;
}

std::string_view type_of(Shape::Kind kind) {
    switch (kind) {
        case Shape::Kind::mapping:
            return "dict object";
        case Shape::Kind::list:
            return "list object";
        case Shape::Kind::text:
            return "str object";
        case Shape::Kind::number:
            return "int object";
        case Shape::Kind::boolean:
            return "bool object";
    }
    return "";
}

std::string lack_of(std::string_view type, std::string_view name) {
    return repr_text(type) + " has no attribute " + repr_text(name);
}

}  // namespace

// A variable has no value around it, and `alive` is empty.
Checker::Known Checker::member_of(const Shape& shape, const ShapePtr& alive, std::string_view name) {
    const auto member = shape.members.find(name);
    const bool is_known = member != shape.members.end();
    Known known = of_shape(is_known ? member->second.shape : nullptr);
    if ((is_known && member->second.always) || shape.open) return known;
    std::string message = alive ? lack_of(type_of(shape.kind), name) : repr_text(name) + " is undefined";
    known.missing =
        std::make_shared<const Missing>(Missing{std::move(message), name, !is_known, &shape, alive});
    return known;
}

Checker::Known Checker::look_at_attribute(const AttributeExpr& node) {
    if (node.object->kind == Expr::Kind::name && static_cast<const Name&>(*node.object).name == "self" &&
        find_local("self") == nullptr) {
        return look_at_self(node);
    }
    const Known around = need(*node.object);
    const bool is_other = around.shape && around.shape->kind != Shape::Kind::mapping;
    return node.is_dict_method && !is_other ? Known{} : look_at_member(node, around, node.name);
}

// `self.title()`: a block of the running template, or of one that it extends. Where a macro is called from,
// other blocks may be known than those of its own template.
Checker::Known Checker::look_at_self(const AttributeExpr& node) {
    look(*node.object);
    if (in_macro_ || parent_ != nullptr || muted_ || blocks_.contains(node.name) || is_given(node)) return {};
    Missing missing;
    missing.message = lack_of("jinja2.runtime.TemplateReference object", node.name);
    return lacking(std::make_shared<const Missing>(std::move(missing)), Lacks::itself);
}

Checker::Known Checker::look_at_member(const Expr& whole, const Known& around, std::string_view name) {
    if (around.module) {
        const auto exported = around.module->find(name);
        return exported == around.module->end() ? Known{} : exported->second;
    }
    if (!around.shape) return {};
    Known known = member_of(*around.shape, around.shape, name);
    if (!known.missing) return known;
    if (known.missing->certain && has_attribute(around.shape->kind, name)) return {};
    return is_given(whole) ? of_shape(known.shape) : known;
}

Checker::Known Checker::look_at_item(const ItemExpr& node) {
    if (node.key->kind == Expr::Kind::constant) {
        const Value& key = static_cast<const Constant&>(*node.key).value;
        if (key.is_text()) return look_at_member(node, need(*node.object), key.as_text());
    }
    need(*node.key);
    const ShapePtr shape = need(*node.object).shape;
    if (!shape || shape->kind == Shape::Kind::text) return {};
    if (shape->kind == Shape::Kind::list) {
        return of_shape(node.key->kind == Expr::Kind::slice ? shape : shape->items);
    }
    if (node.key->kind != Expr::Kind::constant) return {};
    const Value& key = static_cast<const Constant&>(*node.key).value;
    if (!key.is_integral() || is_given(node)) return {};
    Missing missing;  // names are texts
    missing.message =
        std::string(type_of(shape->kind)) + " has no element " + std::to_string(key.as_integer());
    return lacking(std::make_shared<const Missing>(std::move(missing)), Lacks::itself);
}

// Of a list its items, of a text its characters, of a mapping its names.
ShapePtr Checker::turns_of(const ShapePtr& shape) {
    static const ShapePtr kText = std::make_shared<const Shape>(Shape{Shape::Kind::text, {}, false, nullptr});
    if (!shape) return nullptr;
    if (shape->kind == Shape::Kind::list) return shape->items;
    const bool has_texts = shape->kind == Shape::Kind::text || !shape->members.empty();
    return has_texts ? kText : nullptr;
}

// What filters find by an attribute such as "user.name".
Checker::Known Checker::at_path(const ShapePtr& shape, std::string_view path) {
    Known known = of_shape(shape);
    while (known.shape) {
        const std::size_t dot = path.find('.');
        const std::string_view name = path.substr(0, dot);
        if (name.find_first_not_of("0123456789") == std::string_view::npos) return {};  // an index
        const ShapePtr around = known.shape;
        known = member_of(*around, around, name);
        if (known.missing && known.missing->certain && has_attribute(around->kind, name)) return {};
        if (known.missing || dot == std::string_view::npos) return known;
        path.remove_prefix(dot + 1);
    }
    return {};
}

}  // namespace tidings::jinja
