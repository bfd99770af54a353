#include "jinja/compile/resolver.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "jinja/builtins/builtin.h"
#include "jinja/compile/constant.h"
#include "jinja/compile/hands_loop.h"
#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {

namespace {

bool says_yes(const Value& constant) {
    if (constant.is_text()) return !constant.as_text().empty();
    return constant.is_number() ? constant.as_real() != 0 : !constant.is_none();
}

}  // namespace

class Resolver::Entered {
public:
    Entered(Resolver& resolver, ScopeState& state)
        : resolver_(resolver), outer_(resolver.scope_), soft_(resolver.soft_) {
        resolver.scope_ = &state;
        resolver.soft_ = false;
    }
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;
    ~Entered() {
        resolver_.scope_ = outer_;
        resolver_.soft_ = soft_;
    }

private:
    Resolver& resolver_;
    ScopeState* outer_;
    bool soft_;
};

void Resolver::resolve() {
    find_blocks(template_.body);
    ScopeState root{.parent = nullptr, .unit = &template_.unit, .is_root = true};
    const Entered entered(*this, root);
    ScopeNames names = new_names();
    names.read(template_.body);
    declare(names);
    template_.unit.scope = finish_declaring(0);
    body(template_.body);
}

void Resolver::take_block(const BlockStatement& node) {
    if (!template_.blocks.emplace(node.name, &node).second) {
        assertion_error("block " + repr_text(node.name) + " defined twice", node.offset);
    }
    template_.blocks_in_order.push_back(&node);
    find_blocks(node.body);
}

void Resolver::find_blocks(const Body& body) {
    for (const auto& child : body) {
        if (child->kind == Statement::Kind::block) {
            take_block(static_cast<const BlockStatement&>(*child));
        } else {
            for (const Body* const inner : bodies_of(*child)) find_blocks(*inner);
        }
    }
}

void Resolver::body(Body& body) {
    for (auto& child : body) {
        if (volatile_ && child->kind == Statement::Kind::text) child = asking_text(*child);
        statement(*child);
    }
}

// The text between tags, too, asks for autoescape where it is known only when it runs.
std::unique_ptr<Statement> Resolver::asking_text(const Statement& statement) {
    const auto& node = static_cast<const TextStatement&>(statement);
    auto value = std::make_unique<Constant>(node.offset, Value::markup(node.text));
    auto print = std::make_unique<PrintStatement>(node.offset, std::move(value));
    print->escapes = PrintStatement::Escapes::asked;
    return print;
}

void Resolver::statement(Statement& statement) {
    switch (statement.kind) {
        case Statement::Kind::text:
        case Statement::Kind::break_:
        case Statement::Kind::continue_:
            break;
        case Statement::Kind::print:
            printed(static_cast<PrintStatement&>(statement));
            break;
        case Statement::Kind::do_:
            expr(static_cast<DoStatement&>(statement).value.get());
            break;
        case Statement::Kind::if_:
            if_statement(static_cast<IfStatement&>(statement));
            break;
        case Statement::Kind::for_:
            for_statement(static_cast<ForStatement&>(statement));
            break;
        case Statement::Kind::set: {
            auto& node = static_cast<SetStatement&>(statement);
            expr(node.value.get());
            place(node.target);
            node.exported = scope_->is_root;
            break;
        }
        case Statement::Kind::set_block:
            set_block(static_cast<SetBlockStatement&>(statement));
            break;
        case Statement::Kind::with:
            with(static_cast<WithStatement&>(statement));
            break;
        case Statement::Kind::macro: {
            auto& node = static_cast<MacroStatement&>(statement);
            macro(node.macro);
            place(node.target);
            node.exported = scope_->is_root;
            break;
        }
        case Statement::Kind::call_block: {
            auto& node = static_cast<CallBlockStatement&>(statement);
            macro(node.caller);
            expr(node.call.get());
            break;
        }
        case Statement::Kind::filter_block: {
            auto& node = static_cast<FilterBlockStatement&>(statement);
            ScopeState state{.parent = scope_, .unit = scope_->unit};
            const Entered entered(*this, state);
            scoped_body(node.body, node.scope, nullptr, node.filter.get());
            break;
        }
        case Statement::Kind::autoescape:
            autoescape(static_cast<AutoescapeStatement&>(statement));
            break;
        default:
            template_statement(statement);
            break;
    }
}

