#include "jinja/text_wrap.h"

#include <algorithm>

#include "jinja/characters.h"
#include "jinja/unicode.h"

namespace tidings::jinja {
namespace {

using Text = std::u32string;
using TextView = std::u32string_view;

bool is_blank(char32_t code) {  // what divides words
    return code == ' ' || (code >= '\t' && code <= '\r');
}
bool is_letter(char32_t code) {
    return is_word(code) && !is_decimal(code);
}
bool ends_word(char32_t code) {
    return is_word(code) || TextView(U"!\"'&.,?").find(code) != TextView::npos;
}

// The pieces that a line may be cut between: runs of blanks, words, parts of words with hyphens, dashes.
class Pieces {
public:
    Pieces(TextView line, bool break_on_hyphens) : line_(line), hyphens_(break_on_hyphens) {}

    std::vector<TextView> all() const {
        std::vector<TextView> pieces;
        for (std::size_t at = 0; at < line_.size();) {
            const std::size_t end = end_of_piece(at);
            pieces.push_back(line_.substr(at, end - at));
            at = end;
        }
        return pieces;
    }

private:
    char32_t at(std::size_t i) const { return i < line_.size() ? line_[i] : U'\0'; }
    // What stands `back` characters before `i`.
    char32_t before(std::size_t i, std::size_t back) const { return i >= back ? line_[i - back] : U'\0'; }

    std::size_t end_of_piece(std::size_t start) const {
        std::size_t end = start;
        if (is_blank(line_[start])) {
            while (end < line_.size() && is_blank(line_[end])) ++end;
            return end;
        }
        if (hyphens_ && start > 0 && ends_word(line_[start - 1])) {
            if (const std::size_t dash = dash_size(start)) return start + dash;
        }
        for (end = start + 1; end < line_.size() && !is_blank(line_[end]); ++end) {
            if (!hyphens_) continue;
            if (is_hyphen(end)) return end + 1;
            if (ends_word(line_[end - 1]) && dash_size(end) > 0) return end;
        }
        return end;
    }

    // How long the dash "--" is that stands before a word here, or 0.
    std::size_t dash_size(std::size_t start) const {
        std::size_t end = start;
        while (at(end) == '-') ++end;
        return end - start >= 2 && is_word(at(end)) ? end - start : 0;
    }

    // Whether a hyphen inside of a word stands here, as in "well-known", and not as in "-1".
    bool is_hyphen(std::size_t i) const {
        if (at(i) != '-') return false;
        const bool behind_letters = is_letter(before(i, 1)) && is_letter(before(i, 2));
        const bool behind_part = ends_word(before(i, 1)) && before(i, 2) == '-' && is_letter(before(i, 3));
        if (!behind_letters && !behind_part) return false;
        const std::size_t next = at(i + 2) == '-' ? i + 3 : i + 2;
        return is_letter(at(i + 1)) && is_letter(at(next));
    }

    TextView line_;
    bool hyphens_;
};

class LineFiller {
public:
    explicit LineFiller(const WrapOptions& options) : options_(options) {}

    std::vector<Text> fill(std::vector<TextView> pieces) {
        std::reverse(pieces.begin(), pieces.end());
        while (!pieces.empty()) {
            if (is_white(pieces.back()) && !lines_.empty()) pieces.pop_back();
            add_line(pieces);
        }
        return std::move(lines_);
    }

private:
    static bool is_white(TextView piece) { return std::all_of(piece.begin(), piece.end(), is_space); }

    // The next line, from the pieces at the end of `pieces`, of which the last comes first.
    void add_line(std::vector<TextView>& pieces) {
        std::vector<TextView> line;
        std::size_t size = 0;
        while (!pieces.empty() && size + pieces.back().size() <= options_.width) {
            size += pieces.back().size();
            line.push_back(pieces.back());
            pieces.pop_back();
        }
        if (!pieces.empty() && pieces.back().size() > options_.width) {
            add_long_word(pieces, line, options_.width - size);
        }
        if (!line.empty() && is_white(line.back())) line.pop_back();
        if (line.empty()) return;
        Text& text = lines_.emplace_back();
        for (const TextView piece : line) text += piece;
    }

    void add_long_word(std::vector<TextView>& pieces, std::vector<TextView>& line, std::size_t room) const {
        const TextView word = pieces.back();
        if (options_.break_long_words) {
            const std::size_t end = options_.break_on_hyphens ? hyphen_end(word, room) : room;
            line.push_back(word.substr(0, end));
            pieces.back() = word.substr(end);
        } else if (line.empty()) {
            line.push_back(word);
            pieces.pop_back();
        }
    }

    // Behind the last hyphen within `room`, unless there are but hyphens before it.
    static std::size_t hyphen_end(TextView word, std::size_t room) {
        const std::size_t hyphen = word.substr(0, room).rfind('-');
        const bool splits = hyphen != TextView::npos && word.find_first_not_of('-') < hyphen;
        return splits ? hyphen + 1 : room;
    }

    const WrapOptions& options_;
    std::vector<Text> lines_;
};

}  // namespace

std::vector<std::string> wrapped_lines(std::string_view line, const WrapOptions& options) {
    Text text;
    each_character(line, [&](char32_t code, std::string_view) { text += code; });
    std::vector<std::string> lines;
    for (const Text& part : LineFiller(options).fill(Pieces(text, options.break_on_hyphens).all())) {
        for (std::string& out = lines.emplace_back(); const char32_t code : part) append_utf8(code, out);
    }
    return lines;
}

}  // namespace tidings::jinja
