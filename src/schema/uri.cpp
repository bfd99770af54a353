#include "schema/uri.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/ascii.h"
#include "schema/format.h"

namespace tidings::schema {
namespace {

constexpr std::string_view kSubDelimiters = "!$&'()*+,;=";

// Cuts `text` before `separator` and gives what is behind it.
std::optional<std::string_view> cut(std::string_view& text, char separator) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view behind = text.substr(at + 1);
    text = text.substr(0, at);
    return behind;
}

bool is_scheme(std::string_view text) {
    return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter(c) || is_digit(c) || is_one_of(c, "+-.");
    });
}

// Whether `text` has unreserved characters, sub-delimiters, escapes, and those of `more`, and no other.
bool consists_of(std::string_view text, std::string_view more, Characters characters) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
            i += 2;
            continue;
        }
        const bool beyond_ascii = static_cast<std::uint8_t>(c) >= 0x80;
        if (beyond_ascii && characters == Characters::any) continue;
        if (!is_letter(c) && !is_digit(c) && !is_one_of(c, "-._~") && !is_one_of(c, kSubDelimiters) &&
            !is_one_of(c, more)) {
            return false;
        }
    }
    return true;
}

bool is_ip_literal(std::string_view text) {
    if (is_ipv6(text)) return true;
    const auto version_end = text.find('.');
    return text.starts_with('v') && version_end != std::string_view::npos && version_end > 1 &&
           std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(version_end), is_hex) &&
           consists_of(text.substr(version_end + 1), ":", Characters::ascii);
}

bool is_authority(std::string_view text, Characters characters) {
    const std::size_t at = text.rfind('@');
    if (at != std::string_view::npos) {
        if (!consists_of(text.substr(0, at), ":", characters)) return false;
        text.remove_prefix(at + 1);
    }
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos || !is_ip_literal(text.substr(1, end - 1))) return false;
        port = text.substr(end + 1);
        if (!port.empty() && port.front() != ':') return false;
        if (!port.empty()) port.remove_prefix(1);
    } else {
        port = cut(text, ':').value_or("");
        if (!consists_of(text, "", characters)) return false;
    }
    return std::all_of(port.begin(), port.end(), is_digit);
}

bool is_path(const Uri& uri, Characters characters) {
    if (!consists_of(uri.path, ":@/", characters)) return false;
    if (uri.authority) return uri.path.empty() || uri.path.front() == '/';
    if (uri.path.starts_with("//")) return false;
    // Without a scheme, a colon in the first segment would make it one.
    return uri.scheme.has_value() ||
           uri.path.substr(0, uri.path.find('/')).find(':') == std::string_view::npos;
}

// RFC 3986, 5.2.4.
std::string remove_dot_segments(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        if (path.starts_with("../")) {
            path.remove_prefix(3);
        } else if (path.starts_with("./") || path.starts_with("/./")) {
            path.remove_prefix(2);
        } else if (path == "/." || path == "/..") {
            if (path == "/..") out.resize(out.rfind('/') == std::string::npos ? 0 : out.rfind('/'));
            path = "/";
        } else if (path.starts_with("/../")) {
            out.resize(out.rfind('/') == std::string::npos ? 0 : out.rfind('/'));
            path.remove_prefix(3);
        } else if (path == "." || path == "..") {
            path = {};
        } else {
            const std::size_t end = path.find('/', 1);
            out += path.substr(0, end);
            path.remove_prefix(std::min(end, path.size()));
        }
    }
    return out;
}

std::string merge_paths(const Uri& base, std::string_view path) {
    if (base.authority && base.path.empty()) return "/" + std::string(path);
    return std::string(base.path.substr(0, base.path.rfind('/') + 1)) + std::string(path);
}

std::string compose(std::optional<std::string_view> scheme, std::optional<std::string_view> authority,
                    std::string_view path, std::optional<std::string_view> query) {
    std::string out;
    if (scheme) out.append(*scheme) += ':';
    if (authority) out.append("//").append(*authority);
    out += path;
    if (query) (out += '?').append(*query);
    return out;
}

}  // namespace

Uri split_uri(std::string_view text) {
    Uri uri;
    uri.fragment = cut(text, '#');
    uri.query = cut(text, '?');
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos && is_scheme(text.substr(0, colon))) {
        uri.scheme = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (text.starts_with("//")) {
        text.remove_prefix(2);
        const std::size_t end = std::min(text.find('/'), text.size());
        uri.authority = text.substr(0, end);
        text.remove_prefix(end);
    }
    uri.path = text;
    return uri;
}

bool is_uri_reference(std::string_view text, Characters characters) {
    const Uri uri = split_uri(text);
    return (!uri.authority || is_authority(*uri.authority, characters)) && is_path(uri, characters) &&
           (!uri.query || consists_of(*uri.query, ":@/?", characters)) &&
           (!uri.fragment || consists_of(*uri.fragment, ":@/?", characters));
}

bool is_uri(std::string_view text, Characters characters) {
    return split_uri(text).scheme.has_value() && is_uri_reference(text, characters);
}

std::string resolve_uri(std::string_view base, std::string_view reference) {
    const Uri from = split_uri(base);
    const Uri to = split_uri(reference);
    if (to.scheme) return compose(to.scheme, to.authority, remove_dot_segments(to.path), to.query);
    if (to.authority) return compose(from.scheme, to.authority, remove_dot_segments(to.path), to.query);
    if (to.path.empty())
        return compose(from.scheme, from.authority, from.path, to.query ? to.query : from.query);
    const std::string path = to.path.front() == '/' ? std::string(to.path) : merge_paths(from, to.path);
    return compose(from.scheme, from.authority, remove_dot_segments(path), to.query);
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return std::nullopt;
        std::uint8_t byte = 0;
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

}  // namespace tidings::schema
