#include "jinja/run/capture.h"
#include "jinja/run/evaluated_arguments.h"
#include "jinja/run/lookup.h"
#include "jinja/run/macro.h"
#include "jinja/run/rendering.h"
#include "jinja/text/escape.h"
#include "jinja/values/items.h"
#include "jinja/values/namespace.h"
#include "jinja/values/text.h"

namespace tidings::jinja {

void Rendering::exec(const Body& body) {
    for (const auto& child : body) {
        if (child->kind == Statement::Kind::text) {
            if (muted_) continue;
            const std::string_view text = static_cast<const TextStatement&>(*child).text;
            check_text(out_.size() + text.size());
            out_.append(text);
        } else {
            const Nested nested(*this);
            charge(1);
            exec(*child);
            if (jump_ != nullptr) return;
        }
    }
}

void Rendering::exec(const Statement& statement) {
    switch (statement.kind) {
        case Statement::Kind::text:
            break;
        case Statement::Kind::print:
            return exec_print(static_cast<const PrintStatement&>(statement));
        case Statement::Kind::do_:
            eval(*static_cast<const DoStatement&>(statement).value);
            return;
        case Statement::Kind::break_:
        case Statement::Kind::continue_:
            jump_ = &statement;
            return;
        case Statement::Kind::if_:
            return exec_if(static_cast<const IfStatement&>(statement));
        case Statement::Kind::for_:
            return exec_for(static_cast<const ForStatement&>(statement));
        case Statement::Kind::set:
            return exec_set(static_cast<const SetStatement&>(statement));
        case Statement::Kind::set_block:
            return exec_set_block(static_cast<const SetBlockStatement&>(statement));
        case Statement::Kind::with:
            return exec_with(static_cast<const WithStatement&>(statement));
        case Statement::Kind::macro:
            return exec_macro(static_cast<const MacroStatement&>(statement));
        case Statement::Kind::call_block:
            return exec_call_block(static_cast<const CallBlockStatement&>(statement));
        case Statement::Kind::filter_block:
            return exec_filter_block(static_cast<const FilterBlockStatement&>(statement));
        case Statement::Kind::autoescape:
            return exec_autoescape(static_cast<const AutoescapeStatement&>(statement));
        case Statement::Kind::include:
            return exec_include(static_cast<const IncludeStatement&>(statement));
        case Statement::Kind::import:
            return exec_import(static_cast<const ImportStatement&>(statement));
        case Statement::Kind::from_import:
            return exec_from_import(static_cast<const FromImportStatement&>(statement));
        case Statement::Kind::extends:
            return exec_extends(static_cast<const ExtendsStatement&>(statement));
        case Statement::Kind::block:
            return exec_block(static_cast<const BlockStatement&>(statement));
    }
}

void Rendering::exec_print(const PrintStatement& node) {
    if (muted_) return;
    if (node.escapes != PrintStatement::Escapes::plain) return exec_volatile_print(node);
    print_value(node);
}

void Rendering::print_value(const PrintStatement& node) {
    if (node.value->kind == Expr::Kind::call) {
        return print_call(static_cast<const CallExpr&>(*node.value), node.offset);
    }
    const Value value = eval(*node.value);
    at(node.offset);
    print(value);
}

// Inside an autoescape that is known only when it runs: Jinja2 asks it first, and not at all for what it has
// written when it compiled.
void Rendering::exec_volatile_print(const PrintStatement& node) {
    at(node.offset);
    if (node.escapes == PrintStatement::Escapes::asked) {
        known(*escapes_);
        return print_value(node);
    }
    const bool always = node.escapes == PrintStatement::Escapes::always;
    const Escaping* const outer = std::exchange(escapes_, always ? &kYes : &kNo);
    print_value(node);
    escapes_ = outer;
}

bool Rendering::known(const Escaping& escaping) {
    if (escaping.undefined != nullptr) undefined_error(Value::undefined(escaping.undefined));
    return escaping.yes;
}

// What a macro or a block prints goes to the output at once.
void Rendering::print_call(const CallExpr& node, std::uint32_t offset) {
    const Nested nested(*this);
    charge(1);
    const Callee callee = eval_callee(node);
    const EvaluatedArguments arguments(*this, callee.self(), node.arguments);
    at(node.offset);
    if (callee.method == nullptr && callee.value.is(Value::Type::object)) {
        const Nested called(*this);
        if (callee.value.as_object().print_call(*this, arguments.get())) return;
    }
    const Value value = call(callee, arguments.get());
    at(offset);
    print(value);
}

// What was written from there on is not safe in HTML after all.
void Rendering::escape_since(std::size_t start) {
    if (!escapes()) return;
    const std::string_view text = arena_.copy(out_.since(start));
    out_.cut(start);
    out_.append_escaped(text);
    check_text(out_.size());
}

void Rendering::exec_if(const IfStatement& node) {
    for (const IfStatement::Branch& branch : node.branches) {
        if (eval_truth(*branch.test)) return exec(branch.body);
    }
    exec(node.otherwise);
}

void Rendering::enter(const Scope& scope) {
    for (std::uint16_t i = 0; i < scope.count; ++i) frame_->slots[scope.first + i] = Value();
}

void Rendering::assign(const Target& target, const Value& value) {
    switch (target.kind) {
        case Target::Kind::name:
            frame_->slots[target.slot] = value;
            return;
        case Target::Kind::attribute:
            at(target.offset);
            return set_namespace(*this, eval_name(*target.base), target.name, value);
        case Target::Kind::tuple:
            break;
    }
    at(target.offset);
    const Items items = unpacked(*this, value, target.items.size());
    for (std::size_t i = 0; i < items.size(); ++i) assign(target.items[i], items[i]);
}

void Rendering::assign_exported(const Target& target, const Value& value, bool exported) {
    assign(target, value);
    if (exported) export_names(target);
}

// Blocks, included templates and importers see what the top of a template has set.
void Rendering::export_names(const Target& target) {
    if (target.kind == Target::Kind::name) {
        context_->exported->set(*this, Value::text(target.name), frame_->slots[target.slot]);
    }
    for (const Target& item : target.items) export_names(item);
}

void Rendering::exec_set(const SetStatement& node) {
    if (node.target.kind == Target::Kind::attribute) {
        const Value space = eval_name(*node.target.base);
        at(node.target.offset);
        require_namespace(space);
    }
    const Value value = eval(*node.value);
    assign_exported(node.target, value, node.exported);
}

void Rendering::exec_set_block(const SetBlockStatement& node) {
    const std::string_view chars = capture([&] {
        enter(node.scope);
        exec(node.body);
        at(node.offset);
        if (jump_ == nullptr && node.target.kind == Target::Kind::attribute) {
            require_namespace(eval_name(*node.target.base));
        }
    });
    if (jump_ != nullptr) return;
    Value value = Value::text(chars, node.filter ? known(*escapes_) : autoescape());
    if (node.filter) {
        captured_ = value;
        value = eval(*node.filter);
        if (autoescape()) value = Value::markup(to_text(*this, value));
    }
    assign_exported(node.target, value, node.exported);
}

void Rendering::exec_with(const WithStatement& node) {
    std::vector<Value> values;
    values.reserve(node.values.size());
    for (const ExprPtr& value : node.values) values.push_back(eval(*value));
    enter(node.scope);
    for (std::size_t i = 0; i < values.size(); ++i) assign(node.targets[i], values[i]);
    exec(node.body);
}

void Rendering::exec_macro(const MacroStatement& node) {
    Macro* const macro = arena_.make<Macro>(node.macro, *template_, *frame_, *context_, escapes_);
    assign_exported(node.target, Value::object(macro), node.exported);
}

void Rendering::exec_call_block(const CallBlockStatement& node) {
    const Value caller =
        Value::object(arena_.make<Macro>(node.caller, *template_, *frame_, *context_, escapes_));
    const Callee callee = eval_callee(*node.call);
    const EvaluatedArguments arguments(*this, callee.self(), node.call->arguments, nullptr, &caller);
    at(node.call->offset);
    append_unchanged(call(callee, arguments.get()));
}

// What it makes of its body is printed below an extends too, though of the body only blocks and the like are.
void Rendering::exec_filter_block(const FilterBlockStatement& node) {
    const bool muted = muted_;
    const std::string_view chars = capture([&] {
        muted_ = muted;
        enter(node.scope);
        exec(node.body);
        at(node.offset);
    });
    if (jump_ != nullptr) return;
    captured_ = Value::text(chars, known(*escapes_));
    const Value result = eval(*node.filter);
    at(node.offset);
    append_unchanged(result);
}

void Rendering::exec_autoescape(const AutoescapeStatement& node) {
    const Escaping* const outer_escapes = escapes_;
    Escaping& now = *context_->autoescape;
    const Escaping outer = now;
    enter(node.scope);
    const Value value = eval(*node.enabled);
    at(node.enabled->offset);
    const bool is_strict = value.is_undefined() && value.as_undefined().mode == Undefined::strict;
    now = is_strict ? Escaping{.undefined = &value.as_undefined()} : Escaping{.yes = truth(*this, value)};
    escapes_ = node.is_volatile ? &now : now.yes ? &kYes : &kNo;
    exec(node.body);
    escapes_ = outer_escapes;
    if (jump_ == nullptr) now = outer;  // Jinja2 does not come here after a break or continue either
}

}  // namespace tidings::jinja
