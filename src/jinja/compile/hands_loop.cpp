#include "jinja/compile/hands_loop.h"

#include <algorithm>

namespace tidings::jinja {
namespace {

bool names_loop(const Expr* node) {
    if (node->kind == Expr::Kind::name && static_cast<const Name&>(*node).name == "loop") return true;
    return std::ranges::any_of(children_of(*node), names_loop);
}

bool names_loop(const Body& body, bool in_block) {
    return std::ranges::any_of(body, [&](const auto& child) {
        const bool is_block = child->kind == Statement::Kind::block;
        if (is_block && static_cast<const BlockStatement&>(*child).scoped) return true;
        const auto named = [](const Expr* node) { return names_loop(node); };
        if (!in_block && std::ranges::any_of(expressions_of(*child), named)) return true;
        return std::ranges::any_of(
            bodies_of(*child), [&](const Body* inner) { return names_loop(*inner, in_block || is_block); });
    });
}

}  // namespace

bool hands_loop(const ForStatement& node) {
    return node.recursive || names_loop(node.body, false);
}

}  // namespace tidings::jinja
