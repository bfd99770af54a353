#include "babel/iso.h"

#include <fmt/format.h>

namespace tidings::babel {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Longer texts are none of these; the longest is "2026-03-29T10:30:15.123456+01:00:30".
constexpr std::size_t kIsoMax = 40;

// Takes what it reads from the front of a text.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    bool done() const { return text_.empty(); }
    bool at(char c) const { return !text_.empty() && text_.front() == c; }
    bool take(char c) {
        if (!at(c)) return false;
        text_.remove_prefix(1);
        return true;
    }
    // A number of exactly that many digits.
    std::optional<int> number(std::size_t digits) {
        if (text_.size() < digits) return std::nullopt;
        int value = 0;
        for (const char c : text_.substr(0, digits)) {
            if (c < '0' || c > '9') return std::nullopt;
            value = value * 10 + (c - '0');
        }
        text_.remove_prefix(digits);
        return value;
    }
    // Digits of a fraction as microseconds; what is past them is cut off.
    std::optional<int> fraction() {
        int value = 0;
        std::size_t count = 0;
        for (; !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; ++count) {
            if (count < 6) value = value * 10 + (text_.front() - '0');
            text_.remove_prefix(1);
        }
        if (count == 0) return std::nullopt;
        for (; count < 6; ++count) value *= 10;
        return value;
    }
    std::string_view rest() const { return text_; }

private:
    std::string_view text_;
};