// The statements that name other templates, or are overridden by them.
void Resolver::template_statement(Statement& statement) {
    switch (statement.kind) {
        case Statement::Kind::include: {
            auto& node = static_cast<IncludeStatement&>(statement);
            template_.linking.push_back(&node);
            expr(node.name.expr.get());
            if (node.with_context) node.visible = visible_names();
            break;
        }
        case Statement::Kind::import: {
            auto& node = static_cast<ImportStatement&>(statement);
            template_.linking.push_back(&node);
            expr(node.name.expr.get());
            if (node.with_context) node.visible = visible_names();
            place(node.target);
            node.exported = scope_->is_root;
            break;
        }
        case Statement::Kind::from_import: {
            auto& node = static_cast<FromImportStatement&>(statement);
            template_.linking.push_back(&node);
            expr(node.name.expr.get());
            if (node.with_context) node.visible = visible_names();
            for (auto& import : node.imports) place(import.target);
            node.exported = scope_->is_root;
            break;
        }
        case Statement::Kind::extends:
            if (!scope_->is_root) {
                assertion_error("cannot use extend from a non top-level scope", statement.offset);
            }
            template_.linking.push_back(&statement);
            expr(static_cast<ExtendsStatement&>(statement).name.expr.get());
            is_below_extends_ = is_below_extends_ || !soft_;
            break;
        case Statement::Kind::block:
            block(static_cast<BlockStatement&>(statement));
            break;
        default:
            break;
    }
}

// Below an extends Jinja2 does not compile what would be printed.
void Resolver::printed(PrintStatement& node) {
    const bool outer = soft_;
    soft_ = soft_ || is_below_extends_;
    expr(node.value.get());
    soft_ = outer;
    if (!volatile_ || node.escapes != PrintStatement::Escapes::plain) return;
    using Escapes = PrintStatement::Escapes;
    node.escapes = !is_plain_constant(*node.value) ? Escapes::asked
                   : written_escapes_              ? Escapes::always
                                                   : Escapes::never;
}

void Resolver::if_statement(IfStatement& node) {
    const bool outer = soft_;
    soft_ = true;
    for (auto& branch : node.branches) {
        expr(branch.test.get());
        body(branch.body);
    }
    body(node.otherwise);
    soft_ = outer;
}

// Nothing in a loop may assign to `loop`, not even where that would be another variable.
void Resolver::refuse_loop(const Statement& statement) {
    switch (statement.kind) {
        case Statement::Kind::for_:
            refuse_loop(static_cast<const ForStatement&>(statement).target);
            break;
        case Statement::Kind::set:
            refuse_loop(static_cast<const SetStatement&>(statement).target);
            break;
        case Statement::Kind::set_block:
            refuse_loop(static_cast<const SetBlockStatement&>(statement).target);
            break;
        default:
            break;
    }
    for (const Body* const body : bodies_of(statement)) {
        for (const auto& child : *body) refuse_loop(*child);
    }
}

void Resolver::refuse_loop(const Target& target) {
    if (target.kind == Target::Kind::name && target.name == "loop") {
        assertion_error("Can't assign to special loop variable in for-loop target", target.offset);
    }
    for (const Target& item : target.items) refuse_loop(item);
}

void Resolver::for_statement(ForStatement& node) {
    const bool in_loop = std::exchange(in_loop_, true);
    if (!in_loop) refuse_loop(node);
    for_loop(node);
    in_loop_ = in_loop;
}

