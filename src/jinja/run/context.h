#pragma once

#include <string_view>

#include "base/json.h"
#include "jinja/run/blocks.h"
#include "jinja/values/dict.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// The variables of one run of a unit. Macros keep the frame that they were made in.
struct Frame {
    Frame* parent = nullptr;
    Value* slots = nullptr;
};

// What autoescape says: yes, no, or a strict undefined value, which fails once somebody asks.
struct Escaping {
    bool yes = false;
    const UndefinedValue* undefined = nullptr;
};

// Where a name is looked up that no frame has.
struct Context {
    const json::object* data = nullptr;  // nullptr: made without the caller's context
    const Context* outer = nullptr;      // the caller's, of an include
    Dict* locals = nullptr;              // the caller's variables, likewise
    Dict* exported = nullptr;            // what the top of the template has set
    Blocks* blocks = nullptr;
    std::string_view name{};         // of the template that it was made for; empty: it has none
    Escaping* autoescape = nullptr;  // what runs now: shared with those made of it for a scoped block
};

}  // namespace tidings::jinja
