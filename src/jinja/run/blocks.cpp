#include "jinja/run/blocks.h"

#include <algorithm>

namespace tidings::jinja {

Blocks::Entry* Blocks::place_of(std::string_view name) const {
    return std::lower_bound(
        entries_, entries_ + size_, name,
        [](const Entry& entry, std::string_view wanted) { return SortedBySize()(entry.name, wanted); });
}

const BlockVersion* Blocks::find(std::string_view name) const {
    const Entry* const place = place_of(name);
    return place != entries_ + size_ && place->name == name ? place->youngest : nullptr;
}

// Both rows are sorted, so that they are merged into a new one.
void Blocks::add(Arena& arena, const CompiledTemplate& compiled) {
    Entry* const merged = arena.make_array<Entry>(size_ + compiled.blocks.size());
    Entry* end = merged;
    const Entry* next = entries_;
    const Entry* const last = entries_ + size_;
    for (const auto& [name, block] : compiled.blocks) {
        while (next != last && SortedBySize()(next->name, name)) *end++ = *next++;
        auto* const version = arena.make<BlockVersion>(&compiled, block);
        if (next != last && next->name == name) {
            *end = *next++;
            end->oldest = end->oldest->older = version;
            ++end;
        } else {
            *end++ = {name, version, version};
        }
    }
    end = std::copy(next, last, end);
    entries_ = merged;
    size_ = static_cast<std::size_t>(end - merged);
}

}  // namespace tidings::jinja
