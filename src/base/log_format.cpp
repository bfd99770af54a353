#include "base/log_format.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/json.h"
#include "base/utf8.h"

namespace tidings::log {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

// At most kValueMax bytes of `text`, cut between code points.
std::string_view shortened(std::string_view text) {
    if (text.size() <= kValueMax) return text;
    std::size_t end = kValueMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end);
}

// The characters that terminals act on and that JSON leaves as they are: DEL, C1 (two bytes: C2 80 to C2 9F)
// and, of three bytes, the line and paragraph separators and what turns the direction of writing round.
// Returns how many bytes one takes.
std::size_t terminal_control(std::string_view text) {
    if (text[0] == '\x7F') return 1;
    if (text.size() >= 2 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0U) return 2;
    if (text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9")) return 3;
    return turns_direction(text) ? 3 : 0;
}

unsigned code_point(std::string_view control) {
    const auto last = static_cast<unsigned char>(control.back());
    if (control.size() < 3) return last;
    return 0x2000U + ((static_cast<unsigned char>(control[1]) & 0x3FU) << 6U) + (last & 0x3FU);
}

// Appends valid UTF-8 as the inside of a JSON string.
void append_escaped(std::string_view text, std::string& out) {
    std::string quoted;
    json::write_string(text, quoted);
    const std::string_view inside = std::string_view(quoted).substr(1, quoted.size() - 2);
    for (std::size_t i = 0; i < inside.size();) {
        const std::size_t size = terminal_control(inside.substr(i));
        if (size == 0) {
            out += inside[i++];
        } else {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", code_point(inside.substr(i, size)));
            i += size;
        }
    }
}

bool is_plain(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return c > ' ' && c < '\x7F' && c != '"' && c != '=' && c != '\\';
    });
}

void append_number(double number, std::string& out) {
    if (std::isfinite(number)) {
        out += json::write(json::value(number));
    } else {
        out += std::isnan(number) ? "\"nan\"" : number > 0 ? "\"inf\"" : "\"-inf\"";
    }
}

void append_value(const Value& value, Format format, std::string& out) {
    struct Append {
        Format format;
        std::string& out;
        void operator()(std::string_view text) const {
            if (format == Format::logfmt && text.size() <= kValueMax && is_plain(text)) {
                out += text;
            } else {
                append_quoted(text, out);
            }
        }
        void operator()(std::int64_t number) const { out += std::to_string(number); }
        void operator()(double number) const { append_number(number, out); }
        void operator()(bool flag) const { out += flag ? "true" : "false"; }
        void operator()(Duration d) const {
            fmt::format_to(std::back_inserter(out), "{}", std::chrono::duration<double>(d).count());
        }
    };
    std::visit(Append{format, out}, value);
}

}  // namespace

void append_quoted(std::string_view text, std::string& out) {
    std::string_view rest = shortened(text);
    const bool cut = rest.size() < text.size();
    out += '"';
    while (!rest.empty()) {
        const std::size_t valid = utf8_prefix(rest);
        append_escaped(rest.substr(0, valid), out);
        rest.remove_prefix(valid);
        if (rest.empty()) break;
        out += kReplacement;
        rest.remove_prefix(1);
    }
    if (cut) out += kEllipsis;
    out += '"';
}

std::string format_logfmt(std::string_view message, Fields fields) {
    std::string line = "message=";
    append_value(message, Format::logfmt, line);
    for (const Field& field : fields) {
        line += ' ';
        line += field.key;
        line += '=';
        append_value(field.value, Format::logfmt, line);
    }
    return line;
}

std::string format_json(std::string_view message, Fields fields) {
    std::string line = "\"message\":";
    append_quoted(message, line);
    for (const Field& field : fields) {
        line += ",\"";
        line += field.key;
        line += "\":";
        append_value(field.value, Format::json, line);
    }
    return line;
}

}  // namespace tidings::log
