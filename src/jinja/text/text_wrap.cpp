#include "jinja/text/text_wrap.h"

#include <algorithm>

#include "jinja/text/characters.h"
#include "jinja/text/unicode.h"

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

// The pieces that a line may be cut between, one by one: runs of blanks, words, parts of words with hyphens,
// dashes.
class Pieces {
public:
    Pieces(TextView line, bool break_on_hyphens) : line_(line), hyphens_(break_on_hyphens) { next(); }

    bool empty() const { return piece_.empty(); }
    TextView piece() const { return piece_; }
    void next() {
        const std::size_t begin = end_;
        if (begin < line_.size()) end_ = end_of_piece(begin);
        piece_ = line_.substr(begin, end_ - begin);
    }
    // Leaves the rest of a piece that is too long.
    void cut(std::size_t size) {
        piece_.remove_prefix(size);
        if (piece_.empty()) next();
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
        const bool behind_part = is_letter(before(i, 1)) && before(i, 2) == '-' && is_letter(before(i, 3));
        if (!behind_letters && !behind_part) return false;
        const std::size_t next = at(i + 2) == '-' ? i + 3 : i + 2;
        return is_letter(at(i + 1)) && is_letter(at(next));
    }

    TextView line_;
    bool hyphens_;
    TextView piece_;
    std::size_t end_ = 0;  // of the piece, before it was cut
};

bool is_white(TextView piece) {
    return std::all_of(piece.begin(), piece.end(), is_space);
}

// Behind the last hyphen within `room`, unless there are but hyphens before it.
std::size_t hyphen_end(TextView word, std::size_t room) {
    const std::size_t hyphen = word.substr(0, room).rfind('-');
    const bool splits =
        hyphen != TextView::npos && word.substr(0, hyphen).find_first_not_of('-') != TextView::npos;
    return splits ? hyphen + 1 : room;
}

void take_long_word(Pieces& pieces, std::vector<TextView>& line, std::size_t room,
                    const WrapOptions& options) {
    const TextView word = pieces.piece();
    if (options.break_long_words) {
        const std::size_t end = options.break_on_hyphens ? hyphen_end(word, room) : room;
        line.push_back(word.substr(0, end));
        pieces.cut(end);
    } else if (line.empty()) {
        line.push_back(word);
        pieces.next();
    }
}

// The pieces of the next line; none where it were but blanks.
std::vector<TextView> take_line(Pieces& pieces, const WrapOptions& options) {
    std::vector<TextView> line;
    std::size_t size = 0;
    while (!pieces.empty() && size + pieces.piece().size() <= options.width) {
        size += pieces.piece().size();
        line.push_back(pieces.piece());
        pieces.next();
    }
    if (!pieces.empty() && pieces.piece().size() > options.width) {
        take_long_word(pieces, line, options.width - size, options);
    }
    if (!line.empty() && is_white(line.back())) line.pop_back();
    return line;
}

}  // namespace

void each_wrapped_line(std::string_view line, const WrapOptions& options,
                       const std::function<void(std::string_view)>& visit) {
    Text text;
    text.reserve(line.size());
    each_character(line, [&](char32_t code, std::string_view) { text += code; });
    bool any = false;
    std::string out;
    for (Pieces pieces(text, options.break_on_hyphens); !pieces.empty();) {
        if (any && is_white(pieces.piece())) pieces.next();
        const std::vector<TextView> parts = take_line(pieces, options);
        if (parts.empty()) continue;
        any = true;
        out.clear();
        for (const TextView part : parts) {
            for (const char32_t code : part) append_utf8(code, out);
        }
        visit(out);
    }
}

}  // namespace tidings::jinja
