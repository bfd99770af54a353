#include <algorithm>

#include "jinja/run/capture.h"
#include "jinja/run/lookup.h"
#include "jinja/run/loop.h"
#include "jinja/run/macro.h"
#include "jinja/run/restored.h"
#include "jinja/values/cursor.h"
#include "jinja/values/items.h"

namespace tidings::jinja {
namespace {

// What Python's generator expression, which Jinja2 makes of a loop's `if`, passes on: the targets, not the
// item.
Value packed(Rendering& rendering, const Target& target, const Value& item) {
    if (target.kind != Target::Kind::tuple) return item;
    const Items parts(rendering, item);
    Value* const out = rendering.arena().make_array<Value>(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) out[i] = packed(rendering, target.items[i], parts[i]);
    return Value::tuple({out, parts.size()});
}

}  // namespace

void Rendering::exec_for(const ForStatement& node) {
    const Value items = eval(*node.items);
    at(node.items->offset);
    if (!node.recursive) return loop_over(node, items, 0);
    Frame* const outer = frame_;
    frame_ = new_frame(node.unit, outer);
    joined([&] { loop_over(node, items, 0); });
    frame_ = outer;
}

// The next item that the loop's own `if` lets through.
bool Rendering::next_item(const ForStatement& node, Cursor& cursor, Value& item) {
    while (cursor.next(*this, item)) {
        if (!node.test) return true;
        assign(node.target, item);
        if (!eval_truth(*node.test)) continue;
        item = packed(*this, node.target, item);
        return true;
    }
    return false;
}

// The same from inside the loop's body, whose variables the test must leave as they are.
bool Rendering::look_ahead(const Loop& loop, Cursor& cursor, Value& item) {
    const ForStatement& node = loop.node();
    if (!node.test) return cursor.next(*this, item);
    const Restored restored(*this);
    template_ = loop.owner;
    context_ = loop.context;
    frame_ = loop.frame;
    Value* const slots = frame_->slots + node.scope.first;
    const std::vector<Value> saved(slots, slots + node.scope.count);
    const bool found = next_item(node, cursor, item);
    std::copy(saved.begin(), saved.end(), slots);
    return found;
}

void Rendering::loop_over(const ForStatement& node, const Value& source, std::size_t depth) {
    Frame* const outer = node.recursive ? frame_->parent : frame_;
    Cursor cursor(*this, source);
    Loop* loop = nullptr;
    if (node.uses_loop) {
        loop = arena_.make<Loop>(node, source, cursor, depth);
        loop->outer_frame = outer;
        loop->frame = frame_;
        loop->context = context_;
        loop->owner = template_;
        loop->escapes = escapes_;
    }
    bool completed = false;  // a turn: one that was left early does not keep `else` from running
    for (Value item; loop != nullptr ? loop->advance(*this, item) : next_item(node, cursor, item);) {
        charge(1);
        enter(node.scope);
        if (loop != nullptr) frame_->slots[node.loop_slot] = Value::object(loop);
        assign(node.target, item);
        exec(node.body);
        at(node.items->offset);
        if (jump_ == nullptr) {
            completed = true;
        } else if (land_jump()) {
            break;
        }
    }
    if (completed || node.otherwise.empty()) return;
    Frame* const inner = frame_;
    frame_ = outer;
    enter(node.else_scope);
    exec(node.otherwise);
    frame_ = inner;
}

// Takes what has left a turn of a loop, and tells whether it leaves the loop.
bool Rendering::land_jump() {
    const bool leaves = jump_->kind == Statement::Kind::break_;
    jump_ = nullptr;
    return leaves;
}

Value Rendering::run_loop_level(const ForStatement& node, const Loop& loop, const Value& items,
                                std::size_t depth) {
    const Restored restored(*this);
    template_ = loop.owner;
    context_ = loop.context;
    frame_ = new_frame(node.unit, loop.outer_frame);
    at(node.offset);
    escapes_ = loop.escapes;
    return Value::text(capture([&] { loop_over(node, items, depth); }), known(*escapes_));
}

Value Rendering::run_macro(const Macro& macro, Frame& frame) {
    const Escaping escaping = *context_->autoescape;
    const std::string_view text = capture([&] { exec_macro_body(macro, frame); });
    return Value::text(text, known(escaping));
}

void Rendering::print_macro(const Macro& macro, Frame& frame) {
    const Escaping escaping = *context_->autoescape;
    const std::size_t start = out_.size();
    joined([&] { exec_macro_body(macro, frame); });
    if (!known(escaping)) escape_since(start);
}

void Rendering::exec_macro_body(const Macro& macro, Frame& frame) {
    const Restored restored(*this);
    template_ = &macro.owner();
    context_ = &macro.context();
    escapes_ = macro.escapes();
    frame_ = &frame;
    for (const MacroParameter& parameter : macro.body().parameters) {
        Value& slot = frame.slots[parameter.target.slot];
        if (!slot.is_missing()) continue;
        slot =
            parameter.fallback
                ? eval(*parameter.fallback)
                : undefined_hint("parameter '" + std::string(parameter.target.name) + "' was not provided");
    }
    exec(macro.body().body);
}

}  // namespace tidings::jinja
