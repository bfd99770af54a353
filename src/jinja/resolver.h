#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "jinja/ast.h"
#include "jinja/compiled_template.h"

namespace tidings::jinja {

// Gives every variable of a parsed template its slot and every filter and test its function, and makes the
// checks that Jinja2 makes when it compiles. Throws SyntaxFailure.
//
// A name belongs to the innermost scope that assigns it anywhere; until that has happened while rendering,
// the next scope out is asked, at last the context. That is what Jinja2's compiled code amounts to.
class Resolver {
public:
    explicit Resolver(CompiledTemplate& compiled) : template_(compiled) {}

    void resolve();

private:
    struct Variable {
        std::string_view name;
        std::uint16_t slot;
        bool always_set;
    };

    struct ScopeState {
        ScopeState* parent = nullptr;
        Unit* unit = nullptr;
        std::vector<Variable> variables{};
        ForStatement* loop = nullptr;     // this is the body of a loop
        MacroBody* macro = nullptr;       // … of a macro
        BlockStatement* block = nullptr;  // … of a block
        bool is_root = false;             // … of the template
    };

    // Makes a scope the current one until it ends.
    class Entered;

    void take_block(const BlockStatement& node);
    void find_blocks(const Body& body);
    void body(Body& body);
    void statement(Statement& statement);
    void template_statement(Statement& statement);
    void if_statement(IfStatement& node);
    void for_statement(ForStatement& node);
    static void refuse_loop(const Statement& statement);
    static void refuse_loop(const Target& target);
    void for_parts(ForStatement& node, ScopeState& state);
    void set_block(SetBlockStatement& node);
    void autoescape(AutoescapeStatement& node);
    void with(WithStatement& node);
    void macro(MacroBody& macro);
    void block(BlockStatement& node);
    void scoped_body(Body& body, Scope& scope);

    void expr(Expr* node);
    void power(BinaryExpr& node);
    void arguments(CallArguments& arguments);
    void attribute(AttributeExpr& node);
    void filter(FilterExpr& node);
    void name(Name& node) { node.slots = slots_of(node.name); }

    // The names that `body` assigns in its own scope become variables of the current one.
    void declare_assigned(const Body& body);
    void declare(const Target& target);
    void declare_always_set(Target& target);
    void place(Target& target);
    std::uint16_t declare(std::string_view name, bool always_set);
    std::uint16_t new_slot(Unit& unit);
    Scope finish_declaring(std::uint16_t first) const;

    std::vector<SlotRef> slots_of(std::string_view name);
    void accept_around(ScopeState* scope, std::string_view name);
    static void check_caller(const MacroBody& macro, std::string_view name);
    bool special_slot(ScopeState& scope, std::string_view name, std::uint16_t& slot);
    bool use_special(bool& used, std::uint16_t& kept, Unit& unit, std::uint16_t& slot);
    std::vector<VisibleName> visible_names();

    CompiledTemplate& template_;
    ScopeState* scope_ = nullptr;
    bool volatile_ = false;  // inside an autoescape that is known only once it runs: nothing is constant
    bool soft_ = false;      // inside an if, where an unknown filter is an error only once it is reached
};

}  // namespace tidings::jinja
