#pragma once

#include <string>
#include <vector>

#include "jinja/syntax/expr.h"

namespace tidings::jinja {

// "order.items" for a variable and its members; empty for anything else.
std::string path_of(const Expr& expr);

// The paths that are surely there when a condition came out true, and when false.
struct Facts {
    std::vector<std::string> when_true;
    std::vector<std::string> when_false;
};

Facts facts_of(const Expr& condition);

}  // namespace tidings::jinja
