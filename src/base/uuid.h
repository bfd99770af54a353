#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/time.h"

namespace tidings {

// A UUIDv7-shaped value (RFC 9562): 48 bits of Unix milliseconds, then bits of the caller's choice, with the
// version and variant set. Its order by bytes is its order by time.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    // From a moment and 74 bits taken from `rest`; the same arguments give the same value.
    static Uuid from(Time t, const std::array<std::uint8_t, 10>& rest);
    static Uuid random(Time t, Random& random);

    // "018f3c1e-7b2a-7c3d-8e4f-0123456789ab"; only the lower-case form with hyphens is read.
    static std::optional<Uuid> parse(std::string_view text);
    std::string str() const;

    // The moment in its time bits, to the millisecond.
    Time time() const;

    std::string_view raw() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

    auto operator<=>(const Uuid&) const = default;
};

}  // namespace tidings

template <>
struct std::hash<tidings::Uuid> {
    std::size_t operator()(const tidings::Uuid& id) const noexcept {
        std::size_t tail = 0;  // the last bytes are a hash already
        std::memcpy(&tail, id.bytes.data() + 8, sizeof tail);
        return tail;
    }
};
