#include "jinja/syntax/lexer.h"

#include "jinja/failure.h"
#include "jinja/syntax/source_text.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {

std::string normalize_source(std::string_view source, const Options& options) {
    std::string out;
    out.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\r') {
            out += '\n';
            if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
        } else {
            out += source[i];
        }
    }
    if (!options.keep_trailing_newline && out.ends_with('\n')) out.pop_back();
    return out;
}

Token Lexer::next() {
    while (ready_.empty()) {
        if (inside_ != Tag::Kind::none) return next_in_tag();
        if (at_ >= source_.size()) return {Token::Type::end, {}, static_cast<std::uint32_t>(source_.size())};
        scan_text();
    }
    const Token token = ready_.back();
    ready_.pop_back();
    return token;
}

void Lexer::push(Token::Type type, std::string_view text, std::size_t offset) {
    if (type == Token::Type::data && text.empty()) return;
    ready_.insert(ready_.begin(), {type, text, static_cast<std::uint32_t>(offset)});
}

// Reads up to and with the opening of the next tag.
void Lexer::scan_text() {
    const std::size_t start = at_;
    Tag tag;
    if (!find_tag(start, tag)) {
        at_ = source_.size();
        push(Token::Type::data, source_.substr(start), start);
        return;
    }
    push(Token::Type::data, text_before(tag, start), start);
    if (tag.kind == Tag::Kind::line_comment) {
        leave(std::min(source_.find('\n', tag.at + tag.size), source_.size()));
    } else if (tag.kind == Tag::Kind::comment) {
        skip_comment(tag);
    } else if (tag.kind != Tag::Kind::block || !scan_raw(tag)) {
        const bool prints = tag.kind == Tag::Kind::variable;
        push(prints ? Token::Type::variable_begin : Token::Type::block_begin, {}, tag.at);
        inside_ = tag.kind;
        at_ = tag.at + tag.size;
        line_starts_ = false;
    }
}

bool Lexer::find_tag(std::size_t from, Tag& tag) const {
    bool found = find_braces(from, tag);
    const auto offer = [&](bool other_found, const Tag& other) {
        if (other_found && (!found || precedes(other, tag))) tag = other;
        found = found || other_found;
    };
    Tag line;
    const auto end = [&] { return found ? tag.at : source_.size(); };
    if (!options_.line_statement_prefix.empty()) offer(find_line_statement(from, end(), line), line);
    if (!options_.line_comment_prefix.empty()) offer(find_line_comment(from, end(), line), line);
    return found;
}

bool Lexer::find_braces(std::size_t from, Tag& tag) const {
    for (std::size_t at = from; (at = source_.find('{', at)) != std::string_view::npos; ++at) {
        const char second = at + 1 < source_.size() ? source_[at + 1] : '\0';
        const Tag::Kind kind = second == '{'   ? Tag::Kind::variable
                               : second == '%' ? Tag::Kind::block
                               : second == '#' ? Tag::Kind::comment
                                               : Tag::Kind::none;
        if (kind == Tag::Kind::none) continue;
        const char sign = at + 2 < source_.size() ? source_[at + 2] : '\0';
        const bool has_sign = sign == '-' || sign == '+';
        tag = {kind, at, has_sign ? std::size_t{3} : std::size_t{2}, 2, has_sign ? sign : '\0'};
        return true;
    }
    return false;
}

// The text before a tag, less the blanks that the tag takes away.
std::string_view Lexer::text_before(const Tag& tag, std::size_t start) const {
    const std::string_view text = source_.substr(start, tag.at - start);
    if (tag.sign == '-') return trim_right(text);
    if (tag.sign == '+' || tag.kind == Tag::Kind::variable || !options_.lstrip_blocks) return text;
    const std::size_t newline = text.rfind('\n');
    const std::size_t line = newline == std::string_view::npos ? 0 : newline + 1;
    if (line == 0 && !line_starts_) return text;
    return trim(text.substr(line)).empty() ? text.substr(0, line) : text;
}

void Lexer::leave(std::size_t behind) {
    at_ = behind;
    inside_ = Tag::Kind::none;
    line_starts_ = behind > 0 && source_[behind - 1] == '\n';
}

void Lexer::skip_comment(const Tag& tag) {
    // Jinja2 misses the end only where there is text to read.
    if (tag.at + tag.size == source_.size()) return leave(source_.size());
    for (std::size_t at = tag.at + tag.size; (at = source_.find('#', at)) != std::string_view::npos; ++at) {
        if (!starts_with_at(source_, at, "#}")) continue;
        const char before = at > tag.at + tag.size ? source_[at - 1] : '\0';
        const std::size_t begin = before == '-' || before == '+' ? at - 1 : at;
        leave(begin + close_size(begin, "#}", true));
        return;
    }
    syntax_error("Missing end of comment tag", tag.at);
}

// Reads a whole raw section when `tag` opens one.
bool Lexer::scan_raw(const Tag& tag) {
    std::size_t at = skip_spaces(source_, tag.at + tag.size);
    if (!starts_with_at(source_, at, "raw")) return false;
    at = skip_spaces(source_, at + 3);
    if (starts_with_at(source_, at, "-%}")) {
        at = skip_spaces(source_, at + 3);
    } else if (starts_with_at(source_, at, "%}")) {
        at += 2;
    } else {
        return false;
    }
    line_starts_ = source_[at - 1] == '\n';
    if (at == source_.size()) {  // Jinja2 misses the end only where there is text to read
        leave(at);
        return true;
    }
    Tag end_tag;
    std::size_t behind = 0;
    if (!find_raw_end(at, end_tag, behind)) syntax_error("Missing end of raw directive", at);
    push(Token::Type::data, text_before(end_tag, at), at);
    leave(behind);
    return true;
}

bool Lexer::find_raw_end(std::size_t from, Tag& end_tag, std::size_t& behind) const {
    for (std::size_t at = from; find_braces(at, end_tag); at = end_tag.at + 1) {
        if (end_tag.kind != Tag::Kind::block) continue;
        std::size_t next = skip_spaces(source_, end_tag.at + end_tag.size);
        if (!starts_with_at(source_, next, "endraw")) continue;
        next = skip_spaces(source_, next + 6);
        const std::size_t size = close_size(next, "%}", true);
        if (size == 0) continue;
        behind = next + size;
        return true;
    }
    return false;
}

}  // namespace tidings::jinja
