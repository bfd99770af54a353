#include <algorithm>

#include "base/nearest.h"
#include "jinja/builtins/builtin.h"
#include "jinja/check/checker.h"
#include "jinja/syntax/position.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {

Checker::Known Checker::look(const Expr& expr) {
    const Deeper deeper(*this);
    if (is_spent()) return {};
    switch (expr.kind) {
        case Expr::Kind::name:
            return look_at_name(static_cast<const Name&>(expr));
        case Expr::Kind::attribute:
            return look_at_attribute(static_cast<const AttributeExpr&>(expr));
        case Expr::Kind::item:
            return look_at_item(static_cast<const ItemExpr&>(expr));
        case Expr::Kind::filter:
            return look_at_filter(static_cast<const FilterExpr&>(expr));
        case Expr::Kind::test:
            return look_at_test(static_cast<const FilterExpr&>(expr));
        case Expr::Kind::call:
            return look_at_call(static_cast<const CallExpr&>(expr));
        case Expr::Kind::conditional:
            return look_at_conditional(static_cast<const ConditionalExpr&>(expr));
        case Expr::Kind::again:
            return look(static_cast<const AgainExpr&>(expr).expr);
        case Expr::Kind::list:
        case Expr::Kind::tuple:
            for (const ExprPtr& item : static_cast<const Sequence&>(expr).items) look(*item);
            return {};
        case Expr::Kind::dict:
            for (const auto& [key, value] : static_cast<const DictDisplay&>(expr).items) {
                need(*key);
                look(*value);
            }
            return {};
        case Expr::Kind::logic_and:
        case Expr::Kind::logic_or:
            look_at_logic(static_cast<const BinaryExpr&>(expr));
            return {};
        case Expr::Kind::concat:
        case Expr::Kind::unary:
        case Expr::Kind::logic_not:
        case Expr::Kind::binary:
        case Expr::Kind::compare:
        case Expr::Kind::slice:
            for (const Expr* const operand : children_of(expr)) need(*operand);
            return {};
        case Expr::Kind::constant:
        case Expr::Kind::captured:
            return {};
    }
    return {};
}

Checker::Known Checker::need(const Expr& expr) {
    Known known = look(expr);
    if (!known.is_missing(Lacks::itself)) return known;
    tell(expr, *known.missing);
    return {};
}

// What was said of it by its old name is not known by the new one.
Checker::Known Checker::take(const Expr& expr) {
    Known known = look(expr);
    count(given_.size());
    const std::string path = path_of(expr) + '.';
    if (std::ranges::any_of(given_, [&](const std::string& given) { return given.starts_with(path); }))
        known.shape = nullptr;
    return known;
}

// A condition that is kept may be asked later.
Checker::Known Checker::keep(const Expr& expr) {
    for (std::string& path : asked_in(expr)) {
        count(asked_.size());
        if (std::ranges::find(asked_, path) == asked_.end()) asked_.push_back(std::move(path));
    }
    return take(expr);
}

const Checker::Known* Checker::find_local(std::string_view name) {
    count(scopes_.size());
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
        if (const auto found = scope->find(name); found != scope->end()) return &found->second;
    }
    return nullptr;
}

// "x.*" stands for whatever x has.
bool Checker::is_given(const Expr& expr) {
    count(given_.size() + asked_.size());
    const std::string path = path_of(expr);
    const auto gives = [&](const std::string& given) {
        if (given.ends_with(kAllMembers)) return path.starts_with(given.substr(0, given.size() - 1));
        return given == path || (given.starts_with(path) && given[path.size()] == '.');
    };
    return std::ranges::any_of(given_, gives) || std::ranges::any_of(asked_, gives);
}

Checker::Known Checker::look_at_name(const Name& name) {
    if (const Known* const local = find_local(name.name)) {
        return local->is_missing(Lacks::itself) && is_given(name) ? Known{} : *local;
    }
    // Where the template sets the name somewhere else, nobody knows whether it has by now.
    if (!name.slots.empty() || find_global(name.name) != nullptr) return {};
    static const Shape kNone;
    Known known = member_of(variables_ != nullptr ? *variables_ : kNone, nullptr, name.name);
    if (known.missing && is_given(name)) return of_shape(known.shape);
    return known;
}

// The program's globals are there where they are called, for names that the template does not set.
bool Checker::is_added_global(const Expr& callee) {
    if (callee.kind != Expr::Kind::name) return false;
    const Name& name = static_cast<const Name&>(callee);
    return name.slots.empty() && find_local(name.name) == nullptr &&
           find_added_global(template_->library().options(), name.name) != nullptr;
}

Checker::Known Checker::look_at_call(const CallExpr& node) {
    const bool is_added = is_added_global(*node.callee);
    const Known callee = is_added ? Known{} : need(*node.callee);
    const Passed passed = look_at_all(node.arguments, is_added);
    if (callee.macro != nullptr) walk_macro(callee, passed);
    return {};
}

// `needed`: undefined ones are errors. Others may be kept, or handed on to where they are guarded.
Checker::Passed Checker::look_at_all(const CallArguments& arguments, bool needed) {
    Passed passed;
    const auto look_at = [&](const Expr& argument) { return needed ? need(argument) : take(argument); };
    for (const ExprPtr& argument : arguments.positional) passed.positional.push_back(look_at(*argument));
    for (const auto& [name, argument] : arguments.named) passed.named.emplace_back(name, look_at(*argument));
    for (const ExprPtr* const more : {&arguments.star, &arguments.double_star}) {
        if (!*more) continue;
        need(**more);
        passed.is_all = false;
    }
    return passed;
}

void Checker::look_at_logic(const BinaryExpr& node) {
    const Known left = need(*node.left);
    // A mapping is hardly ever empty, and its other side never reached then.
    if (node.kind == Expr::Kind::logic_or && left.shape && left.shape->kind == Shape::Kind::mapping) return;
    const Facts facts = facts_of(*node.left);
    const Given given(*this, node.kind == Expr::Kind::logic_and ? facts.when_true : facts.when_false);
    need(*node.right);
}

Checker::Known Checker::look_at_conditional(const ConditionalExpr& node) {
    need(*node.test);
    const Facts facts = facts_of(*node.test);
    Known then;
    {
        const Given given(*this, facts.when_true);
        then = take(*node.then);
    }
    if (!node.otherwise) return then;
    const Given given(*this, facts.when_false);
    const Known otherwise = take(*node.otherwise);
    if (then.is_missing(Lacks::itself)) return then;
    return otherwise.is_missing(Lacks::itself) || is_same(then, otherwise) ? otherwise : Known{};
}

void Checker::tell(const Expr& at, const Missing& missing) {
    count(at.offset / 16);
    const Position place = position_of(template_->source(), at.offset);
    Finding finding{{"UndefinedError", missing.message, place.line, place.column, template_->name()},
                    missing.certain,
                    {}};
    const bool is_told = std::ranges::any_of(
        findings_, [&](const Finding& other) { return other.error.str() == finding.error.str(); });
    if (is_told) return;
    if (missing.certain && missing.around != nullptr) {
        std::vector<std::string> names;
        for (const auto& [known, member] : missing.around->members) names.push_back(known);
        finding.meant = did_you_mean(missing.name, names);
    }
    findings_.push_back(std::move(finding));
}

}  // namespace tidings::jinja
