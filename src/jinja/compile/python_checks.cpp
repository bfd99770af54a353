#include "jinja/compile/python_checks.h"

#include <set>
#include <string_view>

#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

[[noreturn]] void python_syntax_error(std::string message, std::uint32_t offset) {
    throw SyntaxFailure{{"SyntaxError", std::move(message)}, offset};
}

void check_parameters(const std::vector<MacroParameter>& parameters) {
    std::set<std::string_view> names;
    for (const MacroParameter& parameter : parameters) {
        const Target& target = parameter.target;
        if (names.insert(target.name).second) continue;
        python_syntax_error("duplicate argument " + repr_text(target.name) + " in function definition",
                            target.offset);
    }
}

// Blocks are functions beside that of the template, so they are looked at after it.
template <class Check>
void in_order(const CompiledTemplate& compiled, Check&& check) {
    check(compiled.body);
    for (const BlockStatement* const block : compiled.blocks_in_order) check(block->body);
}

void check_macros(const Body& body) {
    for (const auto& child : body) {
        if (child->kind == Statement::Kind::block) continue;
        if (child->kind == Statement::Kind::macro)
            check_parameters(static_cast<const MacroStatement&>(*child).macro.parameters);
        if (child->kind == Statement::Kind::call_block)
            check_parameters(static_cast<const CallBlockStatement&>(*child).caller.parameters);
        for (const Body* const inner : bodies_of(*child)) check_macros(*inner);
    }
}

void check_jumps(const Body& body, bool in_loop);

void check_jumps(const Statement& statement, bool in_loop) {
    switch (statement.kind) {
        case Statement::Kind::break_:
            if (!in_loop) python_syntax_error("'break' outside loop", statement.offset);
            return;
        case Statement::Kind::continue_:
            if (!in_loop) python_syntax_error("'continue' not properly in loop", statement.offset);
            return;
        case Statement::Kind::block:
            return;
        case Statement::Kind::for_: {  // a recursive loop is a function of its own, its `else` with it
            const auto& node = static_cast<const ForStatement&>(statement);
            check_jumps(node.body, true);
            return check_jumps(node.otherwise, in_loop && !node.recursive);
        }
        default:
            break;
    }
    const bool is_function =
        statement.kind == Statement::Kind::macro || statement.kind == Statement::Kind::call_block;
    for (const Body* const inner : bodies_of(statement)) check_jumps(*inner, in_loop && !is_function);
}

void check_jumps(const Body& body, bool in_loop) {
    for (const auto& child : body) check_jumps(*child, in_loop);
}

}  // namespace

void check_as_python(const CompiledTemplate& compiled) {
    in_order(compiled, check_macros);
    in_order(compiled, [](const Body& body) { check_jumps(body, false); });
}

}  // namespace tidings::jinja
