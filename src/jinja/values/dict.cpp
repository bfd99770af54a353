#include "jinja/values/dict.h"

#include <algorithm>

#include "jinja/run/rendering.h"
#include "jinja/values/compare.h"

namespace tidings::jinja {

Value* Dict::find(Rendering& rendering, const Value& key) {
    Entry* const found = find_entry(rendering, key);
    return found == nullptr ? nullptr : &found->value;
}

Dict::Entry* Dict::find_entry(Rendering& rendering, const Value& key) {
    if (index_ != nullptr) return find_hashed(rendering, key, hash_of(rendering, key));
    Entry* const end = entries_ + used_;
    if (key.is_text()) return find_text(rendering, key.as_text());
    hash_of(rendering, key);  // fails for what no dict can have as a key
    Entry* const found = std::find_if(
        entries_, end, [&](const Entry& entry) { return same_or_equal(rendering, entry.key, key); });
    return found == end ? nullptr : found;
}

Dict::Entry* Dict::find_text(Rendering& rendering, std::string_view key) {
    for (Entry& entry : std::span(entries_, used_)) {
        if (!entry.key.is_text() || entry.key.as_text().size() != key.size()) continue;
        rendering.charge_bytes(key.size());
        if (entry.key.as_text() == key) return &entry;
    }
    return nullptr;
}

Dict::Entry* Dict::find_hashed(Rendering& rendering, const Value& key, std::size_t hash) {
    for (std::size_t at = hash & (index_size_ - 1); index_[at] != kFree; at = (at + 1) & (index_size_ - 1)) {
        rendering.charge(1);  // so that keys made to collide cost what they take
        Entry& entry = entries_[index_[at]];
        if (same_or_equal(rendering, entry.key, key)) return &entry;
    }
    return nullptr;
}

void Dict::set(Rendering& rendering, const Value& key, const Value& value) {
    if (Value* const known = find(rendering, key)) {
        *known = value;
        return;
    }
    if (used_ == capacity_) make_room(rendering);
    entries_[used_++] = {key, value};
    ++size_;
    if (index_ == nullptr && used_ <= kPlainMax) return;
    if (index_ == nullptr || filled_ * 2 >= index_size_) {
        rebuild_index(rendering);
    } else {
        add_to_index(hash_of(rendering, key), used_ - 1);
    }
}

// The entry stays, without a key, unless it is the last: the table of hashes may lead over it.
Value Dict::remove(Rendering& rendering, const Value& key) {
    Entry* const found = find_entry(rendering, key);
    if (found == nullptr) return {};
    const Value value = found->value;
    *found = Entry();
    --size_;
    while (used_ > 0 && entries_[used_ - 1].key.is_missing()) --used_;
    return value;
}

// Entries that were removed are left behind.
void Dict::make_room(Rendering& rendering) {
    capacity_ = std::max<std::uint32_t>(4, size_ * 2);
    Entry* const entries = rendering.arena().make_array<Entry>(capacity_);
    std::copy_if(entries_, entries_ + used_, entries,
                 [](const Entry& entry) { return !entry.key.is_missing(); });
    const bool moved = used_ != size_;
    entries_ = entries;
    used_ = size_;
    if (moved && index_ != nullptr) rebuild_index(rendering);
}

void Dict::rebuild_index(Rendering& rendering) {
    while (index_size_ < used_ * 4) index_size_ = std::max<std::uint32_t>(32, index_size_ * 2);
    index_ = rendering.arena().make_array<std::uint32_t>(index_size_);
    std::fill_n(index_, index_size_, kFree);
    filled_ = 0;
    for (std::uint32_t i = 0; i < used_; ++i) {
        if (!entries_[i].key.is_missing()) add_to_index(hash_of(rendering, entries_[i].key), i);
    }
}

void Dict::add_to_index(std::size_t hash, std::uint32_t entry) {
    std::size_t at = hash & (index_size_ - 1);
    while (index_[at] != kFree) at = (at + 1) & (index_size_ - 1);
    index_[at] = entry;
    ++filled_;
}

}  // namespace tidings::jinja