std::optional<Date> read_date(Reader& reader) {
    const auto year = reader.number(4);
    if (!year || *year == 0 || !reader.take('-')) return std::nullopt;
    const auto month = reader.number(2);
    if (!month || !reader.take('-')) return std::nullopt;
    const auto day = reader.number(2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day ymd{std::chrono::year{*year},
                                          std::chrono::month{static_cast<unsigned>(*month)},
                                          std::chrono::day{static_cast<unsigned>(*day)}};
    if (!ymd.ok()) return std::nullopt;
    return Date{std::chrono::local_days{ymd}};
}

std::optional<ClockTime> read_time(Reader& reader) {
    const auto hour = reader.number(2);
    if (!hour || *hour > 23 || !reader.take(':')) return std::nullopt;
    const auto minute = reader.number(2);
    if (!minute || *minute > 59) return std::nullopt;
    ClockTime time{hours{*hour} + minutes{*minute}};
    if (!reader.take(':')) return time;
    const auto second = reader.number(2);
    if (!second || *second > 60) return std::nullopt;  // RFC 3339 has leap seconds; they read as the next one
    time.since_midnight += seconds{*second};
    if (!reader.take('.')) return time;
    const auto fraction = reader.fraction();
    if (!fraction) return std::nullopt;
    time.since_midnight += Duration{*fraction};
    return time;
}

// "10:30:15.500000" without what the precision leaves out.
std::string clock_text(Duration since_midnight, Precision precision) {
    const std::chrono::hh_mm_ss parts(since_midnight);
    const auto h = parts.hours().count();
    const auto m = parts.minutes().count();
    const auto s = parts.seconds().count();
    const auto micros = parts.subseconds().count();
    switch (precision) {
        case Precision::hours:
            return fmt::format("{:02}", h);
        case Precision::minutes:
            return fmt::format("{:02}:{:02}", h, m);
        case Precision::milliseconds:
            return fmt::format("{:02}:{:02}:{:02}.{:03}", h, m, s, micros / 1000);
        case Precision::microseconds:
            return fmt::format("{:02}:{:02}:{:02}.{:06}", h, m, s, micros);
        case Precision::automatic:
            if (micros != 0) return clock_text(since_midnight, Precision::microseconds);
            break;
        case Precision::seconds:
            break;
    }
    return fmt::format("{:02}:{:02}:{:02}", h, m, s);
}

// The arguments of a constructor after the hour: seconds and microseconds only where there are any.
std::string clock_arguments(Duration since_midnight) {
    const std::chrono::hh_mm_ss parts(since_midnight);
    std::string text = fmt::format("{}, {}", parts.hours().count(), parts.minutes().count());
    const auto micros = parts.subseconds().count();
    if (parts.seconds().count() != 0 || micros != 0) text += fmt::format(", {}", parts.seconds().count());
    if (micros != 0) text += fmt::format(", {}", micros);
    return text;
}

std::string date_arguments(const Date& date) {
    const std::chrono::year_month_day ymd(date.day);
    return fmt::format("{}, {}, {}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
}

}  // namespace

std::optional<seconds> read_offset(std::string_view text) {
    if (text == "Z" || text == "z") return seconds{0};
    Reader reader(text);
    const bool west = reader.at('-');
    if (!reader.take('-') && !reader.take('+')) return std::nullopt;
    const auto hour = reader.number(2);
    if (!hour || *hour > 23) return std::nullopt;
    const bool colons = reader.take(':');
    const auto minute = reader.number(2);
    if (!minute || *minute > 59) return std::nullopt;
    seconds east = hours{*hour} + minutes{*minute};
    if (colons && reader.take(':')) {
        const auto second = reader.number(2);
        if (!second || *second > 59) return std::nullopt;
        east += seconds{*second};
    }
    if (!reader.done()) return std::nullopt;
    return west ? -east : east;
}

std::optional<Temporal> read_iso(std::string_view text) {
    if (text.size() > kIsoMax) return std::nullopt;
    Reader reader(text);
    if (text.size() > 2 && text[2] == ':') {
        const auto time = read_time(reader);
        if (!time || !reader.done() || time->since_midnight >= days{1}) return std::nullopt;
        return *time;
    }
    const auto date = read_date(reader);
    if (!date) return std::nullopt;
    if (reader.done()) return *date;
    if (!reader.take('T') && !reader.take('t') && !reader.take(' ')) return std::nullopt;
    const auto time = read_time(reader);
    if (!time) return std::nullopt;
    const LocalTime local = date->day + time->since_midnight;
    if (!is_in_range(local)) return std::nullopt;
    if (reader.done()) return DateTime{.local = local};
    const auto east = read_offset(reader.rest());
    if (!east) return std::nullopt;
    return DateTime{.local = local, .zone = Zone(*east)};
}

std::string iso_offset(seconds east, std::string_view separator) {
    const std::chrono::hh_mm_ss parts(east < seconds{0} ? -east : east);
    std::string text = fmt::format("{}{:02}{}{:02}", east < seconds{0} ? '-' : '+', parts.hours().count(),
                                   separator, parts.minutes().count());
    if (parts.seconds().count() != 0) text += fmt::format("{}{:02}", separator, parts.seconds().count());
    return text;
}

std::string iso(const Date& date) {
    const std::chrono::year_month_day ymd(date.day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
}

std::string iso(const ClockTime& time, Precision precision) {
    return clock_text(time.since_midnight, precision);
}

std::string iso(const DateTime& moment, std::string_view separator, Precision precision) {
    std::string text = iso(moment.date());
    text.append(separator).append(iso(moment.time(), precision));
    if (!moment.zone.is_none()) text += iso_offset(moment.east());
    return text;
}

std::string text_of(const Span& span) {
    const auto whole = std::chrono::floor<days>(span.length);
    const std::chrono::hh_mm_ss parts(span.length - whole);
    std::string text;
    if (const auto count = whole.count(); count != 0)
        text = fmt::format("{} day{}, ", count, count == 1 || count == -1 ? "" : "s");
    text += fmt::format("{}:{:02}:{:02}", parts.hours().count(), parts.minutes().count(),
                        parts.seconds().count());
    if (parts.subseconds().count() != 0) text += fmt::format(".{:06}", parts.subseconds().count());
    return text;
}

std::string repr_of(const Date& date) {
    return "datetime.date(" + date_arguments(date) + ")";
}

std::string repr_of(const ClockTime& time) {
    return "datetime.time(" + clock_arguments(time.since_midnight) + ")";
}

std::string repr_of(const DateTime& moment) {
    std::string text = "datetime.datetime(" + date_arguments(moment.date()) + ", " +
                       clock_arguments(moment.time().since_midnight);
    if (moment.later) text += ", fold=1";
    if (!moment.zone.is_none()) text += ", tzinfo=" + moment.zone.repr();
    return text + ")";
}

std::string repr_of(const Span& span) {
    const auto whole = std::chrono::floor<days>(span.length);
    const auto rest = std::chrono::floor<seconds>(span.length - whole);
    const auto micros = (span.length - whole - rest).count();
    std::string text;
    const auto add = [&text](std::string_view name, std::int64_t value) {
        if (value == 0) return;
        text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, value);
    };
    add("days", whole.count());
    add("seconds", rest.count());
    add("microseconds", micros);
    return "datetime.timedelta(" + (text.empty() ? "0" : text) + ")";
}

}  // namespace tidings::babel
