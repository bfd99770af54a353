#include "jinja/compile/scope_names.h"

#include "jinja/failure.h"

namespace tidings::jinja {

const ScopeNames::Entry* ScopeNames::find(std::string_view name) {
    for (const Level* level = level_; level != nullptr; level = level->below) {
        if (++looks_ > kLooksMax) syntax_error("the template has too many variables", 0);
        if (const auto found = level->names.find(name); found != level->names.end()) return &found->second;
    }
    return nullptr;
}

void ScopeNames::add_parameters(const Target& target) {
    if (target.kind == Target::Kind::name) level_->names[target.name] = {Origin::parameter, true};
    for (const Target& item : target.items) add_parameters(item);
}

void ScopeNames::load(std::string_view name) {
    if (find(name) == nullptr && !known_around_(name)) level_->names[name] = {Origin::context, false};
}

void ScopeNames::store(std::string_view name) {
    const Entry* const known = find(name);
    const Origin origin = known != nullptr      ? known->origin
                          : known_around_(name) ? Origin::outer
                                                : Origin::nothing;
    level_->names[name] = {origin, true};
}

void ScopeNames::store(const Target& target) {
    if (target.kind == Target::Kind::name) store(target.name);
    if (target.base) load(target.base->name);
    for (const Target& item : target.items) store(item);
}

void ScopeNames::read(const Expr* expr) {
    if (expr == nullptr) return;
    if (expr->kind == Expr::Kind::name) load(static_cast<const Name&>(*expr).name);
    for (const Expr* const child : children_of(*expr)) read(child);
}

void ScopeNames::read(const Body& body) {
    for (const auto& child : body) read(*child);
}

void ScopeNames::read(const Statement& statement) {
    using Kind = Statement::Kind;
    switch (statement.kind) {
        case Kind::print:
            return read(static_cast<const PrintStatement&>(statement).value.get());
        case Kind::do_:
            return read(static_cast<const DoStatement&>(statement).value.get());
        case Kind::if_:
            return read_if(static_cast<const IfStatement&>(statement));
        case Kind::for_:
            return read(static_cast<const ForStatement&>(statement).items.get());
        case Kind::set:
            read(static_cast<const SetStatement&>(statement).value.get());
            return store(static_cast<const SetStatement&>(statement).target);
        case Kind::set_block:
            return store(static_cast<const SetBlockStatement&>(statement).target);
        case Kind::with:
            for (const ExprPtr& value : static_cast<const WithStatement&>(statement).values)
                read(value.get());
            return;
        case Kind::macro:
            return store(static_cast<const MacroStatement&>(statement).target);
        case Kind::call_block:
            return read(static_cast<const CallBlockStatement&>(statement).call.get());
        case Kind::filter_block:
            return read(static_cast<const FilterBlockStatement&>(statement).filter.get());
        case Kind::include:
            return read(static_cast<const IncludeStatement&>(statement).name.expr.get());
        case Kind::extends:
            return read(static_cast<const ExtendsStatement&>(statement).name.expr.get());
        case Kind::import:
            read(static_cast<const ImportStatement&>(statement).name.expr.get());
            return store(static_cast<const ImportStatement&>(statement).target);
        case Kind::from_import:
            read(static_cast<const FromImportStatement&>(statement).name.expr.get());
            for (const auto& import : static_cast<const FromImportStatement&>(statement).imports) {
                store(import.target);
            }
            return;
        case Kind::text:
        case Kind::break_:
        case Kind::continue_:
        case Kind::autoescape:
        case Kind::block:
            return;
    }
}

void ScopeNames::read_if(const IfStatement& node) {
    read(node.branches[0].test.get());
    merge({branch([&] { read(node.branches[0].body); }), branch([&] { read_elifs(node); }),
           branch([&] { read(node.otherwise); })});
}

// Each elif is an `if` without an else, and all of them together one branch.
void ScopeNames::read_elifs(const IfStatement& node) {
    for (std::size_t i = 1; i < node.branches.size(); ++i) {
        read(node.branches[i].test.get());
        merge({branch([&] { read(node.branches[i].body); }), {}, {}});
    }
}

ScopeNames::Names ScopeNames::branch(const std::function<void()>& read_it) {
    Level level{.below = level_};
    level_ = &level;
    read_it();
    level_ = level.below;
    return std::move(level.names);
}

void ScopeNames::merge(const std::vector<Names>& branches) {
    std::map<std::string_view, std::size_t> stores;  // in how many branches, of what is assigned there first
    for (const Names& names : branches) {
        for (const auto& [name, entry] : names) {
            const Entry* const known = find(name);
            if (entry.stored && (known == nullptr || !known->stored)) ++stores[name];
        }
    }
    for (const Names& names : branches) {
        for (const auto& [name, entry] : names) {
            const Entry* const known = find(name);
            const bool stored = entry.stored || (known != nullptr && known->stored);
            level_->names[name] = {entry.origin, stored};
        }
    }
    for (const auto& [name, count] : stores) {
        if (count == branches.size()) continue;
        level_->names[name].origin = known_around_(name) ? Origin::outer : Origin::context;
    }
}

}  // namespace tidings::jinja
