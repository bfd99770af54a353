#include <algorithm>

#include "jinja/check/checker.h"

namespace tidings::jinja {

void Checker::walk(const Body& body) {
    for (const auto& child : body) {
        if (is_spent()) return;
        walk(*child);
    }
}

void Checker::walk(const Statement& statement) {
    const Deeper deeper(*this);
    switch (statement.kind) {
        case Statement::Kind::text:
        case Statement::Kind::break_:
        case Statement::Kind::continue_:
            return;
        case Statement::Kind::print:
            if (!muted_) need(*static_cast<const PrintStatement&>(statement).value);
            return;
        case Statement::Kind::do_:
            look(*static_cast<const DoStatement&>(statement).value);
            return;
        case Statement::Kind::if_:
            return walk_if(static_cast<const IfStatement&>(statement));
        case Statement::Kind::for_:
            return walk_for(static_cast<const ForStatement&>(statement));
        case Statement::Kind::set: {
            const auto& node = static_cast<const SetStatement&>(statement);
            return assign(node.target, keep(*node.value));
        }
        case Statement::Kind::set_block: {
            const auto& node = static_cast<const SetBlockStatement&>(statement);
            walk_inner(node.body);
            if (node.filter) look(*node.filter);
            return assign(node.target, {});
        }
        case Statement::Kind::with:
            return walk_with(static_cast<const WithStatement&>(statement));
        case Statement::Kind::macro: {
            const auto& node = static_cast<const MacroStatement&>(statement);
            return assign(node.target, macro_of(node.macro));
        }
        case Statement::Kind::call_block: {
            static const Passed kUnknown{{}, {}, false};
            const auto& node = static_cast<const CallBlockStatement&>(statement);
            look(*node.call);
            return walk_macro(macro_of(node.caller), kUnknown);
        }
        case Statement::Kind::filter_block: {
            const auto& node = static_cast<const FilterBlockStatement&>(statement);
            look(*node.filter);
            return walk_inner(node.body);
        }
        case Statement::Kind::autoescape: {
            const auto& node = static_cast<const AutoescapeStatement&>(statement);
            look(*node.enabled);
            return walk_inner(node.body);
        }
        case Statement::Kind::include:
            return walk_include(static_cast<const IncludeStatement&>(statement));
        case Statement::Kind::import:
            return walk_import(static_cast<const ImportStatement&>(statement));
        case Statement::Kind::from_import:
            return walk_from_import(static_cast<const FromImportStatement&>(statement));
        case Statement::Kind::extends:
            parent_ = find(statement);
            muted_ = true;
            return;
        case Statement::Kind::block:
            return walk_block(static_cast<const BlockStatement&>(statement));
    }
}

void Checker::walk_inner(const Body& body) {
    scopes_.emplace_back();
    walk(body);
    scopes_.pop_back();
}

void Checker::walk_if(const IfStatement& node) {
    const std::size_t given_before = given_.size();
    for (const IfStatement::Branch& branch : node.branches) {
        if (is_spent()) break;
        need(*branch.test);
        const Facts facts = facts_of(*branch.test);
        count(2 * scopes_.back().size());
        const Scope before = scopes_.back();
        {
            const Given given(*this, facts.when_true);
            walk(branch.body);
        }
        forget_changes(before);
        given_.insert(given_.end(), facts.when_false.begin(), facts.when_false.end());
    }
    count(2 * scopes_.back().size());
    const Scope before = scopes_.back();
    walk(node.otherwise);
    forget_changes(before);
    given_.resize(given_before);
}

// What a branch has set may be set or not: nothing is known of it.
void Checker::forget_changes(const Scope& before) {
    for (auto& [name, known] : scopes_.back()) {
        const auto old = before.find(name);
        const bool same = old != before.end() && is_same(old->second, known);
        if (!same) known = {};
    }
}

void Checker::assign(const Target& target, const Known& value) {
    if (target.kind == Target::Kind::name) scopes_.back()[target.name] = value;
    for (const Target& item : target.items) assign(item, {});
}

void Checker::walk_for(const ForStatement& node) {
    const Known items = need(*node.items);
    if (items.is_missing(Lacks::course)) tell(*node.items, *items.missing);
    scopes_.emplace_back();
    if (items.is_missing(Lacks::items)) {
        assign(node.target, lacking(items.missing, Lacks::itself));
    } else {
        assign(node.target, of_shape(turns_of(items.shape)));
    }
    if (node.hands_loop) scopes_.back()["loop"] = {};
    Facts facts;
    if (node.test) {
        need(*node.test);
        facts = facts_of(*node.test);
    }
    {
        const Given given(*this, facts.when_true);
        walk(node.body);
    }
    scopes_.pop_back();
    walk_inner(node.otherwise);
}

void Checker::walk_with(const WithStatement& node) {
    std::vector<Known> values;
    for (const ExprPtr& value : node.values) values.push_back(keep(*value));
    scopes_.emplace_back();
    for (std::size_t i = 0; i < values.size(); ++i) assign(node.targets[i], values[i]);
    walk(node.body);
    scopes_.pop_back();
}

// A macro sees its parameters and what is known where it is called, which is no more than it sees in truth:
// of its other variables nothing is known.
void Checker::walk_macro(const Known& macro, const Passed& passed) {
    if (is_spent()) return;
    const Elsewhere elsewhere(*this);
    template_ = macro.owner;
    variables_ = macro.variables;
    muted_ = false;
    in_macro_ = true;
    scopes_.emplace_back();
    const std::vector<MacroParameter>& parameters = macro.macro->parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const MacroParameter& parameter = parameters[i];
        const auto named = std::ranges::find(passed.named, parameter.target.name,
                                             &std::pair<std::string_view, Known>::first);
        Known value;
        if (i < passed.positional.size()) {
            value = passed.positional[i];
        } else if (named != passed.named.end()) {
            value = named->second;
        } else if (parameter.fallback) {
            value = look(*parameter.fallback);
        }
        assign(parameter.target, passed.is_all ? value : Known{});
    }
    walk(macro.macro->body);
    scopes_.pop_back();
}

}  // namespace tidings::jinja
