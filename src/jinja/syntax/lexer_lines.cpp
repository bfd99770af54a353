// Line statements and line comments. What begins them are Jinja2's regular expressions, read as code:
//   ^[ \t\v]*PREFIX                 a line statement; it ends with \s*(\n|$)
//   (?:^|(?<=\S))[^\S\r\n]*PREFIX   a line comment; it ends before the next newline
#include "jinja/syntax/lexer.h"
#include "jinja/syntax/source_text.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {

// Of two tags that begin at one place the one with the longer opening counts, then the kind that is last.
bool Lexer::precedes(const Tag& one, const Tag& other) {
    if (one.at != other.at) return one.at < other.at;
    if (one.opening != other.opening) return one.opening > other.opening;
    return one.kind > other.kind;
}

bool Lexer::starts_line(std::size_t at) const {
    return at == 0 || source_[at - 1] == '\n';
}

Lexer::Tag Lexer::line_tag(Tag::Kind kind, std::size_t begin, std::size_t prefix_at,
                           std::size_t prefix_size) const {
    const std::size_t behind = prefix_at + prefix_size;
    const char next = behind < source_.size() ? source_[behind] : '\0';
    const bool has_sign = next == '-' || next == '+';
    return {kind, begin, behind + (has_sign ? 1 : 0) - begin, prefix_size, has_sign ? next : '\0'};
}

// The first line statement that begins between `from` and `to`.
bool Lexer::find_line_statement(std::size_t from, std::size_t to, Tag& tag) const {
    const std::string_view prefix = options_.line_statement_prefix;
    std::size_t line = starts_line(from) ? from : source_.find('\n', from);
    if (line != from && line != std::string_view::npos) ++line;
    while (line <= to) {  // which npos is not
        const std::size_t at = std::min(source_.find_first_not_of(" \t\v", line), source_.size());
        if (starts_with_at(source_, at, prefix)) {
            tag = line_tag(Tag::Kind::line_statement, line, at, prefix.size());
            return true;
        }
        line = source_.find('\n', at);
        if (line != std::string_view::npos) ++line;
    }
    return false;
}

// The first line comment that begins between `from` and `to`: with its line, or with the blanks behind
// something else.
bool Lexer::find_line_comment(std::size_t from, std::size_t to, Tag& tag) const {
    const std::string_view prefix = options_.line_comment_prefix;
    const std::size_t last = skip_spaces(source_, to);
    for (std::size_t at = from; (at = source_.find(prefix, at)) <= last; ++at) {
        const std::size_t newline = source_.substr(0, at).rfind('\n');
        const std::size_t line = newline == std::string_view::npos ? 0 : newline + 1;
        const std::size_t begin = line + trim_right(source_.substr(line, at - line)).size();
        if (begin > to) return false;
        if (begin < from) continue;  // the blanks before it went to the tag before
        tag = line_tag(Tag::Kind::line_comment, begin, at, prefix.size());
        return true;
    }
    return false;
}

// Whether a line statement ends at `at`, and how much then ends with it: all blank lines below.
bool Lexer::find_line_end(std::size_t at, std::size_t& size) const {
    const std::size_t behind = skip_spaces(source_, at);
    if (behind == source_.size()) {
        size = behind - at;
        return true;
    }
    const std::size_t newline = source_.substr(at, behind - at).rfind('\n');
    if (newline == std::string_view::npos) return false;
    size = newline + 1;
    return true;
}

}  // namespace tidings::jinja
