#include "app/setting_kinds.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"
#include "core/locale.h"
#include "core/rate_limit.h"

namespace tidings::app {

namespace {

using Complaint = std::optional<std::string>;

bool is_port(std::string_view text) {
    const std::optional<std::int64_t> port = parse_number(text);
    return port && *port >= 0 && *port <= 65535;
}

bool is_host(std::string_view text) {
    if (text == "localhost") return true;
    in6_addr any{};
    if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
        return inet_pton(AF_INET6, std::string(text.substr(1, text.size() - 2)).c_str(), &any) == 1;
    }
    return inet_pton(AF_INET, std::string(text).c_str(), &any) == 1;
}

bool is_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    return colon != std::string_view::npos && is_host(text.substr(0, colon)) &&
           is_port(text.substr(colon + 1));
}

Complaint unless(bool good, std::string what) {
    return good ? Complaint{} : std::move(what);
}

Complaint word_complaint(const SettingSpec& spec, std::string_view text) {
    if (std::ranges::find(spec.words, text) != spec.words.end()) return std::nullopt;
    return fmt::format("is not known; write {}{}", fmt::join(spec.words, " or "),
                       did_you_mean(text, spec.words));
}

Complaint words_complaint(const SettingSpec& spec, std::string_view text) {
    const std::vector<std::string> parts = parse_list(text);
    for (const std::string& part : parts) {
        if (std::ranges::find(spec.words, part) != spec.words.end()) continue;
        return fmt::format("has the unknown part \"{}\"; write some of {}{}", part,
                           fmt::join(spec.words, ","), did_you_mean(part, spec.words));
    }
    return unless(!parts.empty() || spec.fallback.empty(),
                  fmt::format("is empty; write some of {}", fmt::join(spec.words, ",")));
}

Complaint number_complaint(const SettingSpec& spec, std::string_view text) {
    const std::optional<std::int64_t> number = parse_number(text);
    return unless(number && *number >= spec.least && *number <= spec.most,
                  fmt::format("is not a whole number from {} to {}; write one, such as {}", spec.least,
                              spec.most, spec.fallback));
}

// Sums of moments and durations must stay moments.
constexpr Duration kDurationMax = std::chrono::hours{24 * 365 * 100};

Complaint duration_complaint(const SettingSpec& spec, std::string_view text) {
    const Result<Duration> duration = parse_duration(text);
    if (duration && (*duration <= Duration{0} || *duration > kDurationMax)) {
        return fmt::format("is too {}; write a duration such as {}",
                           *duration > kDurationMax ? "long" : "short", spec.fallback);
    }
    return unless(duration.has_value(),
                  fmt::format("is not a duration; write one such as {} (units ms s m h d)", spec.fallback));
}

}  // namespace

Complaint complaint(const SettingSpec& spec, std::string_view text) {
    switch (spec.kind) {
        case SettingKind::text:
            return std::nullopt;
        case SettingKind::path:
            return unless(!text.empty(), "is empty; write a path");
        case SettingKind::word:
            return word_complaint(spec, text);
        case SettingKind::words:
            return words_complaint(spec, text);
        case SettingKind::flag:
            return unless(parse_flag(text).has_value(), "is neither true nor false; write one of them");
        case SettingKind::number:
            return number_complaint(spec, text);
        case SettingKind::share:
            return unless(parse_share(text).has_value(),
                          "is not a number from 0 to 1; write one, such as 0.1");
        case SettingKind::duration:
            return duration_complaint(spec, text);
        case SettingKind::durations:
            return unless(parse_durations(text).has_value(),
                          "is not a list of durations; write them such as 1m,5m,15m, or none");
        case SettingKind::limit:
            return unless(core::RateLimit::parse(text).has_value(),
                          "is not a limit; write count/window, such as 100/1s, or none");
        case SettingKind::address:
            return unless(is_address(text), "is not an address; write host:port, such as 127.0.0.1:8080");
        case SettingKind::url:
            return unless(text.empty() || is_url(text),
                          "is not a URL; write one such as https://notify.example.com");
        case SettingKind::locale:
            return unless(core::is_locale(text), "is not a locale; write a language tag such as en or pt-BR");
    }
    return std::nullopt;
}

std::optional<bool> parse_flag(std::string_view text) {
    for (const std::string_view yes : {"true", "yes", "on", "1"}) {
        if (text == yes) return true;
    }
    for (const std::string_view no : {"false", "no", "off", "0"}) {
        if (text == no) return false;
    }
    return std::nullopt;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<double> parse_share(std::string_view text) {
    double share = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), share);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return share >= 0 && share <= 1 ? std::optional(share) : std::nullopt;  // not for NaN
}

std::optional<std::vector<Duration>> parse_durations(std::string_view text) {
    constexpr std::size_t kDurationsMax = 20;
    std::vector<Duration> durations;
    if (text == "none") return durations;
    for (const std::string& part : parse_list(text)) {
        const Result<Duration> duration = parse_duration(part);
        if (!duration || *duration > kDurationMax) return std::nullopt;
        durations.push_back(*duration);
    }
    if (durations.empty() || durations.size() > kDurationsMax) return std::nullopt;
    return durations;
}

bool is_url(std::string_view text) {
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) return false;
    const std::string_view name = text.substr(0, scheme);
    return (name == "http" || name == "https") && text.size() > scheme + 3 && text[scheme + 3] != '/' &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
}

std::vector<std::string> parse_list(std::string_view text) {
    std::vector<std::string> parts;
    if (text.empty()) return parts;
    while (true) {
        const std::size_t comma = text.find(',');
        std::string_view part = text.substr(0, comma);
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        parts.emplace_back(part);
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

}  // namespace tidings::app
