#include "jinja/run/blocks.h"

#include <algorithm>

namespace tidings::jinja {

Blocks::Entry* Blocks::place_of(std::string_view name) const {
    return std::lower_bound(entries_, entries_ + size_, name,
                            [](const Entry& entry, std::string_view wanted) {
                                if (entry.name.size() != wanted.size())
                                    return entry.name.size() < wanted.size();
                                return entry.name < wanted;
                            });
}

const BlockVersion* Blocks::find(std::string_view name) const {
    const Entry* const place = place_of(name);
    return place != entries_ + size_ && place->name == name ? place->youngest : nullptr;
}

void Blocks::make_room(Arena& arena, std::size_t more) {
    if (capacity_ - size_ >= more) return;
    capacity_ = std::max(size_ + more, 2 * capacity_);
    Entry* const entries = arena.make_array<Entry>(capacity_);
    std::copy_n(entries_, size_, entries);
    entries_ = entries;
}

void Blocks::add(Arena& arena, const CompiledTemplate& compiled) {
    make_room(arena, compiled.blocks.size());
    for (const auto& [name, block] : compiled.blocks) {
        auto* const version = arena.make<BlockVersion>(&compiled, block);
        Entry* const place = place_of(name);
        if (place != entries_ + size_ && place->name == name) {
            place->oldest = place->oldest->older = version;
        } else {
            std::move_backward(place, entries_ + size_, entries_ + size_ + 1);
            *place = {name, version, version};
            ++size_;
        }
    }
}

}  // namespace tidings::jinja
