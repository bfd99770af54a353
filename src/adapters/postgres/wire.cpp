#include "adapters/postgres/wire.h"

#include <limits>

namespace tidings::adapters::postgres {
namespace {

constexpr std::int64_t kEpoch = 946'684'800'000'000;  // 2000 in microseconds since 1970
constexpr std::int64_t kTimestampsBegin = -211'813'488'000'000'000;
constexpr std::int64_t kInfinity = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMinusInfinity = std::numeric_limits<std::int64_t>::min();

}  // namespace

void append_number(std::string& out, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = bytes; i > 0; --i) out += static_cast<char>(value >> (8 * (i - 1)));
}

void write_number(std::string& out, std::size_t at, std::uint64_t value) {
    for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<char>(value >> (24 - 8 * i));
}

std::uint64_t read_number(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes) value = (value << 8U) | static_cast<std::uint8_t>(c);
    return value;
}

std::int64_t timestamp_of(Time t) {
    const std::int64_t micros = to_micros(t);
    if (micros < kTimestampsBegin + kEpoch) return kMinusInfinity;
    if (micros == kInfinity) return kInfinity;
    return micros - kEpoch;
}

Time time_of(std::int64_t timestamp) {
    if (timestamp == kMinusInfinity) return Time::min();
    if (timestamp > kInfinity - kEpoch) return Time::max();
    return from_micros(timestamp + kEpoch);
}

std::vector<std::string_view> elements_of(std::string_view array) {
    constexpr std::size_t kHeader = 20;
    std::vector<std::string_view> out;
    if (array.size() < kHeader || read_number(array.substr(0, 4)) != 1) return out;
    const auto count = read_number(array.substr(12, 4));
    array.remove_prefix(kHeader);
    for (std::uint64_t i = 0; i < count && array.size() >= 4; ++i) {
        const auto length = static_cast<std::int32_t>(read_number(array.substr(0, 4)));
        array.remove_prefix(4);
        const auto bytes = array.substr(0, length < 0 ? 0 : static_cast<std::size_t>(length));
        out.push_back(bytes);
        array.remove_prefix(bytes.size());
    }
    return out;
}

}  // namespace tidings::adapters::postgres
