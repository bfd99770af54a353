#include "jinja/values/list.h"

#include <algorithm>
#include <limits>

#include "jinja/failure.h"
#include "jinja/run/rendering.h"

namespace tidings::jinja {

List::List(std::span<Value> items) {
    set_items(items);
}

void List::set_items(std::span<Value> items) {
    if (items.size() > std::numeric_limits<std::uint32_t>::max()) fail("LimitError", "a list is too long");
    items_ = items.data();
    size_ = static_cast<std::uint32_t>(items.size());
    capacity_ = size_;
}

void List::insert(Arena& arena, std::size_t at, const Value& value) {
    const Value added = value;  // which may be an item of this list
    if (size_ == capacity_) {
        const std::size_t capacity = std::max<std::size_t>(4, std::size_t{capacity_} * 2);
        Value* const items = arena.make_array<Value>(capacity);
        std::copy_n(items_, size_, items);
        items_ = items;
        capacity_ = static_cast<std::uint32_t>(capacity);
    }
    std::copy_backward(items_ + at, items_ + size_, items_ + size_ + 1);
    items_[at] = added;
    ++size_;
}

Value List::remove(std::size_t at) {
    const Value removed = items_[at];
    std::copy(items_ + at + 1, items_ + size_, items_ + at);
    --size_;
    return removed;
}

void List::reverse() {
    std::reverse(items_, items_ + size_);
}

Value pair(Rendering& rendering, const Value& first, const Value& second) {
    Value* const items = rendering.arena().make_array<Value>(2);
    items[0] = first;
    items[1] = second;
    return Value::tuple({items, 2});
}

}  // namespace tidings::jinja
