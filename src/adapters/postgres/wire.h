#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/uuid.h"

// PostgreSQL's binary form of the values that the tables hold: numbers with the highest byte first.
namespace tidings::adapters::postgres {

// Bytes, where a bare text would be taken for characters.
struct Bytes {
    std::string_view bytes;
};

void append_number(std::string& out, std::uint64_t value, std::size_t bytes);
// Writes four bytes over those at `at`.
void write_number(std::string& out, std::size_t at, std::uint64_t value);
std::uint64_t read_number(std::string_view bytes);

// Microseconds since 2000. What lies beyond PostgreSQL's years is its infinity, and comes back as the end of
// ours.
std::int64_t timestamp_of(Time t);
Time time_of(std::int64_t timestamp);

// Of each type of value: its number in pg_type, and how it is written.
template <class T>
struct Wire;

template <>
struct Wire<bool> {
    static constexpr std::uint32_t kType = 16;
    static void append(std::string& out, bool value) { out += value ? '\1' : '\0'; }
};
template <>
struct Wire<std::int16_t> {
    static constexpr std::uint32_t kType = 21;
    static void append(std::string& out, std::int16_t value) {
        append_number(out, static_cast<std::uint16_t>(value), 2);
    }
};
template <>
struct Wire<std::int32_t> {
    static constexpr std::uint32_t kType = 23;
    static void append(std::string& out, std::int32_t value) {
        append_number(out, static_cast<std::uint32_t>(value), 4);
    }
};
template <>
struct Wire<std::int64_t> {
    static constexpr std::uint32_t kType = 20;
    static void append(std::string& out, std::int64_t value) {
        append_number(out, static_cast<std::uint64_t>(value), 8);
    }
};
template <>
struct Wire<std::string_view> {
    static constexpr std::uint32_t kType = 25;
    static void append(std::string& out, std::string_view value) { out += value; }
};
template <>
struct Wire<Bytes> {
    static constexpr std::uint32_t kType = 17;
    static void append(std::string& out, Bytes value) { out += value.bytes; }
};
template <>
struct Wire<Uuid> {
    static constexpr std::uint32_t kType = 2950;
    static void append(std::string& out, const Uuid& value) { out += value.raw(); }
};
template <>
struct Wire<Time> {
    static constexpr std::uint32_t kType = 1184;
    static void append(std::string& out, Time value) {
        append_number(out, static_cast<std::uint64_t>(timestamp_of(value)), 8);
    }
};

// An array of one dimension, element by element; `text` is what has been written.
template <class T>
class ArrayText {
public:
    ArrayText(std::string& text, std::size_t count) : text_(text) {
        append_number(text_, count == 0 ? 0 : 1, 4);
        append_number(text_, 1, 4);  // there may be nulls
        append_number(text_, Wire<T>::kType, 4);
        if (count == 0) return;
        append_number(text_, count, 4);
        append_number(text_, 1, 4);
    }
    void add(const T& value) {
        const std::size_t at = text_.size();
        append_number(text_, 0, 4);
        Wire<T>::append(text_, value);
        write_number(text_, at, text_.size() - at - 4);
    }
    void add_null() { append_number(text_, 0xffffffffU, 4); }

private:
    std::string& text_;
};

// The elements of an array of one dimension; none where the bytes are no such array.
std::vector<std::string_view> elements_of(std::string_view array);

}  // namespace tidings::adapters::postgres
