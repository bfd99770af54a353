#include "html/tags.h"

#include <algorithm>

#include "base/ascii.h"

namespace tidings::html {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f";

bool is_blank(char c) {
    return is_one_of(c, kBlanks);
}

// Behind the '>' that ends a tag; quoted ones do not. The end of the source where there is none.
std::size_t end_of_tag(std::string_view source, std::size_t at) {
    char quote = 0;
    bool value = false;  // a quote counts behind '=' only
    for (; at < source.size(); ++at) {
        const char c = source[at];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '>') {
            return at + 1;
        } else if (value && (c == '"' || c == '\'')) {
            quote = c;
        }
        if (quote == 0 && !is_blank(c)) value = c == '=';
    }
    return at;
}

bool is_raw(std::string_view name) {
    constexpr std::string_view kRaw[] = {"script",   "style",    "title", "textarea",
                                         "noscript", "template", "xmp",   "iframe"};
    return std::ranges::find(kRaw, name) != std::end(kRaw);
}

std::string_view behind_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
}

// Takes the value off the front, behind its '='.
std::string_view take_value(std::string_view& rest) {
    rest = behind_blanks(rest);
    if (rest.empty()) return {};
    const char quote = rest.front();
    if (quote == '"' || quote == '\'') {
        rest.remove_prefix(1);
        const auto value = rest.substr(0, rest.find(quote));
        rest.remove_prefix(std::min(rest.size(), value.size() + 1));
        return value;
    }
    const auto value = rest.substr(0, rest.find_first_of(kBlanks));
    rest.remove_prefix(value.size());
    return value;
}

}  // namespace

std::optional<Piece> Tags::next() {
    while (at_ < source_.size()) {
        if (source_[at_] == '<') {
            const std::size_t before = at_;
            if (auto piece = tag()) return piece;
            if (at_ != before) continue;
        }
        // A '<' that begins nothing is a text.
        const std::size_t end = std::min(source_.find('<', at_ + 1), source_.size());
        Piece piece;
        piece.text = source_.substr(at_, end - at_);
        at_ = end;
        return piece;
    }
    return std::nullopt;
}

// A tag at the front; nothing, and a step forward, for what is left out; no step where there is no markup.
std::optional<Piece> Tags::tag() {
    const std::string_view rest = source_.substr(at_);
    if (rest.starts_with("<!--")) {
        skip_markup("-->");
        return std::nullopt;
    }
    if (rest.starts_with("<!") || rest.starts_with("<?")) {
        skip_markup(">");
        return std::nullopt;
    }
    const std::size_t name = rest.starts_with("</") ? 2 : 1;
    if (rest.size() <= name || !is_letter(rest[name])) return std::nullopt;
    const std::size_t name_end = std::min(rest.find_first_of(" \t\r\n\f/>", name), rest.size());
    const std::size_t end = end_of_tag(rest, name_end);
    at_ += end;
    if (rest[end - 1] != '>') return std::nullopt;  // the source ends within it
    Piece piece;
    piece.kind = name == 2 ? Piece::Kind::close : Piece::Kind::open;
    piece.name = to_lower(rest.substr(name, name_end - name));
    piece.attributes = rest.substr(name_end, end - 1 - name_end);
    if (piece.kind == Piece::Kind::open && is_raw(piece.name)) {
        skip_raw(piece.name);
        return std::nullopt;
    }
    return piece;
}

void Tags::skip_markup(std::string_view end) {
    const std::size_t found = source_.find(end, at_);
    at_ = found == std::string_view::npos ? source_.size() : found + end.size();
}

void Tags::skip_raw(std::string_view name) {
    while (true) {
        at_ = source_.find("</", at_);
        if (at_ == std::string_view::npos) {
            at_ = source_.size();
            return;
        }
        if (equal_ignoring_case(source_.substr(at_ + 2, name.size()), name)) {
            at_ = end_of_tag(source_, at_);
            return;
        }
        at_ += 2;
    }
}

std::optional<std::string_view> attribute(std::string_view attributes, std::string_view name) {
    std::string_view rest = attributes;
    while (true) {
        while (!rest.empty() && (is_blank(rest.front()) || rest.front() == '/')) rest.remove_prefix(1);
        if (rest.empty()) return std::nullopt;
        const auto found = rest.substr(0, std::max<std::size_t>(rest.find_first_of(" \t\r\n\f/="), 1));
        rest.remove_prefix(found.size());
        std::string_view value;
        if (const auto behind = behind_blanks(rest); behind.starts_with('=')) {
            rest = behind.substr(1);
            value = take_value(rest);
        }
        if (equal_ignoring_case(found, name)) return value;
    }
}

}  // namespace tidings::html
