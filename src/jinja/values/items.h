#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "jinja/values/value.h"

namespace tidings::jinja {

// What a `for` would go through: the items of a list, the keys of a dict, the characters of a text … Lists
// and the data are read in place. Making one costs a step for each item, and takes what a generator has left.
class Items {
public:
    // Fails with a TypeError when `value` cannot be iterated. Of a generator no more than `most` are taken.
    Items(Rendering& rendering, const Value& value, std::size_t most = kAll);

    std::size_t size() const { return size_; }
    Value operator[](std::size_t i) const;

    // As a row of values, which is copied only where there is none.
    std::span<const Value> span(Rendering& rendering) const;

private:
    static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

    enum class Source : std::uint8_t { values, array, object, range };

    void take(Rendering& rendering, const Value& value, std::size_t most);

    void take_values(std::span<const Value> values);

    // NOLINTBEGIN(readability-identifier-naming): private as they are, clang-tidy takes them for a struct's
    union {
        const Value* values_ = nullptr;
        const json::array* array_;
        const json::object* object_;
        const Range* range_;
    };
    // NOLINTEND(readability-identifier-naming)
    std::size_t size_ = 0;
    Source source_ = Source::values;
};

bool is_iterable(const Value& value);

// The items of a value that must have `count` of them, as `a, b = value` would take it. Fails as Python does.
Items unpacked(Rendering& rendering, const Value& value, std::size_t count);

}  // namespace tidings::jinja
