#include <algorithm>

#include "base/nearest.h"
#include "jinja/builtins/builtin.h"
#include "jinja/check/checker.h"
#include "jinja/syntax/position.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

// Filters whose result has the items of their input, and those that give one of them.
constexpr std::string_view kSameItems[] = {"list",   "sort",   "reverse",    "unique",
                                           "select", "reject", "selectattr", "rejectattr"};
constexpr std::string_view kOneItem[] = {"first", "last", "min", "max", "random"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

std::string plain_message(std::string_view name) {
    return repr_text(name) + " is undefined";
}

}  // namespace

Checker::Known Checker::look(const Expr& expr, bool may_be_absent) {
    const Deeper deeper(*this);
    if (is_spent()) return {};
    switch (expr.kind) {
        case Expr::Kind::name:
            return look_at_name(static_cast<const Name&>(expr), may_be_absent);
        case Expr::Kind::attribute: {
            const auto& node = static_cast<const AttributeExpr&>(expr);
            if (!node.is_dict_method) return look_at_member(expr, *node.object, node.name, may_be_absent);
            look(*node.object);
            return {};
        }
        case Expr::Kind::item:
            return look_at_item(static_cast<const ItemExpr&>(expr), may_be_absent);
        case Expr::Kind::filter:
        case Expr::Kind::test:
            return look_at_filter(static_cast<const FilterExpr&>(expr));
        case Expr::Kind::call:
            return look_at_call(static_cast<const CallExpr&>(expr));
        case Expr::Kind::conditional:
            return look_at_conditional(static_cast<const ConditionalExpr&>(expr));
        case Expr::Kind::again:
            return look(static_cast<const AgainExpr&>(expr).expr, may_be_absent);
        case Expr::Kind::list:
        case Expr::Kind::tuple:
        case Expr::Kind::concat:
            for (const ExprPtr& item : static_cast<const Sequence&>(expr).items) look(*item);
            return {};
        case Expr::Kind::dict:
            for (const auto& [key, value] : static_cast<const DictDisplay&>(expr).items) {
                look(*key);
                look(*value);
            }
            return {};
        case Expr::Kind::unary:
        case Expr::Kind::logic_not:
            look(*static_cast<const UnaryExpr&>(expr).operand);
            return {};
        case Expr::Kind::binary: {
            const auto& node = static_cast<const BinaryExpr&>(expr);
            look(*node.left);
            look(*node.right);
            return {};
        }
        case Expr::Kind::logic_and:
        case Expr::Kind::logic_or:
            look_at_logic(static_cast<const BinaryExpr&>(expr));
            return {};
        case Expr::Kind::compare: {
            const auto& node = static_cast<const CompareExpr&>(expr);
            look(*node.first);
            for (const CompareExpr::Operand& operand : node.rest) look(*operand.value);
            return {};
        }
        case Expr::Kind::slice: {
            const auto& node = static_cast<const SliceExpr&>(expr);
            for (const ExprPtr* part : {&node.start, &node.stop, &node.step}) {
                if (*part) look(**part);
            }
            return {};
        }
        case Expr::Kind::constant:
        case Expr::Kind::captured:
            return {};
    }
    return {};
}

const Checker::Known* Checker::find_local(std::string_view name) {
    count(scopes_.size());
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
        if (const auto found = scope->find(name); found != scope->end()) return &found->second;
    }
    return nullptr;
}

bool Checker::is_given(const Expr& expr) {
    count(given_.size());
    const std::string path = path_of(expr);
    return !path.empty() && std::ranges::any_of(given_, [&](const std::string& given) {
        return given == path || (given.starts_with(path) && given[path.size()] == '.');
    });
}

Checker::Known Checker::look_at_name(const Name& name, bool may_be_absent) {
    if (const Known* const local = find_local(name.name)) return *local;
    // Where the template sets the name somewhere else, nobody knows whether it has by now.
    if (!name.slots.empty() || find_global(name.name) != nullptr) return {};
    static const Shape kNone;
    const Shape& variables = variables_ != nullptr ? *variables_ : kNone;
    const auto member = variables.members.find(name.name);
    const bool known = member != variables.members.end();
    const bool always = known && member->second.always;
    if (!always && !may_be_absent && !variables.open && !is_given(name))
        tell(name, plain_message(name.name), !known, name.name, variables);
    return known ? of_shape(member->second.shape) : Known{};
}

