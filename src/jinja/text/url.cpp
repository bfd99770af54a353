#include "jinja/text/url.h"

#include <algorithm>
#include <array>

#include "jinja/text/unicode.h"

namespace tidings::jinja {
namespace {

// As a pattern that ignores case: some letters past ASCII have one of ASCII as their lower case.
char letter(char32_t code) {
    if (code < 0x80) return static_cast<char>(code >= 'A' && code <= 'Z' ? code + 32 : code);
    if (code == 0x130 || code == 0x131) return 'i';
    return code == 0x17f ? 's' : code == 0x212a ? 'k' : '\0';
}

bool is_host_letter(char32_t code) {
    return is_word(code) || code == '%' || code == '-';
}

// How many of the first characters, `max` at most, pass the test; they are taken off.
template <class Test>
std::size_t take_while(std::string_view& text, Test test, std::size_t max = std::string_view::npos) {
    std::size_t count = 0;
    while (count < max && !text.empty()) {
        const Character c = character_at(text, 0);
        if (!test(c.code)) break;
        text.remove_prefix(c.bytes);
        ++count;
    }
    return count;
}

template <class Test>
bool all_are(std::string_view text, Test test) {
    take_while(text, test);
    return text.empty();
}

// Takes the prefix off, in whatever case.
bool skip(std::string_view& text, std::string_view prefix) {
    std::string_view rest = text;
    for (const char wanted : prefix) {
        if (rest.empty()) return false;
        const Character c = character_at(rest, 0);
        if (letter(c.code) != wanted) return false;
        rest.remove_prefix(c.bytes);
    }
    text = rest;
    return true;
}

bool skip_scheme(std::string_view& text) {
    return skip(text, "https://") || skip(text, "http://");
}

// A port, then a path, query or fragment; each may be absent.
bool is_rest(std::string_view text) {
    if (skip(text, ":")) {
        const std::size_t digits = take_while(text, is_decimal);
        if (digits < 1 || digits > 5) return false;
    }
    return text.empty() || text[0] == '/' || text[0] == '?' || text[0] == '#';
}

std::string_view take_host(std::string_view& text) {
    const std::string_view whole = text;
    take_while(text, [](char32_t code) { return is_host_letter(code) || code == '.'; });
    return whole.substr(0, whole.size() - text.size());
}

bool is_top_level(std::string_view label) {
    const std::string_view whole = label;
    const std::size_t letters =
        take_while(label, [](char32_t code) { return letter(code) >= 'a' && letter(code) <= 'z'; });
    if (label.empty() && letters >= 2 && letters <= 63) return true;
    label = whole;
    if (!skip(label, "xn--")) return false;
    const std::size_t size = take_while(label, [](char32_t code) { return is_word(code) || code == '%'; });
    return label.empty() && size >= 2 && size <= 59;
}

bool is_known_top_level(std::string_view label) {
    constexpr std::array<std::string_view, 8> kNames = {"com", "net", "int",  "edu",
                                                        "gov", "org", "info", "mil"};
    return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) {
        std::string_view rest = label;
        return skip(rest, name) && rest.empty();
    });
}

// Calls `test` for each label but the last, which is returned; empty where one fails.
template <class Test>
std::string_view last_label(std::string_view host, Test test) {
    for (std::size_t dot = 0; (dot = host.find('.')) != std::string_view::npos;) {
        if (!test(host.substr(0, dot))) return {};
        host.remove_prefix(dot + 1);
    }
    return host;
}

bool is_any_host(std::string_view text) {
    const std::string_view host = take_host(text);
    return is_top_level(last_label(host, [](std::string_view label) { return !label.empty(); })) &&
           is_rest(text);
}

bool is_bare_host(std::string_view text) {
    const std::string_view host = take_host(text);
    if (host.find('.') == std::string_view::npos) return false;
    const std::string_view last = last_label(host, [](std::string_view label) {
        const std::size_t size = count_characters(label);
        return size >= 2 && size <= 63;
    });
    return is_known_top_level(last) && is_rest(text);
}

bool is_version_4(std::string_view text) {
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && !skip(text, ".")) return false;
        const std::size_t digits = take_while(text, is_decimal);
        if (digits < 1 || digits > 3) return false;
    }
    return is_rest(text);
}

bool is_version_6(std::string_view text) {
    if (!skip(text, "[")) return false;
    const auto is_hex = [](char32_t code) {
        return is_decimal(code) || (letter(code) >= 'a' && letter(code) <= 'f');
    };
    for (int part = 0; part < 2; ++part) {
        if (take_while(text, is_hex) > 4 || !skip(text, ":")) return false;
    }
    for (int part = 0; part < 6 && !text.starts_with(']'); ++part) {
        take_while(text, is_hex, 4);
        skip(text, ":");
    }
    return skip(text, "]") && is_rest(text);
}

}  // namespace

bool is_url(std::string_view word) {
    std::string_view rest = word;
    if ((skip_scheme(rest) || skip(rest, "www.")) && is_any_host(rest)) return true;
    if (is_bare_host(word)) return true;
    rest = word;
    return skip_scheme(rest) && (is_version_4(rest) || is_version_6(rest));
}

bool is_mail_address(std::string_view word) {
    const std::size_t at = word.rfind('@');
    if (at == std::string_view::npos || at == 0) return false;
    const std::string_view host = word.substr(at + 1);
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    const std::string_view last = host.substr(dot + 1);
    return is_word(character_at(host, 0).code) && !last.empty() && all_are(last, is_word) &&
           all_are(host.substr(0, dot),
                   [](char32_t code) { return is_word(code) || code == '.' || code == '-'; });
}

bool is_scheme(std::string_view text) {
    const std::size_t size = take_while(
        text, [](char32_t code) { return is_word(code) || code == '.' || code == '+' || code == '-'; });
    return size >= 2 && (text == ":" || text == ":/" || text == "://");
}

}  // namespace tidings::jinja
