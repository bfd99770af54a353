#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jinja/syntax/member_hint.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

struct Builtin;

// A template as a tree. The parser makes it; the resolver fills in where names live and which filters and
// tests are meant; then nothing changes. Names are views into the template's source.

struct Expr {
    enum class Kind : std::uint8_t {
        constant,
        name,
        list,
        tuple,
        dict,
        attribute,
        item,
        slice,
        call,
        filter,
        test,
        unary,
        binary,
        logic_and,
        logic_or,
        logic_not,
        compare,
        concat,
        conditional,
        captured,
        again,
    };

    Expr(Kind k, std::uint32_t at) : kind(k), offset(at) {}
    Expr(const Expr&) = delete;
    Expr& operator=(const Expr&) = delete;
    virtual ~Expr() = default;

    const Kind kind;
    std::uint16_t depth = 1;  // nodes from here down to the deepest
    std::uint32_t offset;     // where an error that it causes is shown
};

using ExprPtr = std::unique_ptr<Expr>;

struct Constant : Expr {
    Constant(std::uint32_t at, Value v) : Expr(Kind::constant, at), value(v) {}
    Value value;
    std::string text;                  // what a text constant's value points to
    std::vector<std::uint64_t> words;  // what the value of an integer past 64 bits points to
};

// A variable of a frame: `hops` frames out, then that slot.
struct SlotRef {
    std::uint16_t hops = 0;
    std::uint16_t slot = 0;
};

struct Name : Expr {
    Name(std::uint32_t at, std::string_view n) : Expr(Kind::name, at), name(n) {}
    std::string_view name;
    std::vector<SlotRef> slots;  // looked at in turn, as a slot may not be set yet
    bool in_context = true;      // then the context is looked at
    MemberHint hint;
};

struct Sequence : Expr {  // a list, a tuple, or what "~" joins
    using Expr::Expr;
    std::vector<ExprPtr> items;
    bool is_constant = false;  // what "~" joins is known before it runs
};

struct DictDisplay : Expr {
    explicit DictDisplay(std::uint32_t at) : Expr(Kind::dict, at) {}
    std::vector<std::pair<ExprPtr, ExprPtr>> items;
};

struct AttributeExpr : Expr {
    explicit AttributeExpr(std::uint32_t at) : Expr(Kind::attribute, at) {}
    ExprPtr object;
    std::string_view name;
    bool is_dict_method = false;  // then it hides a dict's key of that name
    MemberHint hint;
};

struct ItemExpr : Expr {
    explicit ItemExpr(std::uint32_t at) : Expr(Kind::item, at) {}
    ExprPtr object;
    ExprPtr key;
};

struct SliceExpr : Expr {
    explicit SliceExpr(std::uint32_t at) : Expr(Kind::slice, at) {}
    ExprPtr start;  // each may be absent
    ExprPtr stop;
    ExprPtr step;
};

struct CallArguments {
    std::vector<ExprPtr> positional;
    std::vector<std::pair<std::string_view, ExprPtr>> named;
    ExprPtr star;         // *args
    ExprPtr double_star;  // **kwargs
};

struct CallExpr : Expr {
    explicit CallExpr(std::uint32_t at) : Expr(Kind::call, at) {}
    ExprPtr callee;
    CallArguments arguments;
};

struct FilterExpr : Expr {  // or a test
    using Expr::Expr;
    ExprPtr input;
    std::string name;
    std::uint32_t start = 0;  // of a test, its `is`
    CallArguments arguments;
    const Builtin* builtin = nullptr;  // nullptr: unknown, which is an error only if it is reached
    bool is_plain = false;             // its arguments fit the parameters, one after the other
    bool is_settled = false;           // it asks for autoescape, and what it works on is known before it runs
};

struct UnaryExpr : Expr {
    using Expr::Expr;
    char op = 0;  // '-' or '+'
    ExprPtr operand;
};

enum class BinaryOp : std::uint8_t { add, subtract, multiply, divide, floor_divide, modulo, power };

struct BinaryExpr : Expr {
    using Expr::Expr;
    BinaryOp op = BinaryOp::add;
    bool binds_sign = false;  // of a power: a minus before its left side is of the whole, as Python writes it
    bool formats = false;     // a constant formats a tuple, whose items may do something
    ExprPtr left;
    ExprPtr right;
};

enum class CompareOp : std::uint8_t { eq, ne, lt, le, gt, ge, in, not_in };

struct CompareExpr : Expr {
    explicit CompareExpr(std::uint32_t at) : Expr(Kind::compare, at) {}
    struct Operand {
        CompareOp op;
        ExprPtr value;
    };
    ExprPtr first;
    std::vector<Operand> rest;
};

struct AgainExpr : Expr {  // what stands elsewhere in the same statement, evaluated once more
    explicit AgainExpr(Expr& e) : Expr(Kind::again, e.offset), expr(e) { depth = e.depth; }
    Expr& expr;
};

struct ConditionalExpr : Expr {
    explicit ConditionalExpr(std::uint32_t at) : Expr(Kind::conditional, at) {}
    std::uint32_t start = 0;  // of the whole
    ExprPtr test;
    ExprPtr then;
    ExprPtr otherwise;  // may be absent
};

// The expressions right below, in the order of the source.
std::vector<const Expr*> children_of(const Expr& expr);

}  // namespace tidings::jinja
