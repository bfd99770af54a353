#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jinja/syntax/expr.h"

namespace tidings::jinja {

// "order.items" for a variable and its members. Of what is worked out only the members are told: "?.items".
std::string path_of(const Expr& expr);

// The paths that it asks for in whatever way, so that who looks at what it comes to may know that they are
// there, or that they are not.
std::vector<std::string> asked_in(const Expr& expr);

// Behind the path of a value: whatever it has, for it is not what it was taken for.
inline constexpr std::string_view kAllMembers = ".*";

// The paths that are surely there when a condition came out true, and when false.
struct Facts {
    std::vector<std::string> when_true;
    std::vector<std::string> when_false;
};

Facts facts_of(const Expr& condition);

}  // namespace tidings::jinja
