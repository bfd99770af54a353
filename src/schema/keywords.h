#pragma once

#include <string_view>

#include "schema/compiler.h"

namespace tidings::schema {

// One keyword of one schema, while it is read.
struct Keyword {
    Compiler& compiler;
    const json::object& schema;
    const std::string& pointer;  // of the schema
    std::string_view name;
    const json::value& value;
    Node& node;

    void refuse(std::string_view what) const { compiler.refuse(pointer, name, what); }
};

// Where a keyword's value has schemas.
enum class Inside { nothing, one, many, one_or_many };  // `many` in an array, or by name in an object

struct KeywordRule {
    std::string_view name;
    Inside inside;
    void (*read)(const Keyword&);
};

// Nothing when draft 7 does not have the keyword.
const KeywordRule* find_keyword(std::string_view name);

}  // namespace tidings::schema
