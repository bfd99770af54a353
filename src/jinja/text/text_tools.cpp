#include "jinja/text/text_tools.h"

#include <algorithm>

#include "jinja/failure.h"
#include "jinja/run/rendering.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {
namespace {

// How much of a text is looked for at once, and compared without being counted.
constexpr std::size_t kShort = 32;

// Whether `part`, of which the beginning is at `at`, is there as a whole.
bool goes_on(Rendering& rendering, std::string_view text, std::size_t at, std::string_view part) {
    const std::string_view rest = part.substr(kShort);
    const auto end = std::mismatch(rest.begin(), rest.end(), text.begin() + at + kShort).first;
    rendering.charge(1 + static_cast<std::size_t>(end - rest.begin()) / 64);
    return end == rest.end();
}

bool has_character(Rendering& rendering, std::string_view set, char32_t code) {
    rendering.charge(set.size() / 16);
    bool found = false;
    each_character(set, [&](char32_t c, std::string_view) { found = found || c == code; });
    return found;
}

// The bytes of the last character.
std::size_t last_size(std::string_view text) {
    std::size_t size = 1;
    while (size < text.size() && (static_cast<unsigned char>(text[text.size() - size]) & 0xc0U) == 0x80U)
        ++size;
    return size;
}

std::size_t blank_from(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const Character c = character_at(text, at);
        if (is_space(c.code)) break;
        at += c.bytes;
    }
    return at;
}

std::size_t blank_up_to(std::string_view text) {
    while (!text.empty()) {
        const std::size_t size = last_size(text);
        if (is_space(character_at(text, text.size() - size).code)) break;
        text.remove_suffix(size);
    }
    return text.size();
}

bool within(std::int64_t limit, std::size_t count) {
    return limit < 0 || count < static_cast<std::size_t>(limit);
}

}  // namespace

std::size_t find_text(Rendering& rendering, std::string_view text, std::string_view part, std::size_t from) {
    if (part.size() <= kShort) return text.find(part, from);
    if (part.size() > text.size()) return std::string_view::npos;
    for (std::size_t at = from; (at = text.find(part.substr(0, kShort), at)) <= text.size() - part.size();
         ++at) {
        if (goes_on(rendering, text, at, part)) return at;
    }
    return std::string_view::npos;
}

std::size_t rfind_text(Rendering& rendering, std::string_view text, std::string_view part) {
    if (part.size() <= kShort) return text.rfind(part);
    if (part.size() > text.size()) return std::string_view::npos;
    std::size_t at = text.size() - part.size();
    while ((at = text.rfind(part.substr(0, kShort), at)) != std::string_view::npos) {
        if (goes_on(rendering, text, at, part)) return at;
        if (at-- == 0) break;
    }
    return std::string_view::npos;
}

void charge_letters(Rendering& rendering, std::string_view text) {
    if (text.size() >= 64 && !is_ascii(text)) rendering.charge(text.size() / 4);
}

TextParts split_blanks(Rendering& rendering, std::string_view text, std::int64_t limit, bool from_right) {
    TextParts parts{ArenaAllocator<std::string_view>(rendering.arena())};
    text = from_right ? trim_right(text) : trim_left(text);
    while (!text.empty()) {
        if (!within(limit, parts.size())) {
            parts.push_back(text);
            break;
        }
        if (from_right) {
            const std::size_t at = blank_up_to(text);
            parts.push_back(text.substr(at));
            text = trim_right(text.substr(0, at));
        } else {
            const std::size_t at = blank_from(text);
            parts.push_back(text.substr(0, at));
            text = trim_left(text.substr(at));
        }
    }
    if (from_right) std::reverse(parts.begin(), parts.end());
    return parts;
}

