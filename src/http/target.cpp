#include "http/target.h"

#include <algorithm>

#include "base/utf8.h"
#include "http/syntax.h"

namespace tidings::http {
namespace {

bool is_target_char(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7f && c != '#' && c != '\\';
}

// The length of "http://" or "https://" at the front, else 0.
std::size_t scheme_length(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (equal_ignoring_case(target.substr(0, scheme.size()), scheme)) return scheme.size();
    }
    return 0;
}

void split_query(std::string_view text, Target& target) {
    const std::size_t mark = text.find('?');
    target.path = text.substr(0, mark);
    if (mark != std::string_view::npos) target.query = text.substr(mark + 1);
}

std::optional<Target> split_absolute(std::string_view text) {
    const std::size_t scheme = scheme_length(text);
    if (scheme == 0) return std::nullopt;
    text.remove_prefix(scheme);
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    Target target;
    target.authority = text.substr(0, end);
    if (target.authority.empty() || !is_authority(target.authority)) return std::nullopt;
    split_query(text.substr(end), target);
    if (target.path.empty()) target.path = "/";
    return target;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (text.size() - i < 3) return std::nullopt;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if (c == '\0') return std::nullopt;
        out += c;
    }
    if (!is_utf8(out)) return std::nullopt;
    return out;
}

// Takes what stands before the first `separator` off `text`, and the separator with it.
std::string_view cut(std::string_view& text, char separator) {
    const std::size_t at = text.find(separator);
    const std::string_view front = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return front;
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

}  // namespace

std::optional<Target> split_target(std::string_view method, std::string_view target) {
    if (target.empty() || method == "CONNECT" || !std::ranges::all_of(target, is_target_char))
        return std::nullopt;
    if (target == "*") return method == "OPTIONS" ? std::optional(Target{{}, target, {}}) : std::nullopt;
    if (target.front() != '/') return split_absolute(target);
    Target parts;
    split_query(target, parts);
    return parts;
}

std::optional<std::string> percent_decode(std::string_view text) {
    return decode(text, false);
}

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 15U];
    }
    return out;
}

std::optional<Fields> parse_query(std::string_view query) {
    Fields fields;
    while (!query.empty()) {
        std::string_view value = cut(query, '&');
        if (value.empty()) continue;
        const std::string_view name = cut(value, '=');
        auto decoded_name = decode(name, true);
        auto decoded_value = decode(value, true);
        if (!decoded_name || !decoded_value) return std::nullopt;
        fields.emplace_back(std::move(*decoded_name), std::move(*decoded_value));
    }
    return fields;
}

std::vector<std::string_view> split_path(std::string_view path) {
    std::vector<std::string_view> segments;
    if (path.starts_with('/')) path.remove_prefix(1);
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
        segments.push_back(path.substr(0, slash));
        path.remove_prefix(slash + 1);
    }
    segments.push_back(path);
    return segments;
}

}  // namespace tidings::http
