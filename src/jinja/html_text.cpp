#include "jinja/html_text.h"

#include <charconv>
#include <utility>

#include "jinja/text_tools.h"
#include "jinja/unicode.h"

namespace tidings::jinja {
namespace {

// The character that an HTML entity stands for; 0 when it is none of the common ones.
char32_t entity(std::string_view name) {
    constexpr std::pair<std::string_view, char32_t> kNames[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xa0}};
    for (const auto& [known, code] : kNames) {
        if (known == name) return code;
    }
    if (!name.starts_with('#') || name.size() < 2) return 0;
    const bool hex = name[1] == 'x' || name[1] == 'X';
    const char* const first = name.data() + (hex ? 2 : 1);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(first, name.data() + name.size(), code, hex ? 16 : 10);
    const bool valid = error == std::errc() && end == name.data() + name.size() && code < 0x110000 &&
                       (code < 0xd800 || code >= 0xe000);
    return valid ? code : 0;
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
    constexpr std::size_t kEntityMax = 12;
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t end =
            text[at] == '&' ? text.substr(at, kEntityMax).find(';') : std::string_view::npos;
        const char32_t code = end == std::string_view::npos ? 0 : entity(text.substr(at + 1, end - 1));
        if (code == 0) {
            out += text[at];
        } else {
            append_utf8(code, out);
            at += end;
        }
    }
    return out;
}

std::string strip_tags(std::string_view html) {
    const std::string bare = without(without(html, "<!--", "-->"), "<", ">");
    std::string joined;
    for (const std::string_view word : split_blanks(bare, -1, false)) {
        if (!joined.empty()) joined += ' ';
        joined += word;
    }
    return unescape_html(joined);
}

}  // namespace tidings::jinja
