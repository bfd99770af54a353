#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string_view>

#include "jinja/syntax/ast.h"

namespace tidings::jinja {

// Where a name of a scope has its value from until the scope assigns one.
enum class Origin : std::uint8_t {
    parameter,  // it has one from the start: a macro's parameter, a loop's target
    context,
    outer,    // the scope around that knows the name
    nothing,  // it is undefined, even where the context knows it
};

// The names that one scope knows, as Jinja2 finds them when it compiles, which gives them their origin: in
// the order of the source, without the bodies that are scopes of their own. A name that is read first is of
// the context, unless a scope around knows it; one that is assigned first is of nothing; one that only some
// branches of an `if` assign is of the context again.
class ScopeNames {
public:
    struct Entry {
        Origin origin = Origin::context;
        bool stored = false;  // the scope assigns it
    };
    using Names = std::map<std::string_view, Entry>;

    // `known_around` tells whether a scope around knows a name. `looks` counts the looks at branches, of all
    // scopes of a template together: past kLooksMax it has too many variables, a SyntaxFailure.
    ScopeNames(std::function<bool(std::string_view)> known_around, std::uint64_t& looks)
        : known_around_(std::move(known_around)), looks_(looks) {}

    static constexpr std::uint64_t kLooksMax = 3'000'000;

    void add_parameters(const Target& target);
    void read(const Expr* expr);
    void read(const Body& body);

    const Names& names() const { return top_.names; }

private:
    // What a branch of an `if` adds to the branch that it stands in.
    struct Level {
        Level* below = nullptr;
        Names names{};
    };

    void read(const Statement& statement);
    void read_if(const IfStatement& node);
    void read_elifs(const IfStatement& node);
    Names branch(const std::function<void()>& read_it);
    void merge(const std::vector<Names>& branches);
    void load(std::string_view name);
    void store(std::string_view name);
    void store(const Target& target);
    const Entry* find(std::string_view name);

    std::function<bool(std::string_view)> known_around_;
    std::uint64_t& looks_;
    Level top_;
    Level* level_ = &top_;
};

}  // namespace tidings::jinja
