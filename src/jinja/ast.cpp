#include "jinja/ast.h"

namespace tidings::jinja {

std::vector<const Body*> bodies_of(const Statement& statement) {
    using Kind = Statement::Kind;
    switch (statement.kind) {
        case Kind::if_: {
            const auto& node = static_cast<const IfStatement&>(statement);
            std::vector<const Body*> bodies;
            for (const auto& branch : node.branches) bodies.push_back(&branch.body);
            bodies.push_back(&node.otherwise);
            return bodies;
        }
        case Kind::for_: {
            const auto& node = static_cast<const ForStatement&>(statement);
            return {&node.body, &node.otherwise};
        }
        case Kind::set_block:
            return {&static_cast<const SetBlockStatement&>(statement).body};
        case Kind::with:
            return {&static_cast<const WithStatement&>(statement).body};
        case Kind::macro:
            return {&static_cast<const MacroStatement&>(statement).macro.body};
        case Kind::call_block:
            return {&static_cast<const CallBlockStatement&>(statement).caller.body};
        case Kind::filter_block:
            return {&static_cast<const FilterBlockStatement&>(statement).body};
        case Kind::autoescape:
            return {&static_cast<const AutoescapeStatement&>(statement).body};
        case Kind::block:
            return {&static_cast<const BlockStatement&>(statement).body};
        default:
            return {};
    }
}

}  // namespace tidings::jinja
