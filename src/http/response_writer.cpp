#include "http/response_writer.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "base/assert.h"
#include "http/problem.h"
#include "http/syntax.h"

namespace tidings::http {
namespace {

bool is_ours(std::string_view name) {
    constexpr std::array<std::string_view, 4> kOurs{"content-length", "transfer-encoding", "connection",
                                                    "date"};
    return std::ranges::any_of(kOurs, [&](std::string_view ours) { return equal_ignoring_case(name, ours); });
}

// What every answer says unless its handler says otherwise. Answers are data about people: no browser is to
// guess another type for one, run what stands in it, show it inside of another page or keep a copy.
struct Guard {
    std::string_view name;
    std::string_view value;
};
constexpr std::array<Guard, 3> kGuards{
    {{"X-Content-Type-Options", "nosniff"},
     {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
     {"Cache-Control", "no-store"}}};

bool has(const Response& response, std::string_view name) {
    return std::ranges::any_of(response.headers,
                               [&](const auto& header) { return equal_ignoring_case(header.first, name); });
}

bool is_sendable(const Response& response) {
    return response.status >= 200 && response.status <= 599 &&
           std::ranges::all_of(response.headers, [](const auto& header) {
               return is_token(header.first) && is_field_value(header.second);
           });
}

bool has_no_body(int status) {
    return status == 204 || status == 304;
}

void write_head(const Response& response, const Framing& framing, std::string& out) {
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status,
                   reason_phrase(response.status));
    if (!framing.date.empty()) out.append("Date: ").append(framing.date).append("\r\n");
    for (const auto& [name, value] : response.headers) {
        if (!is_ours(name)) out.append(name).append(": ").append(value).append("\r\n");
    }
    for (const auto& [name, value] : kGuards) {
        if (!has(response, name)) out.append(name).append(": ").append(value).append("\r\n");
    }
    if (!framing.keep_alive) {
        out += "Connection: close\r\n";
    } else if (!framing.http11) {
        out += "Connection: keep-alive\r\n";
    }
}

}  // namespace

void write_response(const Response& response, const Framing& framing, std::string& out) {
    if (!is_sendable(response)) {
        return write_response(problem(500, "the answer could not be sent; this is a fault of the server"),
                              framing, out);
    }
    write_head(response, framing, out);
    if (!has_no_body(response.status)) {
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.body.size());
    }
    out += "\r\n";
    if (!framing.head_only && !has_no_body(response.status)) out += response.body;
}

void write_stream_head(const Response& head, const Framing& framing, std::string& out) {
    TIDINGS_ASSERT(is_sendable(head));
    write_head(head, framing, out);
    if (framing.http11) out += "Transfer-Encoding: chunked\r\n";
    out += "\r\n";
    if (!framing.head_only) write_chunk(head.body, framing.http11, out);
}

void write_chunk(std::string_view bytes, bool http11, std::string& out) {
    if (bytes.empty()) return;  // an empty chunk would end the stream
    if (http11) fmt::format_to(std::back_inserter(out), "{:x}\r\n", bytes.size());
    out += bytes;
    if (http11) out += "\r\n";
}

void write_last_chunk(bool http11, std::string& out) {
    if (http11) out += "0\r\n\r\n";
}

std::string http_date(Time t) {
    constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(t - day));
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                       kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                       kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace tidings::http
