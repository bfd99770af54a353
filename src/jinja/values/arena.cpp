#include "jinja/values/arena.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "jinja/failure.h"

namespace tidings::jinja {
namespace {

[[noreturn]] void out_of_memory() {
    fail("LimitError", "the template needs too much memory");
}

}  // namespace

void* Arena::allocate_chunk(std::size_t bytes) {
    if (bytes > left_) out_of_memory();
    const std::size_t size = std::max(bytes + kAlign, std::min(kChunkBytes, left_));
    left_ -= std::min(size, left_);
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    next_ = chunks_.back().get();
    end_ = next_ + size / kAlign * kAlign;
    char* const result = next_;
    next_ += std::min((bytes + kAlign - 1) & ~(kAlign - 1), static_cast<std::size_t>(end_ - next_));
    return result;
}

std::size_t Arena::check_count(std::size_t count, std::size_t size) const {
    if (count > std::numeric_limits<std::size_t>::max() / size) out_of_memory();
    return count * size;
}

std::string_view Arena::copy(std::string_view text) {
    if (text.empty()) return {};
    char* const chars = static_cast<char*>(allocate(text.size()));
    std::memcpy(chars, text.data(), text.size());
    return {chars, text.size()};
}

}  // namespace tidings::jinja
