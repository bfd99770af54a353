#include "adapters/sqlite/codec.h"

#include <algorithm>

namespace tidings::adapters::sqlite {

Writer& Writer::number(std::uint64_t value) {
    while (value >= 0x80) {
        bytes_ += static_cast<char>((value & 0x7f) | 0x80);
        value >>= 7U;
    }
    bytes_ += static_cast<char>(value);
    return *this;
}

Writer& Writer::text(std::string_view value) {
    number(value.size());
    bytes_ += value;
    return *this;
}

std::uint64_t Reader::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
        const auto byte = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80) break;
    }
    return value;
}

std::string_view Reader::text() {
    const std::uint64_t said = number();
    const auto length = std::min<std::uint64_t>(said, rest_.size());
    const auto value = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return value;
}

}  // namespace tidings::adapters::sqlite
