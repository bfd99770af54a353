#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "jinja/syntax/expr.h"

namespace tidings::jinja {

class CompiledTemplate;

// A template as a tree. The parser makes it; the resolver fills in where names live and which filters and
// tests are meant; then nothing changes but for guesses that make it faster. Names are views into the
// template's source.

// What is assigned to: a variable, several of them, or an attribute of a namespace.
struct Target {
    enum class Kind : std::uint8_t { name, tuple, attribute };
    Kind kind = Kind::name;
    std::uint32_t offset = 0;
    std::string_view name;       // the variable, or the attribute
    std::uint16_t slot = 0;      // in the current frame
    std::vector<Target> items;   // of a tuple
    std::unique_ptr<Name> base;  // the namespace
};

struct Statement {
    enum class Kind : std::uint8_t {
        text,
        print,
        do_,
        break_,
        continue_,
        if_,
        for_,
        set,
        set_block,
        with,
        macro,
        call_block,
        filter_block,
        autoescape,
        include,
        import,
        from_import,
        extends,
        block,
    };

    Statement(Kind k, std::uint32_t at) : kind(k), offset(at) {}
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    virtual ~Statement() = default;

    const Kind kind;
    std::uint32_t offset;
};

using Body = std::vector<std::unique_ptr<Statement>>;

// The slots of one scope, which are empty whenever it is entered.
struct Scope {
    std::uint16_t first = 0;
    std::uint16_t count = 0;
};

// A body that runs in a frame of its own: the template, a block, a macro, one level of a recursive loop.
struct Unit {
    std::uint16_t slots = 0;
    Scope scope;
};

// A variable that another template may see from here.
struct VisibleName {
    std::string_view name;
    std::vector<SlotRef> slots;
};

struct TextStatement : Statement {
    TextStatement(std::uint32_t at, std::string_view t) : Statement(Kind::text, at), text(t) {}
    std::string_view text;
};

struct PrintStatement : Statement {
    // Whether it is escaped: as the text around it says, or, inside an autoescape that is known only when it
    // runs, as that is asked then; but for what is known before, which is as the text outside says.
    enum class Escapes : std::uint8_t { plain, asked, always, never };

    PrintStatement(std::uint32_t at, ExprPtr e) : Statement(Kind::print, at), value(std::move(e)) {}
    ExprPtr value;
    Escapes escapes = Escapes::plain;
};

struct DoStatement : Statement {
    DoStatement(std::uint32_t at, ExprPtr e) : Statement(Kind::do_, at), value(std::move(e)) {}
    ExprPtr value;
};

struct JumpStatement : Statement {  // break or continue
    using Statement::Statement;
};

struct IfStatement : Statement {
    explicit IfStatement(std::uint32_t at) : Statement(Kind::if_, at) {}
    struct Branch {
        ExprPtr test;
        Body body;
    };
    std::vector<Branch> branches;
    Body otherwise;
};

struct ForStatement : Statement {
    explicit ForStatement(std::uint32_t at) : Statement(Kind::for_, at) {}
    Target target;
    ExprPtr items;
    ExprPtr test;  // may be absent
    bool recursive = false;
    Body body;
    Body otherwise;
    Scope scope;
    Scope else_scope;
    bool uses_loop = false;
    bool hands_loop = false;  // what is included sees its `loop`
    std::uint16_t loop_slot = 0;
    Unit unit;  // of a recursive loop
};

struct SetStatement : Statement {
    explicit SetStatement(std::uint32_t at) : Statement(Kind::set, at) {}
    Target target;
    ExprPtr value;
    bool exported = false;  // at the top of a template: others see it
};

struct SetBlockStatement : Statement {
    explicit SetBlockStatement(std::uint32_t at) : Statement(Kind::set_block, at) {}
    Target target;
    ExprPtr filter;  // may be absent
    Body body;
    Scope scope;
    bool exported = false;
};

struct WithStatement : Statement {
    explicit WithStatement(std::uint32_t at) : Statement(Kind::with, at) {}
    std::vector<Target> targets;
    std::vector<ExprPtr> values;
    Body body;
    Scope scope;
};

struct MacroParameter {
    Target target;
    ExprPtr fallback;  // may be absent
};

struct MacroBody {
    std::string_view name;  // empty: what a call passes as its caller
    std::uint32_t offset = 0;
    std::vector<MacroParameter> parameters;
    Body body;
    Unit unit;
    // Slots of the special variables; used only where the flag is set.
    bool uses_caller = false;
    bool uses_varargs = false;
    bool uses_kwargs = false;
    std::uint16_t caller_slot = 0;
    std::uint16_t varargs_slot = 0;
    std::uint16_t kwargs_slot = 0;
};

struct MacroStatement : Statement {
    explicit MacroStatement(std::uint32_t at) : Statement(Kind::macro, at) {}
    MacroBody macro;
    Target target;
    bool exported = false;
};

struct CallBlockStatement : Statement {
    explicit CallBlockStatement(std::uint32_t at) : Statement(Kind::call_block, at) {}
    std::unique_ptr<CallExpr> call;
    MacroBody caller;
};

struct FilterBlockStatement : Statement {
    explicit FilterBlockStatement(std::uint32_t at) : Statement(Kind::filter_block, at) {}
    ExprPtr filter;
    Body body;
    Scope scope;
};

struct AutoescapeStatement : Statement {
    explicit AutoescapeStatement(std::uint32_t at) : Statement(Kind::autoescape, at) {}
    ExprPtr enabled;
    bool is_volatile = false;  // that, or of one around it, is known only once it runs
    Body body;
    Scope scope;
};

// What include, import and extends name. A constant names one template for ever, which is looked for once;
// any thread may find or tell it.
struct TemplateName {
    ExprPtr expr;
    mutable std::atomic<const CompiledTemplate*> known{nullptr};
};

struct IncludeStatement : Statement {
    explicit IncludeStatement(std::uint32_t at) : Statement(Kind::include, at) {}
    TemplateName name;
    bool ignore_missing = false;
    bool with_context = true;
    std::vector<VisibleName> visible;
};

struct ImportStatement : Statement {
    explicit ImportStatement(std::uint32_t at) : Statement(Kind::import, at) {}
    TemplateName name;
    Target target;
    bool with_context = false;
    bool exported = false;
    std::vector<VisibleName> visible;
};

struct FromImportStatement : Statement {
    explicit FromImportStatement(std::uint32_t at) : Statement(Kind::from_import, at) {}
    struct Import {
        std::string_view name;
        Target target;
    };
    TemplateName name;
    std::vector<Import> imports;
    bool with_context = false;
    bool exported = false;
    std::vector<VisibleName> visible;
};

struct ExtendsStatement : Statement {
    explicit ExtendsStatement(std::uint32_t at) : Statement(Kind::extends, at) {}
    TemplateName name;
};

struct BlockStatement : Statement {
    explicit BlockStatement(std::uint32_t at) : Statement(Kind::block, at) {}
    std::string_view name;
    bool scoped = false;
    bool required = false;
    bool at_top = false;  // not in a loop or the like: only printed where the template extends none
    Body body;
    Unit unit;
    std::vector<VisibleName> visible;  // of a scoped block
    bool uses_self = false;
    bool uses_super = false;
    std::uint16_t self_slot = 0;
    std::uint16_t super_slot = 0;
};

// The bodies that stand in a statement, in the order of the source.
std::vector<const Body*> bodies_of(const Statement& statement);

// The expressions that stand in a statement itself, its targets' namespaces left out.
std::vector<const Expr*> expressions_of(const Statement& statement);

}  // namespace tidings::jinja
