#pragma once

#include <cstddef>
#include <string_view>

#include "jinja/values/value.h"

namespace tidings::jinja {

// `object.name`: a method or attribute, then an item of that key, else an undefined value.
Value get_attribute(Rendering& rendering, const Value& object, std::string_view name);

// `object[key]`: the item, then the attribute of that name, else an undefined value.
Value get_item(Rendering& rendering, const Value& object, const Value& key);

// The item alone; missing when there is none.
Value find_item(Rendering& rendering, const Value& object, const Value& key);

// Whether Python's type of it has `object[key]`. An undefined value's fails.
bool is_subscriptable(const Value& value);

// `object[start:stop:step]`; each part may be none.
Value slice(Rendering& rendering, const Value& object, const Value& start, const Value& stop,
            const Value& step);

// The value of a key of a dict; missing when it has none. `mapping` is a mapping.
Value member(Rendering& rendering, const Value& mapping, const Value& key);

// len(). Fails with a TypeError when the value has none.
std::size_t length(Rendering& rendering, const Value& value);

// bool(), which fails on a strict undefined value.
bool truth(Rendering& rendering, const Value& value);

}  // namespace tidings::jinja
