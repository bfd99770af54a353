#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "jinja/values/value.h"

namespace tidings::jinja {

class Arena;

// A Python list. Lives in the rendering's arena, as do its items.
class List {
public:
    List() = default;
    // Takes the row over: nobody else may change it.
    explicit List(std::span<Value> items);

    std::span<const Value> items() const { return {items_, size_}; }
    std::size_t size() const { return size_; }

    void append(Arena& arena, const Value& value) { insert(arena, size_, value); }
    void insert(Arena& arena, std::size_t at, const Value& value);  // before the item there, or at the end
    Value remove(std::size_t at);
    void reverse();
    void set_items(std::span<Value> items);  // takes the row over

private:
    Value* items_ = nullptr;
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = 0;
};

// A tuple of two.
Value pair(Rendering& rendering, const Value& first, const Value& second);

}  // namespace tidings::jinja