void Resolver::for_loop(ForStatement& node) {
    expr(node.items.get());
    node.hands_loop = loop_naming_.hands_loop(node);
    ScopeState state{.parent = scope_, .unit = node.recursive ? &node.unit : scope_->unit, .loop = &node};
    for_parts(node, state);
    ScopeState otherwise{.parent = scope_, .unit = scope_->unit};
    const Entered entered(*this, otherwise);
    scoped_body(node.otherwise, node.else_scope, nullptr, nullptr);
}

void Resolver::for_parts(ForStatement& node, ScopeState& state) {
    const std::uint16_t first = state.unit->slots;
    const Entered entered(*this, state);
    ScopeNames names = new_names();
    names.add_parameters(node.target);
    names.read(node.body);
    declare(names);
    node.scope = finish_declaring(first);
    place(node.target);
    if (node.test) loop_test(node, state);
    body(node.body);
}

// Sees the target, and neither `loop` nor what the body sets.
void Resolver::loop_test(ForStatement& node, const ScopeState& loop) {
    ScopeState state{.parent = loop.parent, .unit = loop.unit};
    const Entered entered(*this, state);
    ScopeNames names = new_names();
    names.add_parameters(node.target);
    names.read(node.test.get());
    for (const auto& [name, entry] : names.names()) {
        const std::uint16_t slot = entry.stored ? loop.variables.at(name).slot : std::uint16_t{0};
        state.variables.emplace(name, Variable{slot, entry.origin, entry.stored});
    }
    expr(node.test.get());
}

void Resolver::set_block(SetBlockStatement& node) {
    const bool below_extends = std::exchange(is_below_extends_, false);
    {
        ScopeState state{.parent = scope_, .unit = scope_->unit};
        const Entered entered(*this, state);
        scoped_body(node.body, node.scope, nullptr, nullptr);
        require_known(node.filter.get());
        expr(node.filter.get());
    }
    place(node.target);
    node.exported = scope_->is_root;
    is_below_extends_ = below_extends;
}

// Jinja2 does not look for variables in the filter of a `set`, and fails at one that is read nowhere else.
void Resolver::require_known(const Expr* node) {
    if (node == nullptr) return;
    if (node->kind == Expr::Kind::name) {
        const std::string_view name = static_cast<const Name&>(*node).name;
        bool known = false;
        std::uint16_t slot = 0;
        for (ScopeState* scope = scope_; scope != nullptr && !known; scope = scope->parent) {
            known = scope->variables.contains(name) || special_slot(*scope, name, slot);
        }
        if (!known) {
            throw SyntaxFailure{
                {"AssertionError", "Tried to resolve a name to a reference that was unknown to the frame (" +
                                       repr_text(name) + ")"},
                node->offset};
        }
    }
    for (const Expr* const child : children_of(*node)) require_known(child);
}

void Resolver::autoescape(AutoescapeStatement& node) {
    const bool outer = volatile_;
    const bool outer_escapes = written_escapes_;
    if (node.enabled->kind == Expr::Kind::constant) {
        written_escapes_ = says_yes(static_cast<const Constant&>(*node.enabled).value);
    }
    ScopeState state{.parent = scope_, .unit = scope_->unit};
    const Entered entered(*this, state);
    scoped_body(node.body, node.scope, node.enabled.get(), nullptr);
    node.is_volatile = volatile_;
    volatile_ = outer;
    written_escapes_ = outer_escapes;
}

void Resolver::with(WithStatement& node) {
    for (const ExprPtr& value : node.values) expr(value.get());
    ScopeState state{.parent = scope_, .unit = scope_->unit};
    const std::uint16_t first = state.unit->slots;
    const Entered entered(*this, state);
    ScopeNames names = new_names();
    for (const Target& target : node.targets) names.add_parameters(target);
    names.read(node.body);
    declare(names);
    node.scope = finish_declaring(first);
    for (Target& target : node.targets) place(target);
    body(node.body);
}

