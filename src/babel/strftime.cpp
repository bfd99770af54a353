#include "babel/strftime.h"

#include <array>
#include <ctime>

#include <fmt/format.h>

#include "babel/iso.h"
#include "jinja/failure.h"

namespace tidings::babel {
namespace {

constexpr std::size_t kFormatMax = 512;
constexpr std::size_t kTextMax = 4096;

std::tm broken_down(LocalTime local) {
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day ymd(day);
    const std::chrono::hh_mm_ss clock(local - day);
    const std::chrono::local_days first{ymd.year() / 1 / 1};
    std::tm parts{};
    parts.tm_year = static_cast<int>(ymd.year()) - 1900;
    parts.tm_mon = static_cast<int>(static_cast<unsigned>(ymd.month())) - 1;
    parts.tm_mday = static_cast<int>(static_cast<unsigned>(ymd.day()));
    parts.tm_hour = static_cast<int>(clock.hours().count());
    parts.tm_min = static_cast<int>(clock.minutes().count());
    parts.tm_sec = static_cast<int>(clock.seconds().count());
    parts.tm_wday = static_cast<int>(std::chrono::weekday(day).c_encoding());
    parts.tm_yday = static_cast<int>((day - first).count());
    return parts;
}

// What Python puts in before it asks the C library; %s too, which there would depend on the machine's zone.
std::string own_directive(const DateTime& moment, char directive) {
    switch (directive) {
        case 'f':
            return fmt::format("{:06}", moment.time().since_midnight.count() % 1'000'000);
        case 's':
            return std::to_string(
                std::chrono::floor<std::chrono::seconds>(moment.moment()).time_since_epoch().count());
        case 'z':
            return moment.zone.is_none() ? "" : iso_offset(moment.east(), "");
        default:  // 'Z'
            return moment.zone.abbreviation_at(moment.moment());
    }
}

std::string with_own_directives(const DateTime& moment, std::string_view format) {
    std::string text;
    for (std::size_t i = 0; i < format.size(); ++i) {
        const bool pair = format[i] == '%' && i + 1 < format.size();
        if (pair && std::string_view("fszZ").find(format[i + 1]) != std::string_view::npos) {
            text += own_directive(moment, format[++i]);
            continue;
        }
        text += format[i];
        if (pair) text += format[++i];
    }
    return text;
}

}  // namespace

std::string strftime(const DateTime& moment, std::string_view format) {
    if (format.size() > kFormatMax)
        jinja::value_error("a format of strftime has at most " + std::to_string(kFormatMax) + " bytes");
    if (format.find('\0') != std::string_view::npos) jinja::value_error("embedded null character");
    if (format.empty()) return {};
    const std::tm parts = broken_down(moment.local);
    // One more character tells an empty text from one that does not fit.
    const std::string prepared = with_own_directives(moment, format) + '.';
    std::array<char, kTextMax> buffer{};
    const std::size_t size = std::strftime(buffer.data(), buffer.size(), prepared.c_str(), &parts);
    if (size == 0)
        jinja::value_error("the text of strftime has more than " + std::to_string(kTextMax) + " bytes");
    return {buffer.data(), size - 1};
}

}  // namespace tidings::babel
