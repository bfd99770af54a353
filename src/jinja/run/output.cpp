#include "jinja/run/output.h"

#include <algorithm>
#include <charconv>

namespace tidings::jinja {

void Output::append(std::int64_t integer) {
    constexpr std::size_t kDigitsMax = 20;  // with the sign
    make_room(kDigitsMax);
    end_ = std::to_chars(end_, end_ + kDigitsMax, integer).ptr;
}

// In pieces as long as there is room for, so that a long text with little to escape does not ask for five
// times its size.
void Output::append_escaped(std::string_view text) {
    while (!text.empty() && size() <= most_) {
        make_room(std::min(escaped_room(text.size()), kSpare));
        const std::string_view piece = text.substr(0, escaped_fits(left()));
        end_ = write_escaped(piece, end_);
        text.remove_prefix(piece.size());
    }
}

void Output::grow(std::size_t bytes) {
    const std::size_t used = size();
    room_.resize(std::max(2 * room_.size(), used + bytes));
    end_ = room_.data() + used;
}

std::string Output::take() && {
    room_.resize(size());
    return std::move(room_);
}

}  // namespace tidings::jinja
