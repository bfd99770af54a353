#include "jinja/compile/hands_loop.h"

#include <algorithm>

namespace tidings::jinja {
namespace {

bool names_loop(const Expr* node) {
    if (node->kind == Expr::Kind::name && static_cast<const Name&>(*node).name == "loop") return true;
    return std::ranges::any_of(children_of(*node), names_loop);
}

}  // namespace

bool LoopNaming::names_loop(const Body& body, bool in_block) {
    return std::ranges::any_of(body, [&](const auto& child) {
        if (child->kind != Statement::Kind::for_) return names_loop(*child, in_block);
        const auto [known, is_new] = known_.try_emplace({child.get(), in_block}, false);
        if (is_new) known->second = names_loop(*child, in_block);
        return known->second;
    });
}

bool LoopNaming::names_loop(const Statement& statement, bool in_block) {
    const bool is_block = statement.kind == Statement::Kind::block;
    if (is_block && static_cast<const BlockStatement&>(statement).scoped) return true;
    const auto named = [](const Expr* node) { return jinja::names_loop(node); };
    if (!in_block && std::ranges::any_of(expressions_of(statement), named)) return true;
    return std::ranges::any_of(bodies_of(statement),
                               [&](const Body* inner) { return names_loop(*inner, in_block || is_block); });
}

bool LoopNaming::hands_loop(const ForStatement& node) {
    return node.recursive || names_loop(node.body, false);
}

}  // namespace tidings::jinja