TextParts split_by(Rendering& rendering, std::string_view text, std::string_view separator,
                   std::int64_t limit, bool from_right) {
    if (separator.empty()) value_error("empty separator");
    TextParts parts{ArenaAllocator<std::string_view>(rendering.arena())};
    while (within(limit, parts.size())) {
        const std::size_t at =
            from_right ? rfind_text(rendering, text, separator) : find_text(rendering, text, separator);
        if (at == std::string_view::npos) break;
        const std::string_view left = text.substr(0, at);
        const std::string_view right = text.substr(at + separator.size());
        parts.push_back(from_right ? right : left);
        text = from_right ? left : right;
    }
    parts.push_back(text);
    if (from_right) std::reverse(parts.begin(), parts.end());
    return parts;
}

TextParts split_lines(Rendering& rendering, std::string_view text, bool keep_ends) {
    TextParts lines{ArenaAllocator<std::string_view>(rendering.arena())};
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Character c = character_at(text, at);
        const bool ends = (c.code >= '\n' && c.code <= '\r') || (c.code >= 0x1c && c.code <= 0x1e) ||
                          c.code == 0x85 || c.code == 0x2028 || c.code == 0x2029;
        const std::size_t size = text.substr(at).starts_with("\r\n") ? 2 : c.bytes;
        at += size;
        if (!ends) continue;
        lines.push_back(text.substr(begin, at - begin - (keep_ends ? 0 : size)));
        begin = at;
    }
    if (begin < text.size()) lines.push_back(text.substr(begin));
    return lines;
}

std::string_view trim_characters(Rendering& rendering, std::string_view text, std::string_view set, bool left,
                                 bool right) {
    while (left && !text.empty()) {
        const Character c = character_at(text, 0);
        if (!has_character(rendering, set, c.code)) break;
        text.remove_prefix(c.bytes);
    }
    while (right && !text.empty()) {
        const std::size_t size = last_size(text);
        if (!has_character(rendering, set, character_at(text, text.size() - size).code)) break;
        text.remove_suffix(size);
    }
    return text;
}

std::string replace_text(Rendering& rendering, std::string_view text, std::string_view from,
                         std::string_view to, std::int64_t count) {
    std::string out;
    std::size_t done = 0;
    for (std::size_t found = 0; within(count, found); ++found) {
        rendering.check_text(out.size());
        if (from.empty()) {  // Python puts `to` between all characters, and around them
            if (done > text.size()) break;
            out += to;
            if (done == text.size()) return out;
            const std::size_t bytes = character_at(text, done).bytes;
            out += text.substr(done, bytes);
            done += bytes;
            continue;
        }
        const std::size_t at = find_text(rendering, text, from, done);
        if (at == std::string_view::npos) break;
        out.append(text.substr(done, at - done)).append(to);
        done = at + from.size();
    }
    out += text.substr(std::min(done, text.size()));
    rendering.check_text(out.size());
    return out;
}

std::string pad_text(Rendering& rendering, std::string_view text, std::int64_t width, std::string_view fill,
                     bool left, bool right, bool as_center) {
    const auto size = static_cast<std::int64_t>(count_characters(text));
    if (width <= size) return std::string(text);
    rendering.check_text(static_cast<std::size_t>(width));
    const std::int64_t blanks = width - size;
    const std::int64_t odd = as_center ? blanks & width & 1 : 0;
    const std::int64_t before = left && right ? blanks / 2 + odd : left ? blanks : 0;
    std::string out;
    for (std::int64_t i = 0; i < before; ++i) out += fill;
    out += text;
    for (std::int64_t i = before; i < blanks; ++i) out += fill;
    return out;
}

bool is_lower(std::string_view text) {
    bool found = false;
    bool others = false;
    each_character(text, [&](char32_t code, std::string_view) {
        found = found || is_lower_case(code);
        others = others || is_upper_case(code) || is_title_case(code);
    });
    return found && !others;
}

bool is_upper(std::string_view text) {
    bool found = false;
    bool others = false;
    each_character(text, [&](char32_t code, std::string_view) {
        found = found || is_upper_case(code);
        others = others || is_lower_case(code) || is_title_case(code);
    });
    return found && !others;
}

}  // namespace tidings::jinja
