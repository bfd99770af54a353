#include "html/entities.h"

#include <charconv>
#include <cstdint>

#include "base/html_entities.h"
#include "base/utf8.h"

namespace tidings::html {
namespace {

void append(char32_t c, std::string& out) {
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) c = 0xfffd;
    if (c < 0x20 || (c >= 0x7f && c < 0xa0)) c = U' ';
    append_utf8(c, out);
}

// Of "#8217" and "#x2019", behind the '#'.
bool append_number(std::string_view digits, std::string& out) {
    const bool hex = digits.starts_with('x') || digits.starts_with('X');
    if (hex) digits.remove_prefix(1);
    std::uint32_t code = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, fault] = std::from_chars(digits.data(), end, code, hex ? 16 : 10);
    if (digits.empty() || stop != end) return false;
    append(fault == std::errc{} ? code : 0, out);
    return true;
}

// What stands between '&' and ';'.
bool append_entity(std::string_view name, std::string& out) {
    if (name.starts_with('#')) return append_number(name.substr(1), out);
    const HtmlEntity* const found = find_html_entity(name);
    if (found == nullptr) return false;
    const bool is_blank = found->text == "\t" || found->text == "\n";
    out += is_blank ? " " : found->text;
    return true;
}

}  // namespace

void decode(std::string_view text, std::string& out) {
    while (true) {
        const std::size_t at = text.find('&');
        out += text.substr(0, at);
        if (at == std::string_view::npos) return;
        text.remove_prefix(at + 1);
        const std::size_t end = text.substr(0, kHtmlEntityNameMax + 1).find(';');
        if (end != std::string_view::npos && append_entity(text.substr(0, end), out)) {
            text.remove_prefix(end + 1);
        } else {
            out += '&';
        }
    }
}

std::string decoded(std::string_view text) {
    std::string out;
    decode(text, out);
    return out;
}

}  // namespace tidings::html
