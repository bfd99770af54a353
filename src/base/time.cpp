#include "base/time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/ascii.h"

namespace tidings {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
    const std::string digits = std::to_string(value);
    out.append(width > digits.size() ? width - digits.size() : 0, '0');
    out += digits;
}

void append_fraction(std::string& out, Duration fraction) {
    const std::int64_t micros = fraction.count();
    if (micros == 0) return;
    out += '.';
    if (micros % 1000 == 0) {
        append_padded(out, micros / 1000, 3);
    } else {
        append_padded(out, micros, 6);
    }
}

// Reads a text from its front; a failed read leaves `ok` false for good.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    bool ok() const { return ok_; }
    bool at_end() const { return text_.empty(); }
    char peek() const { return text_.empty() ? '\0' : text_.front(); }

    int digits(std::size_t count) {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const char c = take();
            if (c < '0' || c > '9') {
                ok_ = false;
                return 0;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    int digits_up_to(std::size_t count, int max) {
        const int value = digits(count);
        if (value > max) ok_ = false;
        return value;
    }

    void one_of(std::string_view allowed) {
        const char c = take();
        if (c == '\0' || allowed.find(c) == std::string_view::npos) ok_ = false;
    }

    // The digits of a fraction, cut after the sixth.
    Duration fraction() {
        std::int64_t micros = 0;
        std::int64_t unit = 100000;
        if (!is_digit(peek())) ok_ = false;
        while (is_digit(peek())) {
            micros += (take() - '0') * unit;
            unit /= 10;
        }
        return Duration{micros};
    }

private:
    char take() {
        if (text_.empty()) return '\0';
        const char c = text_.front();
        text_.remove_prefix(1);
        return c;
    }

    std::string_view text_;
    bool ok_ = true;
};

Error not_rfc3339() {
    return invalid("not an RFC 3339 time such as \"2026-03-29T02:30:00Z\"");
}

std::optional<std::chrono::sys_days> read_date(Reader& reader) {
    const int year = reader.digits(4);
    reader.one_of("-");
    const int month = reader.digits(2);
    reader.one_of("-");
    const int day = reader.digits(2);
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!reader.ok() || year == 0 || !date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

seconds read_offset(Reader& reader) {
    const char sign = reader.peek();
    reader.one_of("Zz+-");
    if (sign == 'Z' || sign == 'z') return seconds{0};
    const hours h{reader.digits_up_to(2, 23)};
    reader.one_of(":");
    const minutes m{reader.digits_up_to(2, 59)};
    return sign == '-' ? -(h + m) : h + m;
}

struct Unit {
    std::string_view name;
    Duration length;
};

// Largest first, the order in which a duration names them.
constexpr std::array<Unit, 5> kUnits = {{
    {"d", hours{24}},
    {"h", hours{1}},
    {"m", minutes{1}},
    {"s", seconds{1}},
    {"ms", std::chrono::milliseconds{1}},
}};

Error not_a_duration() {
    return invalid("not a duration such as \"90s\", \"1h30m\" or \"250ms\"");
}

bool add_scaled(std::int64_t& total, std::int64_t count, std::int64_t unit) {
    std::int64_t part = 0;
    return !__builtin_mul_overflow(count, unit, &part) && !__builtin_add_overflow(total, part, &total);
}

}  // namespace

bool has_rfc3339(Time t) {
    using std::chrono::sys_days;
    constexpr Time first{sys_days{std::chrono::year{1} / 1 / 1}};
    constexpr Time end{sys_days{std::chrono::year{10000} / 1 / 1}};
    return t >= first && t < end;
}

std::string format_rfc3339(Time t) {
    const auto day = std::chrono::floor<days>(t);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{t - day};
    std::string out;
    out.reserve(27);
    append_padded(out, static_cast<int>(date.year()), 4);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    out += 'T';
    append_padded(out, clock.hours().count(), 2);
    out += ':';
    append_padded(out, clock.minutes().count(), 2);
    out += ':';
    append_padded(out, clock.seconds().count(), 2);
    append_fraction(out, clock.subseconds());
    out += 'Z';
    return out;
}

Result<Time> parse_rfc3339(std::string_view text) {
    Reader reader(text);
    const auto date = read_date(reader);
    if (!date) return not_rfc3339();
    reader.one_of("Tt");
    const hours h{reader.digits_up_to(2, 23)};
    reader.one_of(":");
    const minutes m{reader.digits_up_to(2, 59)};
    reader.one_of(":");
    const seconds s{reader.digits_up_to(2, 60)};
    Duration fraction{0};
    if (reader.peek() == '.') {
        reader.one_of(".");
        fraction = reader.fraction();
    }
    const seconds offset = read_offset(reader);
    const Time t = Time{*date} + h + m + s + fraction - offset;
    // A leap second is the last of a day in UTC, so what follows it is midnight.
    const bool leap = s == seconds{60};
    const bool midnight = std::chrono::floor<seconds>(t) == std::chrono::floor<days>(t);
    if (!reader.ok() || !reader.at_end() || (leap && !midnight) || !has_rfc3339(t)) return not_rfc3339();
    return t;
}

Result<Duration> parse_duration(std::string_view text) {
    if (text.empty()) return not_a_duration();
    std::int64_t total = 0;
    std::size_t next_unit = 0;
    while (!text.empty()) {
        std::int64_t count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error != std::errc{} || text.front() == '-') return not_a_duration();
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const std::string_view name = text.substr(0, text.find_first_of("0123456789"));
        while (next_unit < kUnits.size() && kUnits[next_unit].name != name) ++next_unit;
        if (next_unit == kUnits.size()) return not_a_duration();
        if (!add_scaled(total, count, kUnits[next_unit].length.count())) return not_a_duration();
        text.remove_prefix(name.size());
        ++next_unit;
    }
    if (Duration{total} > kDurationMax) return invalid("longer than a hundred years (36500d)");
    return Duration{total};
}

std::string format_duration(Duration d) {
    std::int64_t rest = std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
    if (rest == 0) return "0s";
    std::string out;
    if (rest < 0) {
        out += '-';
        rest = -rest;
    }
    for (const Unit& unit : kUnits) {
        const std::int64_t length =
            std::chrono::duration_cast<std::chrono::milliseconds>(unit.length).count();
        if (rest / length == 0) continue;
        out += std::to_string(rest / length);
        out += unit.name;
        rest %= length;
    }
    return out;
}

}  // namespace tidings
