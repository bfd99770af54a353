#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tidings::jinja {

// Sorts as Python sorts up to 63 items, with the same comparisons one after the other: where two items have
// no order, the same two are told. `less` may throw.
template <class Less>
void python_sort(std::vector<std::size_t>& items, Less&& less) {
    if (items.size() < 2) return;
    const bool falls = less(items[1], items[0]);
    std::size_t sorted = 2;  // so many at the start are in order, or in reverse order
    while (sorted < items.size() && less(items[sorted], items[sorted - 1]) == falls) ++sorted;
    if (falls) std::reverse(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(sorted));
    for (; sorted < items.size(); ++sorted) {
        const std::size_t item = items[sorted];
        std::size_t low = 0;
        for (std::size_t high = sorted; low < high;) {
            const std::size_t middle = low + (high - low) / 2;
            if (less(item, items[middle])) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        const auto begin = items.begin();
        std::rotate(begin + static_cast<std::ptrdiff_t>(low), begin + static_cast<std::ptrdiff_t>(sorted),
                    begin + static_cast<std::ptrdiff_t>(sorted) + 1);
    }
}

}  // namespace tidings::jinja