// A scope without variables of its own but for what its body assigns; `before` and `behind`, where there are
// any, are expressions in it.
void Resolver::scoped_body(Body& children, Scope& scope, Expr* before, Expr* behind) {
    const std::uint16_t first = scope_->unit->slots;
    ScopeNames names = new_names();
    names.read(before);
    names.read(children);
    names.read(behind);
    declare(names);
    scope = finish_declaring(first);
    expr(before);
    if (before != nullptr) volatile_ = volatile_ || !is_constant(*before);
    body(children);
    expr(behind);
}

void Resolver::macro(MacroBody& macro) {
    const bool below_extends = std::exchange(is_below_extends_, false);
    ScopeState state{.parent = scope_, .unit = &macro.unit, .macro = &macro};
    const Entered entered(*this, state);
    ScopeNames names = new_names();
    for (const MacroParameter& parameter : macro.parameters) names.add_parameters(parameter.target);
    for (const MacroParameter& parameter : macro.parameters) names.read(parameter.fallback.get());
    names.read(macro.body);
    declare(names);
    macro.unit.scope = finish_declaring(0);
    // A default may name the parameters before it, so it is worked out in the macro's own frame.
    for (MacroParameter& parameter : macro.parameters) {
        place(parameter.target);
        expr(parameter.fallback.get());
    }
    body(macro.body);
    is_below_extends_ = below_extends;
}

// A block runs wherever its parents put it, so it sees the context only.
void Resolver::block(BlockStatement& node) {
    const bool below_extends = std::exchange(is_below_extends_, false);
    node.at_top = scope_->is_root;
    if (node.scoped) node.visible = visible_names();
    ScopeState state{.parent = nullptr, .unit = &node.unit, .block = &node};
    const Entered entered(*this, state);
    const bool outer_escapes = std::exchange(written_escapes_, template_.library().options().autoescape);
    const bool outer = volatile_;
    volatile_ = false;  // an autoescape around a block says nothing of the text in it
    ScopeNames names = new_names();
    names.read(node.body);
    declare(names);
    node.unit.scope = finish_declaring(0);
    body(node.body);
    volatile_ = outer;
    written_escapes_ = outer_escapes;
    is_below_extends_ = below_extends;
}

// Whether a scope has a special variable of that name.
bool Resolver::brings(const ScopeState& scope, std::string_view name) {
    if (name == "loop") return scope.loop != nullptr;
    if (name == "self") return scope.block != nullptr || scope.is_root;
    if (name == "super") return scope.block != nullptr;
    return scope.macro != nullptr && (name == "caller" || name == "varargs" || name == "kwargs");
}

ScopeNames Resolver::new_names() {
    const auto known_around = [around = scope_->parent](std::string_view name) {
        for (const ScopeState* scope = around; scope != nullptr; scope = scope->parent) {
            if (scope->variables.contains(name) || brings(*scope, name)) return true;
        }
        return false;
    };
    return {known_around, looks_};
}

// Gives slots to what a scope assigns, and keeps where the others are read from.
void Resolver::declare(const ScopeNames& names) {
    for (const auto& [name, entry] : names.names()) {
        const std::uint16_t slot = entry.stored ? new_slot(*scope_->unit) : std::uint16_t{0};
        scope_->variables.emplace(name, Variable{slot, entry.origin, entry.stored});
    }
}

// Finds the slots of a target whose names were declared in the current scope.
void Resolver::place(Target& target) {
    if (target.kind == Target::Kind::name) target.slot = scope_->variables.at(target.name).slot;
    if (target.base) name(*target.base);
    for (Target& item : target.items) place(item);
}

std::uint16_t Resolver::new_slot(Unit& unit) {
    if (unit.slots == std::numeric_limits<std::uint16_t>::max())
        syntax_error("the template has too many variables", 0);
    return unit.slots++;
}

Scope Resolver::finish_declaring(std::uint16_t first) const {
    return {first, static_cast<std::uint16_t>(scope_->unit->slots - first)};
}

