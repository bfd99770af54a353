#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "jinja/check.h"
#include "jinja/check/check_facts.h"
#include "jinja/compile/compiled_template.h"
#include "jinja/syntax/ast.h"

namespace tidings::jinja {

// Goes through a template as a rendering would, with shapes instead of values, and both ways at each
// condition.
class Checker {
public:
    Checker(const CompiledTemplate& compiled, const Shape& variables)
        : template_(&compiled), variables_(&variables) {}

    std::vector<Finding> run();

private:
    struct Known;
    using Scope = std::map<std::string_view, Known>;

    // A value on its way: a shape, a macro, an imported template, or nothing that is known.
    struct Known {
        ShapePtr shape;
        const MacroBody* macro = nullptr;
        const CompiledTemplate* owner = nullptr;  // whose code the macro is
        const Shape* variables = nullptr;         // that the macro sees
        std::shared_ptr<const Scope> module;
    };
    static bool is_same(const Known& a, const Known& b) {
        return a.shape == b.shape && a.macro == b.macro && a.module == b.module;
    }
    static Known of_shape(ShapePtr shape) { return {std::move(shape), nullptr, nullptr, nullptr, {}}; }
    Known macro_of(const MacroBody& macro) const { return {{}, &macro, template_, variables_, {}}; }

    struct BlockVersion {
        const CompiledTemplate* owner;
        const BlockStatement* block;
    };

    // Makes paths known as being there, until it ends.
    class Given;
    // What another template's code changes, put back at the end.
    class Elsewhere;
    // One node deeper, until it ends.
    class Deeper;

    // check_expressions.cpp. `may_be_absent`: an undefined value is allowed, as `is defined` and `default`
    // do.
    Known look(const Expr& expr, bool may_be_absent = false);
    Known look_at_name(const Name& name, bool may_be_absent);
    Known look_at_member(const Expr& whole, const Expr& object, std::string_view name, bool may_be_absent);
    Known look_at_item(const ItemExpr& node, bool may_be_absent);
    Known look_at_filter(const FilterExpr& node);
    bool is_added_global(const Expr& callee);
    Known look_at_call(const CallExpr& node);
    Known look_at_conditional(const ConditionalExpr& node);
    void look_at_logic(const BinaryExpr& node);
    void look_at_all(const CallArguments& arguments);
    bool is_given(const Expr& expr);
    const Known* find_local(std::string_view name);
    void tell(const Expr& expr, std::string message, bool certain, std::string_view name,
              const Shape& around);

    // check_statements.cpp
    void walk(const Body& body);
    void walk(const Statement& statement);
    void walk_if(const IfStatement& node);
    void walk_for(const ForStatement& node);
    void walk_with(const WithStatement& node);
    void walk_inner(const Body& body);  // in a scope of its own
    void walk_macro(const Known& macro);
    void assign(const Target& target, const Known& value);
    void forget_changes(const Scope& before);
    void walk_include(const IncludeStatement& node);
    void walk_import(const ImportStatement& node);
    void walk_from_import(const FromImportStatement& node);
    void walk_block(const BlockStatement& node);
    void walk_template(const CompiledTemplate& compiled);
    void add_blocks(const CompiledTemplate& compiled);
    Scope module_of(const TemplateName& name, bool with_context);
    Scope walk_apart(const CompiledTemplate& compiled, bool with_context);
    const CompiledTemplate* find(const TemplateName& name);
    void count(std::size_t names) { steps_ += names / 8; }  // that are copied or gone through
    std::vector<Scope> copied_scopes();
    bool is_spent() {
        return ++steps_ > kStepsMax || depth_ > kDepthMax || frames_ > kFramesMax ||
               findings_.size() >= kFindingsMax;
    }

    // A check that takes longer finds nothing more.
    static constexpr std::uint32_t kStepsMax = 200'000;
    static constexpr std::uint32_t kDepthMax = 100;     // templates and macros in each other
    static constexpr std::uint32_t kFramesMax = 2'000;  // nodes in each other, through all of them
    static constexpr std::size_t kFindingsMax = 20;

    const CompiledTemplate* template_;
    const Shape* variables_;  // nullptr: none, in a template that was imported without context
    const CompiledTemplate* parent_ = nullptr;
    bool muted_ = false;  // below an extends nothing is printed
    std::vector<Scope> scopes_{1};
    std::size_t top_ = 0;  // the scope of the running template's top
    std::map<std::string_view, std::vector<BlockVersion>> blocks_;
    std::vector<std::string> given_;
    std::uint64_t steps_ = 0;
    std::uint32_t depth_ = 0;
    std::uint32_t frames_ = 0;
    std::vector<Finding> findings_;
};

class Checker::Given {
public:
    Given(Checker& checker, const std::vector<std::string>& paths)
        : checker_(checker), before_(checker.given_.size()) {
        checker.given_.insert(checker.given_.end(), paths.begin(), paths.end());
    }
    Given(const Given&) = delete;
    Given& operator=(const Given&) = delete;
    ~Given() { checker_.given_.resize(before_); }

private:
    Checker& checker_;
    std::size_t before_;
};

class Checker::Deeper {
public:
    explicit Deeper(Checker& checker) : checker_(checker) { ++checker.frames_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    ~Deeper() { --checker_.frames_; }

private:
    Checker& checker_;
};

class Checker::Elsewhere {
public:
    explicit Elsewhere(Checker& checker)
        : checker_(checker),
          template_(checker.template_),
          variables_(checker.variables_),
          parent_(checker.parent_),
          muted_(checker.muted_),
          top_(checker.top_) {
        ++checker.depth_;
        checker.parent_ = nullptr;
    }
    Elsewhere(const Elsewhere&) = delete;
    Elsewhere& operator=(const Elsewhere&) = delete;
    ~Elsewhere() {
        --checker_.depth_;
        checker_.template_ = template_;
        checker_.variables_ = variables_;
        checker_.parent_ = parent_;
        checker_.muted_ = muted_;
        checker_.top_ = top_;
    }

private:
    Checker& checker_;
    const CompiledTemplate* template_;
    const Shape* variables_;
    const CompiledTemplate* parent_;
    bool muted_;
    std::size_t top_;
};

}  // namespace tidings::jinja
