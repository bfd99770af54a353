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

    // A name that is not there, or may not be. An undefined value is no error until something is done with
    // it.
    struct Missing {
        std::string message;
        std::string_view name;
        bool certain = true;
        const Shape* around = nullptr;  // that does not have it
        ShapePtr alive;                 // which may be held by nobody else
    };

    // What is undefined: the value, each of its items, or what is worked out once they are gone through.
    enum class Lacks : std::uint8_t { itself, items, course };

    // A value on its way: a shape, a macro, an imported template, or nothing that is known.
    struct Known {
        ShapePtr shape;
        const MacroBody* macro = nullptr;
        const CompiledTemplate* owner = nullptr;  // whose code the macro is
        const Shape* variables = nullptr;         // that the macro sees
        std::shared_ptr<const Scope> module;
        std::shared_ptr<const Missing> missing;
        Lacks lacks = Lacks::itself;  // where something is missing

        bool is_missing(Lacks what) const { return missing != nullptr && lacks == what; }
    };
    static bool is_same(const Known& a, const Known& b) {
        return a.shape == b.shape && a.macro == b.macro && a.module == b.module && a.missing == b.missing;
    }
    static Known of_shape(ShapePtr shape) {
        Known known;
        known.shape = std::move(shape);
        return known;
    }
    static Known lacking(std::shared_ptr<const Missing> missing, Lacks what) {
        Known known;
        known.missing = std::move(missing);
        known.lacks = what;
        return known;
    }
    Known macro_of(const MacroBody& macro) const {
        Known known;
        known.macro = &macro;
        known.owner = template_;
        known.variables = variables_;
        return known;
    }

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

    // check_expressions.cpp: what an expression comes to; what it then fails on, where an undefined value is
    // an error; and what is known of a value that gets another name.
    Known look(const Expr& expr);
    Known need(const Expr& expr);
    Known take(const Expr& expr);
    Known keep(const Expr& expr);
    Known look_at_name(const Name& name);
    bool is_added_global(const Expr& callee);
    Known look_at_call(const CallExpr& node);
    Known look_at_conditional(const ConditionalExpr& node);
    void look_at_logic(const BinaryExpr& node);
    bool is_given(const Expr& expr);
    const Known* find_local(std::string_view name);
    void tell(const Expr& at, const Missing& missing);

    // What a call passes, in the order of the call.
    struct Passed {
        std::vector<Known> positional;
        std::vector<std::pair<std::string_view, Known>> named;
        bool is_all = true;  // false: "*" or "**" pass more
    };
    Passed look_at_all(const CallArguments& arguments, bool needed);

    // check_members.cpp
    static Known member_of(const Shape& shape, const ShapePtr& alive, std::string_view name);
    Known look_at_attribute(const AttributeExpr& node);
    Known look_at_item(const ItemExpr& node);
    Known look_at_member(const Expr& whole, const Known& around, std::string_view name);
    Known look_at_self(const AttributeExpr& node);
    static ShapePtr turns_of(const ShapePtr& shape);
    static Known at_path(const ShapePtr& shape, std::string_view path);

    // check_filters.cpp
    Known look_at_test(const FilterExpr& node);
    Known look_at_filter(const FilterExpr& node);
    Known look_at_default(const FilterExpr& node);
    Known filtered(const FilterExpr& node, const Known& input);
    Known by_attribute(const FilterExpr& node, const Known& input);

    // check_statements.cpp
    void walk(const Body& body);
    void walk(const Statement& statement);
    void walk_if(const IfStatement& node);
    void walk_for(const ForStatement& node);
    void walk_with(const WithStatement& node);
    void walk_inner(const Body& body);  // in a scope of its own
    void walk_macro(const Known& macro, const Passed& passed);
    void assign(const Target& target, const Known& value);
    void forget_changes(const Scope& before);
    void walk_include(const IncludeStatement& node);
    void walk_import(const ImportStatement& node);
    void walk_from_import(const FromImportStatement& node);
    void walk_block(const BlockStatement& node);
    void walk_template(const CompiledTemplate& compiled);
    void add_blocks(const CompiledTemplate& compiled);
    Scope module_of(const Statement& linking, bool with_context);
    Scope walk_apart(const CompiledTemplate& compiled, bool with_context);
    const CompiledTemplate* find(const Statement& linking);
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
    bool muted_ = false;     // below an extends nothing is printed
    bool in_macro_ = false;  // whose template may have other blocks than those that are known
    std::vector<Scope> scopes_{1};
    std::size_t top_ = 0;  // the scope of the running template's top
    std::map<std::string_view, std::vector<BlockVersion>> blocks_;
    std::vector<std::string> given_;
    std::vector<std::string> asked_;  // by what variables were set to: known to be there, or not
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
          in_macro_(checker.in_macro_),
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
        checker_.in_macro_ = in_macro_;
        checker_.top_ = top_;
    }

private:
    Checker& checker_;
    const CompiledTemplate* template_;
    const Shape* variables_;
    const CompiledTemplate* parent_;
    bool muted_;
    bool in_macro_;
    std::size_t top_;
};

}  // namespace tidings::jinja
