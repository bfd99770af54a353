#pragma once

#include <string>
#include <string_view>

#include "jinja/values/value.h"

namespace tidings::jinja {

// str() and repr(), at the end of `out`. Both fail on a strict undefined value, and when `out` passes the
// bound on output.
void append_str(Rendering& rendering, const Value& value, std::string& out);
void append_repr(Rendering& rendering, const Value& value, std::string& out);
std::string repr(Rendering& rendering, const Value& value);

// The characters of str(); of a text, in place.
std::string_view to_text(Rendering& rendering, const Value& value);

// str(), with a safe text staying safe.
Value soft_text(Rendering& rendering, const Value& value);

// Whether its text needs no escaping: a safe text, a module, a chainable undefined value.
bool is_html(const Value& value);

// The value as a text that is safe in HTML: as it is where it is safe already.
Value escape(Rendering& rendering, const Value& value);

}  // namespace tidings::jinja
