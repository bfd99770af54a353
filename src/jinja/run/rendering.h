#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/random.h"
#include "jinja/compile/compiled_template.h"
#include "jinja/failure.h"
#include "jinja/options.h"
#include "jinja/run/context.h"
#include "jinja/run/output.h"
#include "jinja/surroundings.h"
#include "jinja/syntax/ast.h"
#include "jinja/values/arena.h"
#include "jinja/values/dict.h"
#include "jinja/values/list.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

class Cursor;
class Loop;
class Macro;

// One rendering in progress: its memory, its bounds, its output, and the interpreter. Every method may throw
// Failure. Not for several threads; nothing in it outlives it.
class Rendering {
public:
    Rendering(const CompiledTemplate& compiled, const json::object& data, const Surroundings& surroundings);

    std::string run();

    // Counts how deep the interpreter, or a walk through a value, is in itself.
    class Nested {
    public:
        explicit Nested(Rendering& rendering) : rendering_(rendering) {
            if (++rendering_.depth_ > rendering_.limits_.depth) rendering_.too_deep();
        }
        Nested(const Nested&) = delete;
        Nested& operator=(const Nested&) = delete;
        ~Nested() { --rendering_.depth_; }

    private:
        Rendering& rendering_;
    };

    // Marks a list, tuple or dict that is being written, so that one that contains itself is found.
    class Inside {
    public:
        Inside(Rendering& rendering, const Value& value);
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;
        ~Inside() {
            if (marked_) rendering_.inside_.pop_back();
        }
        bool again() const { return again_; }

    private:
        Rendering& rendering_;
        bool marked_ = false;
        bool again_ = false;
    };

    Arena& arena() { return arena_; }
    const Limits& limits() const { return limits_; }
    const Options& options() const { return options_; }
    const Surroundings& surroundings() const { return surroundings_; }

    // As in Jinja2, there are two of it. What prints, joins with `~` and captures does as the text around it
    // in its own template says; filters, set blocks, trans and the results of macros, as the last autoescape
    // that was entered in this context. They differ in a block or macro that stands inside of autoescape.
    bool escapes() const { return escapes_->yes; }
    bool autoescape() { return known(*context_->autoescape); }
    bool joins_markup() const { return escapes_ == &kYes; }  // not where only the context knows
    Random& random() { return random_; }                     // begins with the seed of the surroundings

    // Counts work; see Limits::steps.
    void charge(std::uint64_t steps) {
        steps_ += steps;
        if (steps_ > limits_.steps) too_many_steps();
    }
    void charge_bytes(std::size_t bytes) { charge(bytes / 64); }

    // Fails when a text of that size would pass the bound on output.
    void check_text(std::size_t bytes) const {
        if (bytes > limits_.output_bytes) too_much_output();
    }

    // A text of the rendering's own.
    Value text(std::string_view chars, bool markup = false) {
        return Value::text(arena_.copy(chars), markup);
    }

    // A list of those items, which are taken over, or copied.
    Value list(std::span<Value> items) { return Value::list(arena_.make<List>(items)); }
    Value copied_list(std::span<const Value> items);

    // What a list or dict of the data has become; any other value itself. Whoever looks into one asks, and
    // keeps the value itself, by whose address it is known.
    Value current(const Value& value) const { return has_changes_ ? changed(value) : value; }
    // The list or dict to change: of the data a copy, which `current` gives from then on.
    List& writable_list(const Value& list);
    Dict& writable_dict(const Value& dict);
    // Whether anything was changed in place. Before that nothing can contain itself.
    bool has_changes() const { return has_changes_; }
    void note_change() { has_changes_ = true; }

    Value undefined_name(std::string_view name);
    Value undefined(const Value& object, const Value& key);
    Value undefined_hint(std::string_view hint);  // `hint` is copied
    [[noreturn]] void undefined_error(const Value& undefined);
    std::string undefined_message(const Value& undefined);

    Value call(const Value& callee, const Arguments& arguments);

    // A variable of the context, so none of a loop or the like; missing when there is none.
    Value find_variable(std::string_view name) { return find_variable(*context_, name, {}); }

    // Prints str() of it, or escape() where autoescape is on.
    void print(const Value& value);

    // What Jinja2 prints without making a text of it: the result of a filter or call block. One that is no
    // text fails where all that was printed is joined.
    void append_unchanged(const Value& value);
    [[noreturn]] static void cannot_join(std::string_view type);
    // Runs `work`, and returns what it wrote instead of leaving it in the output; capture.h has it.
    template <class Work>
    std::string_view capture(Work&& work);

    // What the objects of this room call back: macros, loops, blocks, modules.
    Value run_macro(const Macro& macro, Frame& frame);
    bool look_ahead(const Loop& loop, Cursor& cursor, Value& item);
    Value run_loop_level(const ForStatement& node, const Loop& loop, const Value& items, std::size_t depth);
    Value run_block(Context& context, const BlockVersion& version);
    // The same where what they return would only be printed.
    void print_macro(const Macro& macro, Frame& frame);
    void print_block(Context& context, const BlockVersion& version);
    Frame* new_frame(const Unit& unit, Frame* parent);

    // Where the interpreter is, for the error's place.
    const CompiledTemplate& position_template() const { return *position_template_; }
    std::uint32_t position() const { return position_; }

private:
    // What execution changes and puts back.
    class Restored;            // restored.h
    class EvaluatedArguments;  // evaluated_arguments.h

    // What a call calls: a function, or a method of a value, which goes before the arguments.
    struct Callee {
        Value value;
        const Builtin* method = nullptr;
        const Value* self() const { return method != nullptr ? &value : nullptr; }
    };

