#include "schema/format.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <arpa/inet.h>

#include "base/ascii.h"
#include "base/time.h"
#include "schema/pattern.h"
#include "schema/uri.h"

namespace tidings::schema {
namespace {

bool is_date_time(std::string_view text) {
    return parse_rfc3339(text).has_value();
}

bool is_date(std::string_view text) {
    if (text.size() != 10) return false;
    std::string moment(text);
    moment += "T00:00:00Z";
    return is_date_time(moment);
}

bool is_time(std::string_view text) {
    std::string moment = "2000-01-02T";
    moment += text;
    return is_date_time(moment);
}

// Calls `is_part` on each part between separators, an empty text being one part.
template <class Predicate>
bool all_parts(std::string_view text, char separator, Predicate is_part) {
    for (;;) {
        const std::size_t end = text.find(separator);
        if (!is_part(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

// RFC 1123; `any` also takes what punycode would encode, without its tables.
bool is_label(std::string_view text, Characters characters) {
    return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
           std::all_of(text.begin(), text.end(), [characters](char c) {
               return is_letter(c) || is_digit(c) || c == '-' ||
                      (characters == Characters::any && is_beyond_ascii(c));
           });
}

bool is_host_name(std::string_view text, Characters characters) {
    return text.size() <= 253 &&
           all_parts(text, '.', [characters](std::string_view part) { return is_label(part, characters); });
}

template <std::size_t length_max>
bool is_address(int family, std::string_view text) {
    if (text.size() >= length_max || text.find('\0') != std::string_view::npos) return false;
    std::array<char, length_max> copy{};
    std::copy(text.begin(), text.end(), copy.begin());
    std::array<unsigned char, sizeof(in6_addr)> address;
    return inet_pton(family, copy.data(), address.data()) == 1;
}

bool is_ipv4(std::string_view text) {
    return is_address<INET_ADDRSTRLEN>(AF_INET, text);
}

bool is_atom(std::string_view text, Characters characters) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [characters](char c) {
        return is_letter(c) || is_digit(c) || is_one_of(c, "!#$%&'*+-/=?^_`{|}~") ||
               (characters == Characters::any && is_beyond_ascii(c));
    });
}

bool is_quoted(std::string_view text, Characters characters) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
    text = text.substr(1, text.size() - 2);
    bool escaped = false;
    for (const char c : text) {
        if (c == '"' && !escaped) return false;
        if (is_beyond_ascii(c) ? characters == Characters::ascii : c < ' ' || c == '\x7f') return false;
        escaped = c == '\\' && !escaped;
    }
    return !escaped;
}

// RFC 5321, 4.1.2: an address without a name or comments.
bool is_mailbox(std::string_view text, Characters characters) {
    const std::size_t at = text.rfind('@');
    if (at > 64 || text.size() > 254) return false;  // as npos is
    const std::string_view local = text.substr(0, at);
    std::string_view domain = text.substr(at + 1);
    if (!is_quoted(local, characters) &&
        !all_parts(local, '.', [characters](std::string_view part) { return is_atom(part, characters); })) {
        return false;
    }
    if (!domain.starts_with('[') || !domain.ends_with(']')) return is_host_name(domain, characters);
    domain = domain.substr(1, domain.size() - 2);
    return domain.starts_with("IPv6:") ? is_ipv6(domain.substr(5)) : is_ipv4(domain);
}

bool is_json_pointer(std::string_view text) {
    if (!text.empty() && text.front() != '/') return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '~' && (i + 1 == text.size() || !is_one_of(text[i + 1], "01"))) return false;
    }
    return true;
}

bool is_relative_json_pointer(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || (digits > 1 && text.front() == '0')) return false;
    return text.substr(digits) == "#" || is_json_pointer(text.substr(digits));
}

// RFC 6570, 2.3: a name, then maybe ":3" or "*".
bool is_template_variable(std::string_view text) {
    if (text.ends_with('*')) {
        text.remove_suffix(1);
    } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        const std::string_view length = text.substr(colon + 1);
        if (length.empty() || length.size() > 4 || !std::all_of(length.begin(), length.end(), is_digit))
            return false;
        text = text.substr(0, colon);
    }
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter(c) || is_digit(c) || is_one_of(c, "_.%");
    });
}

bool is_uri_template(std::string_view text) {
    while (!text.empty()) {
        if (text.front() != '{') {
            if (is_one_of(text.front(), " \"'<>\\^`|}")) return false;
            text.remove_prefix(1);
            continue;
        }
        const std::size_t end = text.find('}');
        if (end == std::string_view::npos) return false;
        std::string_view expression = text.substr(1, end - 1);
        if (!expression.empty() && is_one_of(expression.front(), "+#./;?&")) expression.remove_prefix(1);
        if (!all_parts(expression, ',', is_template_variable)) return false;
        text.remove_prefix(end + 1);
    }
    return true;
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

constexpr std::array<Format, 17> kFormats = {{
    {"date-time", is_date_time, "a time such as \"2026-03-29T02:30:00Z\""},
    {"date", is_date, "a date such as \"2026-03-29\""},
    {"time", is_time, "a time of day with its offset such as \"02:30:00Z\""},
    {"email", [](std::string_view t) { return is_mailbox(t, Characters::ascii); }, "an e-mail address"},
    {"idn-email", [](std::string_view t) { return is_mailbox(t, Characters::any); }, "an e-mail address"},
    {"hostname", [](std::string_view t) { return is_host_name(t, Characters::ascii); }, "a host name"},
    {"ipv4", is_ipv4, "an IPv4 address"},
    {"ipv6", is_ipv6, "an IPv6 address"},
    {"uri", [](std::string_view t) { return is_uri(t, Characters::ascii); }, "a URI with its scheme"},
    {"uri-reference", [](std::string_view t) { return is_uri_reference(t, Characters::ascii); },
     "a URI reference"},
    {"iri", [](std::string_view t) { return is_uri(t, Characters::any); }, "an IRI with its scheme"},
    {"iri-reference", [](std::string_view t) { return is_uri_reference(t, Characters::any); },
     "an IRI reference"},
    {"uri-template", is_uri_template, "a URI template"},
    {"json-pointer", is_json_pointer, "a JSON pointer"},
    {"relative-json-pointer", is_relative_json_pointer, "a relative JSON pointer"},
    {"regex", [](std::string_view t) { return Pattern::compile(t).has_value(); }, "a regular expression"},
    {"uuid", is_uuid, "a UUID"},
}};

}  // namespace

const Format* find_format(std::string_view name) {
    const auto found =
        std::find_if(kFormats.begin(), kFormats.end(), [name](const Format& f) { return f.name == name; });
    return found == kFormats.end() ? nullptr : &*found;
}

bool is_ipv6(std::string_view text) {
    return is_address<INET6_ADDRSTRLEN>(AF_INET6, text);
}

}  // namespace tidings::schema