Resolver::Place Resolver::place_of(std::string_view name) {
    Place place;
    std::uint16_t hops = 0;
    for (ScopeState* scope = scope_; scope != nullptr; scope = scope->parent) {
        const auto found = scope->variables.find(name);
        const bool is_known = found != scope->variables.end();
        std::uint16_t slot = 0;
        if (is_known && found->second.stored) {
            const Variable& variable = found->second;
            place.slots.push_back({hops, variable.slot});
            if (variable.origin == Origin::parameter && scope->macro) check_caller(*scope->macro, name);
            place.in_context = variable.origin == Origin::context;
            if (variable.origin != Origin::outer) return place;
        } else if (special_slot(*scope, name, slot)) {
            place.slots.push_back({hops, slot});
            place.in_context = false;
            if (scope->macro != nullptr) accept_around(scope->parent, name);
            return place;
        } else if (is_known) {
            break;
        }
        if (scope->parent != nullptr && scope->parent->unit != scope->unit) ++hops;
    }
    place.in_context = true;
    return place;
}

// A macro also takes the special arguments that only a macro or call inside it uses.
void Resolver::accept_around(ScopeState* scope, std::string_view name) {
    for (; scope != nullptr; scope = scope->parent) {
        std::uint16_t slot = 0;
        if (scope->macro != nullptr) special_slot(*scope, name, slot);
    }
}

// A call of the macro passes `caller`, and other uses of it do not, so a parameter of that name needs a
// default.
void Resolver::check_caller(const MacroBody& macro, std::string_view name) {
    if (name != "caller") return;
    for (const MacroParameter& parameter : macro.parameters) {
        if (parameter.target.name != name || parameter.fallback) continue;
        assertion_error(
            "When defining macros or call blocks the special \"caller\" argument must be omitted or be given "
            "a "
            "default.",
            macro.offset);
    }
}

// The variables that a loop, a macro or a block brings, which get a slot only where they are used.
bool Resolver::special_slot(ScopeState& scope, std::string_view name, std::uint16_t& slot) {
    Unit& unit = *scope.unit;
    if (scope.loop != nullptr && name == "loop") {
        return use_special(scope.loop->uses_loop, scope.loop->loop_slot, unit, slot);
    }
    if (MacroBody* const macro = scope.macro) {
        if (name == "caller") return use_special(macro->uses_caller, macro->caller_slot, unit, slot);
        if (name == "varargs") return use_special(macro->uses_varargs, macro->varargs_slot, unit, slot);
        if (name == "kwargs") return use_special(macro->uses_kwargs, macro->kwargs_slot, unit, slot);
    }
    if (BlockStatement* const block = scope.block) {
        if (name == "super") return use_special(block->uses_super, block->super_slot, unit, slot);
        if (name == "self") return use_special(block->uses_self, block->self_slot, unit, slot);
    }
    if (scope.is_root && name == "self")
        return use_special(template_.uses_self, template_.self_slot, unit, slot);
    return false;
}

bool Resolver::use_special(bool& used, std::uint16_t& kept, Unit& unit, std::uint16_t& slot) {
    if (!used) kept = new_slot(unit);
    used = true;
    slot = kept;
    return true;
}

// The variables around here but for those of the template's top, which the context has already.
std::vector<VisibleName> Resolver::visible_names() {
    std::vector<VisibleName> names;
    std::set<std::string_view> seen;
    for (ScopeState* scope = scope_; scope != nullptr && !scope->is_root; scope = scope->parent) {
        visible_ += scope->variables.size() / 8;
        for (const auto& [name, variable] : scope->variables) {
            if (variable.stored && seen.insert(name).second) names.push_back({name, place_of(name).slots});
        }
        if (scope->loop != nullptr && scope->loop->hands_loop)
            names.push_back({"loop", place_of("loop").slots});
    }
    visible_ += names.size();
    if (visible_ > kVisibleMax) syntax_error("the template has too many variables", 0);
    return names;
}

}  // namespace tidings::jinja
