#include "jinja/dict.h"

#include <algorithm>

#include "jinja/compare.h"
#include "jinja/rendering.h"

namespace tidings::jinja {

Value* Dict::find(Rendering& rendering, const Value& key) {
    const std::size_t hash = hash_of(rendering, key);
    if (index_ != nullptr) return find_hashed(rendering, key, hash);
    for (std::uint32_t i = 0; i < size_; ++i) {
        if (equals(rendering, entries_[i].key, key)) return &entries_[i].value;
    }
    return nullptr;
}

Value* Dict::find_hashed(Rendering& rendering, const Value& key, std::size_t hash) {
    for (std::size_t at = hash & (index_size_ - 1); index_[at] != kFree; at = (at + 1) & (index_size_ - 1)) {
        rendering.charge(1);  // so that keys made to collide cost what they take
        Entry& entry = entries_[index_[at]];
        if (equals(rendering, entry.key, key)) return &entry.value;
    }
    return nullptr;
}

void Dict::set(Rendering& rendering, const Value& key, const Value& value) {
    if (Value* const known = find(rendering, key)) {
        *known = value;
        return;
    }
    if (size_ == capacity_) grow(rendering);
    entries_[size_++] = {key, value};
    if (size_ <= kPlainMax) return;
    if (index_ == nullptr || size_ * 2 > index_size_) {
        rebuild_index(rendering);
    } else {
        add_to_index(hash_of(rendering, key), size_ - 1);
    }
}

void Dict::grow(Rendering& rendering) {
    capacity_ = std::max<std::uint32_t>(4, capacity_ * 2);
    Entry* const entries = rendering.arena().make_array<Entry>(capacity_);
    std::copy_n(entries_, size_, entries);
    entries_ = entries;
}

void Dict::rebuild_index(Rendering& rendering) {
    index_size_ = std::max<std::uint32_t>(32, index_size_ * 4);
    index_ = rendering.arena().make_array<std::uint32_t>(index_size_);
    std::fill_n(index_, index_size_, kFree);
    for (std::uint32_t i = 0; i < size_; ++i) add_to_index(hash_of(rendering, entries_[i].key), i);
}

void Dict::add_to_index(std::size_t hash, std::uint32_t entry) {
    std::size_t at = hash & (index_size_ - 1);
    while (index_[at] != kFree) at = (at + 1) & (index_size_ - 1);
    index_[at] = entry;
}

}  // namespace tidings::jinja
