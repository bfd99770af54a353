#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ports/store_queries.h"

namespace tidings::ports {

inline constexpr std::size_t kPageMax = 500;

// How many items a page is to have.
inline std::size_t length_of(const Page& page) {
    return std::clamp<std::size_t>(page.limit, 1, kPageMax);
}

// A page out of what was found, newest first. Whoever searches asks for one item more than the page's length:
// by that one is known that there is a next page. `cursor_of` names an item.
template <class T, class CursorOf>
Listed<T> cut(std::vector<T> found, const Page& page, const CursorOf& cursor_of) {
    Listed<T> listed{std::move(found), std::nullopt};
    if (listed.items.size() > length_of(page)) {
        listed.items.erase(listed.items.begin() + static_cast<std::ptrdiff_t>(length_of(page)),
                           listed.items.end());
        listed.next_cursor = cursor_of(listed.items.back());
    }
    return listed;
}

// A page of numbered values, with the number as the cursor.
template <class T>
Listed<T> cut_numbered(std::vector<std::pair<std::int64_t, T>> found, const Page& page) {
    auto numbered = cut(std::move(found), page, [](const auto& item) { return std::to_string(item.first); });
    Listed<T> listed;
    listed.next_cursor = std::move(numbered.next_cursor);
    for (auto& item : numbered.items) listed.items.push_back(std::move(item.second));
    return listed;
}

// Cursors of lists that are in the order of ids, and of lists that are in the order of numbers: below which
// one the page begins. Without a cursor that is the largest.
Result<Uuid> id_below(const Page& page);
Result<std::int64_t> number_below(const Page& page);

}  // namespace tidings::ports
