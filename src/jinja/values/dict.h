#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "jinja/values/value.h"

namespace tidings::jinja {

// A Python dict: keeps the order in which keys came. Lives in the rendering's arena, whose memory it takes as
// it grows.
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

    // Takes the key out, and returns its value; missing when there was none.
    Value remove(Rendering& rendering, const Value& key);
    void clear() { *this = Dict(); }

    // In order. Those with a missing key were removed; the last has one.
    std::span<const Entry> entries() const { return {entries_, used_}; }
    std::size_t size() const { return size_; }

private:
    // Above this many entries a table of hashes finds keys; below, going through them is faster.
    static constexpr std::size_t kPlainMax = 8;
    static constexpr std::uint32_t kFree = 0xffffffff;

    Entry* find_entry(Rendering& rendering, const Value& key);
    Entry* find_text(Rendering& rendering, std::string_view key);  // where there is no table of hashes
    Entry* find_hashed(Rendering& rendering, const Value& key, std::size_t hash);
    void make_room(Rendering& rendering);
    void rebuild_index(Rendering& rendering);
    void add_to_index(std::size_t hash, std::uint32_t entry);

    Entry* entries_ = nullptr;
    std::uint32_t used_ = 0;  // entries, those that were removed included
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = 0;
    std::uint32_t* index_ = nullptr;  // open addressing, a power of two, at most half full
    std::uint32_t index_size_ = 0;
    std::uint32_t filled_ = 0;  // places of the index, those of removed entries included
};

}  // namespace tidings::jinja
