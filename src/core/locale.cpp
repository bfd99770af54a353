#include "core/locale.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"

namespace tidings::core {
namespace {

constexpr std::size_t kLocaleMax = 35;  // what BCP 47 recommends to have room for

bool letters(std::string_view part, std::size_t least, std::size_t most) {
    return part.size() >= least && part.size() <= most && std::ranges::all_of(part, is_letter);
}

bool is_region(std::string_view part) {
    return letters(part, 2, 2) || (part.size() == 3 && std::ranges::all_of(part, is_digit));
}

bool is_variant(std::string_view part) {
    return part.size() >= 5 || (part.size() == 4 && is_digit(part.front()));
}

// The parts between hyphens; none where one is empty, too long, or has other characters.
std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::string_view part = text.substr(0, text.find('-'));
        const bool good = !part.empty() && part.size() <= 8 &&
                          std::ranges::all_of(part, [](char c) { return is_letter(c) || is_digit(c); });
        if (!good) return {};
        parts.push_back(part);
        if (part.size() == text.size()) return parts;
        text.remove_prefix(part.size() + 1);
    }
}

// What stands behind a language, a script and the like: "u-co-phonebk", "x-ours".
bool are_extensions(std::vector<std::string_view>::const_iterator at,
                    std::vector<std::string_view>::const_iterator end) {
    while (at != end) {
        const std::string_view singleton = *at++;
        if (singleton.size() != 1 || at == end) return false;
        if (singleton == "x" || singleton == "X") return true;
        if (at->size() == 1) return false;
        while (at != end && at->size() > 1) ++at;
    }
    return true;
}

}  // namespace

bool is_locale(std::string_view text) {
    if (text.size() > kLocaleMax) return false;
    const auto parts = parts_of(text);
    auto at = parts.begin();
    if (at == parts.end() || !letters(*at, 2, 3)) return false;
    const auto take = [&](auto fits) {
        const bool taken = ++at != parts.end() && fits(*at);
        if (!taken) --at;
        return taken;
    };
    while (take([](std::string_view part) { return letters(part, 3, 3); })) continue;  // "zh-yue"
    take([](std::string_view part) { return letters(part, 4, 4); });
    take(is_region);
    while (take(is_variant)) continue;
    return are_extensions(std::next(at), parts.end());
}

}  // namespace tidings::core