    [[noreturn]] void too_deep() const;
    [[noreturn]] void too_many_steps() const;
    [[noreturn]] void too_much_output() const;
    // Runs what Jinja2 joins the pieces of.
    template <class Work>
    void joined(Work&& work);
    Value changed(const Value& value) const;
    void at(std::uint32_t offset) {
        position_ = offset;
        position_template_ = template_;
    }

    // evaluate.cpp
    Value eval(const Expr& expr);
    Value eval_composite(const Expr& expr);
    Value eval_name(const Name& name);
    Value eval_sequence(const Sequence& node);
    Value eval_dict(const DictDisplay& node);
    Value eval_attribute(const AttributeExpr& node);
    Value attribute_of(const Value& object, const AttributeExpr& node);
    Value eval_item(const ItemExpr& node);
    Value eval_slice(const Value& object, const SliceExpr& node);
    Value eval_call(const CallExpr& node);
    Callee eval_callee(const CallExpr& node);
    Value call(const Callee& callee, const Arguments& arguments);
    Value eval_filter(const FilterExpr& node);
    Value eval_any_filter(const FilterExpr& node);
    Value eval_plain_filter(const FilterExpr& node);
    Value eval_settled_filter(const FilterExpr& node);
    Value eval_unary(const UnaryExpr& node);
    Value eval_binary(const BinaryExpr& node);
    Value eval_format(const BinaryExpr& node, const Value& format);
    Value eval_compare(const CompareExpr& node);
    Value eval_concat(const Sequence& node);
    std::string place_of(std::uint32_t offset) const;
    Value eval_conditional(const ConditionalExpr& node);
    bool eval_truth(const Expr& expr);
    void point_at_undefined(const Value& value, const Expr& expr);
    const Value* find_in(Dict* variables, std::string_view name);
    Value find_variable(const Context& context, std::string_view name, const MemberHint& hint);

    // execute.cpp
    void exec(const Body& body);
    void exec(const Statement& statement);
    void exec_print(const PrintStatement& node);
    void print_value(const PrintStatement& node);
    void exec_volatile_print(const PrintStatement& node);
    void print_as_text(const Value& value);
    void print_call(const CallExpr& node, std::uint32_t offset);
    void exec_macro_body(const Macro& macro, Frame& frame);
    void escape_since(std::size_t start);
    void exec_if(const IfStatement& node);
    void exec_set(const SetStatement& node);
    void exec_set_block(const SetBlockStatement& node);
    void exec_with(const WithStatement& node);
    void exec_macro(const MacroStatement& node);
    void exec_call_block(const CallBlockStatement& node);
    void exec_filter_block(const FilterBlockStatement& node);
    void exec_autoescape(const AutoescapeStatement& node);
    void exec_for(const ForStatement& node);
    void loop_over(const ForStatement& node, const Value& source, std::size_t depth);
    bool land_jump();
    bool next_item(const ForStatement& node, Cursor& cursor, Value& item);
    const Escaping* written_autoescape() const { return options_.autoescape ? &kYes : &kNo; }
    void enter(const Scope& scope);
    void assign(const Target& target, const Value& value);
    void assign_exported(const Target& target, const Value& value, bool exported);
    void export_names(const Target& target);

    // inheritance.cpp
    void run_template(const CompiledTemplate& compiled, Context& context);
    void exec_include(const IncludeStatement& node);
    void exec_import(const ImportStatement& node);
    void exec_from_import(const FromImportStatement& node);
    void exec_extends(const ExtendsStatement& node);
    void exec_block(const BlockStatement& node);
    void exec_block_body(const BlockVersion& version);
    Blocks* blocks_of(const CompiledTemplate& compiled);
    void add_blocks(Blocks& blocks, const CompiledTemplate& compiled);
    const CompiledTemplate& load(const TemplateName& name, std::uint32_t offset, bool may_be_list = false);
    const CompiledTemplate* find(const TemplateName& name, std::uint32_t offset);
    const CompiledTemplate* find_named(const Value& name);
    const CompiledTemplate& load(const Value& name);
    const CompiledTemplate* find_template(const Value& names);
    const CompiledTemplate& load_any(const Value& names);
    Dict* visible(const std::vector<VisibleName>& names);
    Value import_module(const CompiledTemplate& compiled, bool with_context,
                        const std::vector<VisibleName>& names);
    Context* new_context(bool with_context, const std::vector<VisibleName>& names);

    bool known(const Escaping& escaping);

    static constexpr Escaping kYes{.yes = true};
    static constexpr Escaping kNo{};

    Arena arena_;
    const Limits& limits_;
    const Options& options_;
    const CompiledTemplate* template_;  // whose code runs
    const CompiledTemplate* position_template_;
    std::uint32_t position_ = 0;
    std::uint64_t steps_ = 0;
    std::uint32_t depth_ = 0;
    Frame* frame_ = nullptr;
    Context* context_ = nullptr;
    const Escaping* escapes_;                   // &kYes, &kNo, or of a context
    bool muted_ = false;                        // below an extends expressions and texts are not printed
    const Statement* jump_ = nullptr;           // the break or continue that is on its way to its loop
    const CompiledTemplate* parent_ = nullptr;  // what the running template extends
    std::string_view unjoinable_;               // the type of what was printed and is no text
    Value captured_;                            // the input of a filter block's filter
    const json::object& data_;
    const Surroundings& surroundings_;
    Output out_;
    std::string spare_;  // the memory of texts on their way there
    bool has_changes_ = false;
    std::vector<const void*> inside_;
    Random random_;
    std::unordered_map<const void*, Value> changed_;  // lists and dicts of the data, by their address
};

}  // namespace tidings::jinja
