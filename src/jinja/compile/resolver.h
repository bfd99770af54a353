#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "jinja/compile/compiled_template.h"
#include "jinja/compile/hands_loop.h"
#include "jinja/compile/scope_names.h"
#include "jinja/syntax/ast.h"

namespace tidings::jinja {

// Gives every variable of a parsed template its slot and every filter and test its function, and makes the
// checks that Jinja2 makes when it compiles. Throws SyntaxFailure.
//
// A name belongs to the innermost scope that assigns it anywhere; scope_names.h tells where it is looked for
// until that has happened while rendering.
class Resolver {
public:
    explicit Resolver(CompiledTemplate& compiled)
        : template_(compiled), written_escapes_(compiled.library().options().autoescape) {}

    void resolve();

private:
    struct Variable {
        std::uint16_t slot = 0;  // where the scope assigns it
        Origin origin = Origin::context;
        bool stored = false;
    };

    // Where a name is looked up: slots in turn, as one may not be set yet, then maybe the context.
    struct Place {
        std::vector<SlotRef> slots{};
        bool in_context = true;
    };

    struct ScopeState {
        ScopeState* parent = nullptr;
        Unit* unit = nullptr;
        std::map<std::string_view, Variable> variables{};
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
    static std::unique_ptr<Statement> asking_text(const Statement& statement);
    void statement(Statement& statement);
    void template_statement(Statement& statement);
    void if_statement(IfStatement& node);
    void for_statement(ForStatement& node);
    static void refuse_loop(const Statement& statement);
    static void refuse_loop(const Target& target);
    void for_loop(ForStatement& node);
    void for_parts(ForStatement& node, ScopeState& state);
    void set_block(SetBlockStatement& node);
    void autoescape(AutoescapeStatement& node);
    void printed(PrintStatement& node);
    void with(WithStatement& node);
    void macro(MacroBody& macro);
    void block(BlockStatement& node);
    void loop_test(ForStatement& node, const ScopeState& loop);
    void scoped_body(Body& body, Scope& scope, Expr* before, Expr* behind);
    void require_known(const Expr* node);

    void expr(Expr* node);
    void power(BinaryExpr& node);
    void format(BinaryExpr& node);
    void arguments(CallArguments& arguments);
    void attribute(AttributeExpr& node);
    void filter(FilterExpr& node);
    void name(Name& node);

    static bool brings(const ScopeState& scope, std::string_view name);
    ScopeNames new_names();
    void declare(const ScopeNames& names);
    void place(Target& target);
    std::uint16_t new_slot(Unit& unit);
    Scope finish_declaring(std::uint16_t first) const;

    Place place_of(std::string_view name);
    void accept_around(ScopeState* scope, std::string_view name);
    static void check_caller(const MacroBody& macro, std::string_view name);
    bool special_slot(ScopeState& scope, std::string_view name, std::uint16_t& slot);
    bool use_special(bool& used, std::uint16_t& kept, Unit& unit, std::uint16_t& slot);
    std::vector<VisibleName> visible_names();

    static constexpr std::size_t kVisibleMax = 200'000;  // of all includes and the like together
    std::size_t visible_ = 0;
    std::uint64_t looks_ = 0;  // see ScopeNames
    LoopNaming loop_naming_;
    bool in_loop_ = false;  // then what it sets was looked through

    CompiledTemplate& template_;
    ScopeState* scope_ = nullptr;
    bool volatile_ = false;  // inside an autoescape that is known only once it runs: nothing is constant
    bool written_escapes_;   // … that is known before, or what the options say
    bool is_below_extends_ = false;  // and not in what is captured: nothing is printed
    bool soft_ = false;  // inside an if, where an unknown filter is an error only once it is reached
};

}  // namespace tidings::jinja
