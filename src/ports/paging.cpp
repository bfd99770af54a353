#include "ports/paging.h"

#include <charconv>
#include <limits>

namespace tidings::ports {

Result<Uuid> id_below(const Page& page) {
    if (!page.after) {
        Uuid last;
        last.bytes.fill(0xff);
        return last;
    }
    const auto id = Uuid::parse(*page.after);
    if (!id) return invalid("the cursor is not one that this list has given");
    return *id;
}

Result<std::int64_t> number_below(const Page& page) {
    if (!page.after) return std::numeric_limits<std::int64_t>::max();
    std::int64_t number = 0;
    const char* end = page.after->data() + page.after->size();
    const auto [stop, fault] = std::from_chars(page.after->data(), end, number);
    if (fault != std::errc{} || stop != end || number < 0) {
        return invalid("the cursor is not one that this list has given");
    }
    return number;
}

}  // namespace tidings::ports