Checker::Known Checker::look_at_member(const Expr& whole, const Expr& object, std::string_view name,
                                       bool may_be_absent) {
    const Known around = look(object);
    if (around.module) {
        const auto exported = around.module->find(name);
        return exported == around.module->end() ? Known{} : exported->second;
    }
    const ShapePtr shape = around.shape;
    if (!shape || shape->kind != Shape::Kind::mapping) return {};
    const auto member = shape->members.find(name);
    const bool known = member != shape->members.end();
    const bool always = known && member->second.always;
    if (!always && !may_be_absent && !shape->open && !is_given(whole))
        tell(whole, "'dict object' has no attribute " + repr_text(name), !known, name, *shape);
    return known ? of_shape(member->second.shape) : Known{};
}

Checker::Known Checker::look_at_item(const ItemExpr& node, bool may_be_absent) {
    if (node.key->kind == Expr::Kind::constant) {
        const Value& key = static_cast<const Constant&>(*node.key).value;
        if (key.is_text()) return look_at_member(node, *node.object, key.as_text(), may_be_absent);
    }
    look(*node.key);
    const ShapePtr shape = look(*node.object).shape;
    if (!shape || shape->kind != Shape::Kind::list) return {};
    return of_shape(node.key->kind == Expr::Kind::slice ? shape : shape->items);
}

Checker::Known Checker::look_at_filter(const FilterExpr& node) {
    const bool is_filter = node.kind == Expr::Kind::filter;
    const bool forgives = is_filter
                              ? node.name == "default" || node.name == "d"
                              : node.name == "defined" || node.name == "undefined" || node.name == "none";
    const ShapePtr input = look(*node.input, forgives).shape;
    look_at_all(node.arguments);
    if (!is_filter || !input || input->kind != Shape::Kind::list) return {};
    if (is_one_of(kSameItems, node.name)) return of_shape(input);
    if (is_one_of(kOneItem, node.name)) return of_shape(input->items);
    return {};
}

// The program's globals are there where they are called, for names that the template does not set.
bool Checker::is_added_global(const Expr& callee) {
    if (callee.kind != Expr::Kind::name) return false;
    const Name& name = static_cast<const Name&>(callee);
    return name.slots.empty() && find_local(name.name) == nullptr &&
           find_added_global(template_->library().options(), name.name) != nullptr;
}

Checker::Known Checker::look_at_call(const CallExpr& node) {
    const Known callee = is_added_global(*node.callee) ? Known{} : look(*node.callee);
    look_at_all(node.arguments);
    if (callee.macro != nullptr) walk_macro(callee);
    return {};
}

void Checker::look_at_all(const CallArguments& arguments) {
    for (const ExprPtr& argument : arguments.positional) look(*argument);
    for (const auto& [name, argument] : arguments.named) look(*argument);
    if (arguments.star) look(*arguments.star);
    if (arguments.double_star) look(*arguments.double_star);
}

void Checker::look_at_logic(const BinaryExpr& node) {
    look(*node.left);
    const Facts facts = facts_of(*node.left);
    const Given given(*this, node.kind == Expr::Kind::logic_and ? facts.when_true : facts.when_false);
    look(*node.right);
}

Checker::Known Checker::look_at_conditional(const ConditionalExpr& node) {
    look(*node.test);
    const Facts facts = facts_of(*node.test);
    Known then;
    {
        const Given given(*this, facts.when_true);
        then = look(*node.then);
    }
    if (!node.otherwise) return then;
    const Given given(*this, facts.when_false);
    const Known otherwise = look(*node.otherwise);
    return is_same(then, otherwise) ? then : Known{};
}

void Checker::tell(const Expr& expr, std::string message, bool certain, std::string_view name,
                   const Shape& around) {
    count(expr.offset / 16);
    const Position at = position_of(template_->source(), expr.offset);
    Finding finding{
        {"UndefinedError", std::move(message), at.line, at.column, template_->name()}, certain, {}};
    const bool is_told = std::ranges::any_of(
        findings_, [&](const Finding& other) { return other.error.str() == finding.error.str(); });
    if (is_told) return;
    if (certain) {
        std::vector<std::string> names;
        for (const auto& [known, member] : around.members) names.push_back(known);
        finding.meant = did_you_mean(name, names);
    }
    findings_.push_back(std::move(finding));
}

}  // namespace tidings::jinja
