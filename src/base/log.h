#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <variant>

#include "base/time.h"

// What the program says to its operators: one line per call on standard error, as logfmt or JSON.
//
//   log::info("event accepted", {{"event_id", id}, {"count", 3}});
//   time=2026-03-29T00:30:00.123Z level=info message="event accepted" event_id=4711 count=3
//
// Messages are fixed texts; what varies stands in fields. No value can forge a line or move a terminal's
// cursor: control characters and invalid UTF-8 are escaped. Any thread may log. A standard error that is
// closed, full or stalled costs lines, never the caller: after at most kPatience a line is dropped and
// counted.
namespace tidings::log {

enum class Level { debug, info, warning, error, off };
enum class Format { logfmt, json };

std::optional<Level> parse_level(std::string_view word);
std::optional<Format> parse_format(std::string_view word);

// How long a line may wait for a standard error that does not take it.
inline constexpr Duration kPatience = std::chrono::milliseconds{100};

// A duration is written in seconds, as a number.
using Value = std::variant<std::string_view, std::int64_t, double, bool, Duration>;

// One `key=value`. The key is a word of the house (a-z, 0-9, _); both are only borrowed for the call.
struct Field {
    Field(std::string_view k, std::string_view v) : key(k), value(v) {}
    Field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
    Field(std::string_view k, bool v) : key(k), value(v) {}
    Field(std::string_view k, Duration v) : key(k), value(v) {}
    Field(std::string_view k, std::floating_point auto v) : key(k), value(static_cast<double>(v)) {}
    template <std::integral Integer>
        requires(!std::same_as<Integer, bool>)
    Field(std::string_view k, Integer v) : key(k), value(static_cast<std::int64_t>(v)) {}

    std::string_view key;
    Value value;
};

using Fields = std::initializer_list<Field>;

// Until it is called: info, logfmt. To be called before other threads log.
void configure(Level level, Format format);

bool enabled(Level level);
void write(Level level, std::string_view message, Fields fields);

inline void debug(std::string_view message, Fields fields = {}) {
    write(Level::debug, message, fields);
}
inline void info(std::string_view message, Fields fields = {}) {
    write(Level::info, message, fields);
}
inline void warning(std::string_view message, Fields fields = {}) {
    write(Level::warning, message, fields);
}
inline void error(std::string_view message, Fields fields = {}) {
    write(Level::error, message, fields);
}

// How many lines standard error did not take.
std::uint64_t dropped();

}  // namespace tidings::log
