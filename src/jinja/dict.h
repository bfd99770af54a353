#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "jinja/value.h"

namespace tidings::jinja {

// A Python dict: keeps the order in which keys came. Lives in the rendering's arena and only grows.
class Dict {
public:
    struct Entry {
        Value key;
        Value value;
    };

    // The value of `key`, or nullptr. Fails with a TypeError when the key cannot be hashed.
    Value* find(Rendering& rendering, const Value& key);

    // Adds the key, or replaces its value.
    void set(Rendering& rendering, const Value& key, const Value& value);

    std::span<const Entry> entries() const { return {entries_, size_}; }
    std::size_t size() const { return size_; }

private:
    // Above this many entries a table of hashes finds keys; below, going through them is faster.
    static constexpr std::size_t kPlainMax = 8;
    static constexpr std::uint32_t kFree = 0xffffffff;

    Value* find_hashed(Rendering& rendering, const Value& key, std::size_t hash);
    void grow(Rendering& rendering);
    void rebuild_index(Rendering& rendering);
    void add_to_index(std::size_t hash, std::uint32_t entry);

    Entry* entries_ = nullptr;
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = 0;
    std::uint32_t* index_ = nullptr;  // open addressing, a power of two, at most half full
    std::uint32_t index_size_ = 0;
};

}  // namespace tidings::jinja
