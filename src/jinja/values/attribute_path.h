#pragma once

#include <span>
#include <string_view>

#include "jinja/values/value.h"

namespace tidings::jinja {

// The `attribute` that filters take: "user.address.0", or an index. A missing path gives the item itself. Its
// memory is the arena's.
class AttributePath {
public:
    // `fallback` stands for what is not there, where it is given.
    explicit AttributePath(Rendering& rendering, const Value& path, const Value& fallback = {});

    Value of(Rendering& rendering, const Value& item) const;

private:
    void add_dotted(Rendering& rendering, std::string_view path);

    std::span<const Value> parts_;
    Value fallback_;
};

// What texts are sorted and compared by: lower case unless case counts.
Value sort_key(Rendering& rendering, const Value& value, bool case_sensitive);

// `items` in the order of `keys`; equal ones stay as they are.
std::span<Value> sorted_by(Rendering& rendering, std::span<const Value> items, std::span<const Value> keys,
                           bool reverse);

}  // namespace tidings::jinja
