#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/node.h"

namespace tidings::schema {

// The sentences of faults, each without its subject.

// "must be a string or null, is a number".
std::string type_detail(Types allowed, Types actual);

// "must be one of "a", "b"", cut where there are many.
std::string choices_detail(const json::array& choices);
std::string constant_detail(const json::value& constant);

// "must have at least 2 items".
std::string count_detail(std::string_view bound, std::uint64_t count, std::string_view thing);

}  // namespace tidings::schema
