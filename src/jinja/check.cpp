#include "jinja/check.h"

#include <utility>

#include "jinja/check/checker.h"
#include "jinja/check/linked.h"

namespace tidings::jinja {

std::vector<Finding> check(const CompiledTemplate& compiled, const Shape& variables) {
    return Checker(compiled, variables).run();
}

std::vector<Finding> Checker::run() {
    add_blocks(*template_);
    walk_template(*template_);
    return std::move(findings_);
}

void Checker::add_blocks(const CompiledTemplate& compiled) {
    for (const auto& [name, block] : compiled.blocks) blocks_[name].push_back({&compiled, block});
}

// Its top, then that of the template it extends, in the same scope.
void Checker::walk_template(const CompiledTemplate& compiled) {
    const Elsewhere elsewhere(*this);
    template_ = &compiled;
    muted_ = false;
    walk(compiled.body);
    if (parent_ == nullptr || is_spent()) return;
    const CompiledTemplate& parent = *parent_;
    add_blocks(parent);
    walk_template(parent);
}

std::vector<Checker::Scope> Checker::copied_scopes() {
    for (const Scope& scope : scopes_) count(scope.size() + 8);
    return scopes_;
}

// All versions of it, as each may print those before it. What its own template's top has set is seen, and
// where it is scoped what stands around it.
void Checker::walk_block(const BlockStatement& node) {
    if (muted_) return;
    const std::vector<BlockVersion> versions = blocks_[node.name];
    std::vector<Scope> around = copied_scopes();
    if (!node.scoped) scopes_.resize(top_ + 1);
    for (const BlockVersion& version : versions) {
        const Elsewhere elsewhere(*this);
        template_ = version.owner;
        walk_inner(version.block->body);
    }
    scopes_ = std::move(around);
}

// That it is not there, or does not compile, is told by links_of().
const CompiledTemplate* Checker::find(const Statement& linking) {
    need(name_in(linking));
    return linked_by(*template_, linking);
}

void Checker::walk_include(const IncludeStatement& node) {
    if (muted_) return;
    if (const CompiledTemplate* const found = find(node)) walk_apart(*found, node.with_context);
}

Checker::Scope Checker::module_of(const Statement& linking, bool with_context) {
    const CompiledTemplate* const found = find(linking);
    return found == nullptr ? Scope() : walk_apart(*found, with_context);
}

// Walks a template with blocks of its own, and returns what it sets at its top.
Checker::Scope Checker::walk_apart(const CompiledTemplate& compiled, bool with_context) {
    const Elsewhere elsewhere(*this);
    std::vector<Scope> scopes = copied_scopes();
    auto blocks = std::exchange(blocks_, {});
    if (!with_context) {
        scopes_.clear();
        variables_ = nullptr;
    }
    in_macro_ = false;
    top_ = scopes_.size();
    scopes_.emplace_back();
    add_blocks(compiled);
    walk_template(compiled);
    Scope top = std::move(scopes_.back());
    scopes_ = std::move(scopes);
    blocks_ = std::move(blocks);
    return top;
}

void Checker::walk_import(const ImportStatement& node) {
    Known module;
    module.module = std::make_shared<const Scope>(module_of(node, node.with_context));
    assign(node.target, module);
}

void Checker::walk_from_import(const FromImportStatement& node) {
    const Scope module = module_of(node, node.with_context);
    for (const FromImportStatement::Import& import : node.imports) {
        const auto found = module.find(import.name);
        assign(import.target, found == module.end() ? Known{} : found->second);
    }
}

}  // namespace tidings::jinja
