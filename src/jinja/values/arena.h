#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tidings::jinja {

// The memory of one rendering: handed out in a row, given back all at once. So values are plain words that
// are copied freely, deep structures need no recursion to free, and one number bounds what a template can
// take. Small renderings ask the heap for none. Not for several threads.
class Arena {
public:
    explicit Arena(std::size_t bytes_max) : left_(bytes_max) {}
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    // Fails with a LimitError past the bound. Aligned for any type of this room.
    void* allocate(std::size_t bytes) {
        const std::size_t size = (bytes + kAlign - 1) & ~(kAlign - 1);
        if (size < bytes || size > static_cast<std::size_t>(end_ - next_)) return allocate_chunk(bytes);
        char* const result = next_;
        next_ += size;
        return result;
    }

    // An object whose destructor does nothing, as it is never run.
    template <class T, class... Args>
    T* make(Args&&... args) {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= kAlign);
        return new (allocate(sizeof(T))) T{std::forward<Args>(args)...};
    }

    template <class T>
    T* make_array(std::size_t count) {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= kAlign);
        T* const items = static_cast<T*>(allocate(check_count(count, sizeof(T))));
        for (std::size_t i = 0; i < count; ++i) new (items + i) T{};
        return items;
    }

    // A copy of `text` that lives as long as the arena.
    std::string_view copy(std::string_view text);

private:
    static constexpr std::size_t kAlign = 16;
    static constexpr std::size_t kFirstBytes = 4096;       // enough for a notification's template
    static constexpr std::size_t kChunkBytes = 64 * 1024;  // past the first

    void* allocate_chunk(std::size_t bytes);
    std::size_t check_count(std::size_t count, std::size_t size) const;

    alignas(kAlign) std::array<char, kFirstBytes> first_;
    char* next_ = first_.data();
    char* end_ = first_.data() + kFirstBytes;
    std::size_t left_;
    std::vector<std::unique_ptr<char[]>> chunks_;
};

// Memory of an arena for the standard containers, which give nothing back.
template <class T>
class ArenaAllocator {
public:
    using value_type = T;

    explicit ArenaAllocator(Arena& arena) : arena_(&arena) {}
    template <class U>
    ArenaAllocator(const ArenaAllocator<U>& other)
        : arena_(&other.arena()) {}  // NOLINT: as the standard asks

    T* allocate(std::size_t count) { return static_cast<T*>(arena_->allocate(count * sizeof(T))); }
    void deallocate(T* /*items*/, std::size_t /*count*/) {}

    Arena& arena() const { return *arena_; }
    template <class U>
    bool operator==(const ArenaAllocator<U>& other) const {
        return arena_ == &other.arena();
    }

private:
    Arena* arena_;
};

}  // namespace tidings::jinja
