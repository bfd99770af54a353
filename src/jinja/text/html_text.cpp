#include "jinja/text/html_text.h"

#include <algorithm>
#include <charconv>

#include "base/html_entities.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {
namespace {

// What browsers read for numbers that are no characters: those of Windows-1252.
constexpr char32_t kWindows[32] = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                   0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                   0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

bool is_no_character(std::uint32_t code) {
    const bool is_control = code < 0x20 && code != '\t' && code != '\n' && code != '\f' && code != '\r';
    return is_control || code == 0x7f || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
}

void append_numbered(std::string_view digits, int base, std::string& out) {
    std::uint32_t code = 0;
    const auto error = std::from_chars(digits.data(), digits.data() + digits.size(), code, base).ec;
    if (error != std::errc() || code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
        append_utf8(0xfffd, out);
    } else if (code >= 0x80 && code < 0xa0) {
        append_utf8(kWindows[code - 0x80], out);
    } else if (!is_no_character(code)) {
        append_utf8(code, out);
    }
}

// Reads a reference by number behind its "&", and returns how much that was; 0 when it is none.
std::size_t read_numbered(std::string_view text, std::string& out) {
    if (!text.starts_with('#')) return 0;
    const bool hex = text.size() > 1 && (text[1] == 'x' || text[1] == 'X');
    const std::size_t first = hex ? 2 : 1;
    const std::string_view digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
    const std::size_t end = std::min(text.find_first_not_of(digits, first), text.size());
    if (end == first) return 0;
    append_numbered(text.substr(first, end - first), hex ? 16 : 10, out);
    return end < text.size() && text[end] == ';' ? end + 1 : end;
}

// The same of a reference by name, of which the longest that is known counts.
std::size_t read_named(std::string_view text, std::string& out) {
    std::size_t end = std::min(text.find_first_of(std::string_view("\t\n\f <&#;")), text.size());
    end = std::min(end, kHtmlEntityNameMax);
    const HtmlEntity* const found = find_html_entity(text.substr(0, end));
    if (found != nullptr && end < text.size() && text[end] == ';') {
        out += found->text;
        return end + 1;
    }
    for (std::size_t size = std::min(end, kHtmlBareNameMax); size > 1; --size) {
        const HtmlEntity* const part = find_html_entity(text.substr(0, size));
        if (part == nullptr || !part->bare) continue;
        out += part->text;
        return size;
    }
    return 0;
}

std::string without(std::string_view text, std::string_view open, std::string_view close) {
    std::string out;
    while (true) {
        const std::size_t begin = text.find(open);
        const std::size_t end =
            begin == std::string_view::npos ? begin : text.find(close, begin + open.size());
        if (end == std::string_view::npos) return out.append(text);
        out += text.substr(0, begin);
        text.remove_prefix(end + close.size());
    }
}

}  // namespace

std::string unescape_html(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t mark = std::min(text.find('&', at), text.size());
        out += text.substr(at, mark - at);
        if (mark == text.size()) break;
        const std::string_view rest = text.substr(mark + 1);
        std::size_t size = read_numbered(rest, out);
        if (size == 0) size = read_named(rest, out);
        if (size == 0) out += '&';
        at = mark + 1 + size;
    }
    return out;
}

std::string strip_tags(Rendering& rendering, std::string_view html) {
    const std::string bare = without(without(html, "<!--", "-->"), "<", ">");
    std::string joined;
    for (const std::string_view word : split_blanks(rendering, bare, -1, false)) {
        if (!joined.empty()) joined += ' ';
        joined += word;
    }
    return unescape_html(joined);
}

}  // namespace tidings::jinja
