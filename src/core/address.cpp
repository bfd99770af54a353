#include "core/address.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/utf8.h"
#include "core/locale.h"

namespace tidings::core {
namespace {

bool is_atom(char c) {
    constexpr std::string_view kSpecials = "!#$%&'*+-/=?^_`{|}~";
    return is_letter(c) || is_digit(c) || is_beyond_ascii(c) || is_one_of(c, kSpecials);
}

bool is_dot_atom(std::string_view text) {
    if (text.empty() || text.size() > 64 || text.front() == '.' || text.back() == '.') return false;
    if (text.find("..") != std::string_view::npos) return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_atom(c); });
}

bool is_label(std::string_view label) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || is_beyond_ascii(c) || c == '-'; });
}

bool is_domain(std::string_view domain) {
    if (domain.empty() || domain.size() > 255) return false;
    while (true) {
        const auto dot = domain.find('.');
        if (!is_label(domain.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        domain.remove_prefix(dot + 1);
    }
}

}  // namespace

std::optional<std::string> email_fault(std::string_view text) {
    const auto at = text.rfind('@');
    const bool good = at != std::string_view::npos && is_utf8(text) && !has_control(text) &&
                      is_dot_atom(text.substr(0, at)) && is_domain(text.substr(at + 1));
    if (good) return std::nullopt;
    return "must be an e-mail address such as ann@example.org";
}

std::optional<std::string> phone_fault(std::string_view text) {
    const bool good = text.size() >= 3 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
                      std::all_of(text.begin() + 1, text.end(), is_digit);
    if (good) return std::nullopt;
    return "must be a phone number in E.164 form such as +15005550006";
}

std::optional<std::string> push_token_fault(std::string_view text) {
    const bool good =
        !text.empty() && text.size() <= 4096 &&
        std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f && c != ','; });
    if (good) return std::nullopt;
    return "must be a push token: 1 to 4096 printable characters without spaces and commas";
}

std::vector<std::string> split_address(Channel channel, std::string_view address) {
    std::vector<std::string> parts;
    while (!address.empty()) {
        const auto end = channel == Channel::push ? address.find(',') : std::string_view::npos;
        if (const auto part = address.substr(0, end); !part.empty()) parts.emplace_back(part);
        address.remove_prefix(end == std::string_view::npos ? address.size() : end + 1);
    }
    return parts;
}

std::string suppression_form(Channel channel, std::string_view address) {
    return channel == Channel::email ? to_lower(address) : std::string(address);
}

std::vector<std::pair<Channel, std::string>> suppression_keys(Channel channel, std::string_view address) {
    std::vector<std::pair<Channel, std::string>> keys;
    for (const auto& part : split_address(channel, address)) {
        keys.emplace_back(channel, suppression_form(channel, part));
    }
    return keys;
}

std::optional<std::string> locale_fault(std::string_view text) {
    if (is_locale(text)) return std::nullopt;
    return "must be a language tag such as en or pt-BR";
}

}  // namespace tidings::core
