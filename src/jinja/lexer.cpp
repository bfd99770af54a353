#include "jinja/lexer.h"

#include <algorithm>

#include "jinja/failure.h"
#include "jinja/python_text.h"
#include "jinja/unicode.h"

namespace tidings::jinja {
namespace {

std::size_t skip_spaces(std::string_view source, std::size_t at) {
    while (at < source.size()) {
        const Character c = character_at(source, at);
        if (!is_space(c.code)) break;
        at += c.bytes;
    }
    return at;
}

bool starts_with_at(std::string_view source, std::size_t at, std::string_view part) {
    return source.substr(std::min(at, source.size())).starts_with(part);
}

}  // namespace

std::string_view Token::describe() const {
    switch (type) {
        case Type::data:
            return "template data / text";
        case Type::variable_begin:
            return "begin of print statement";
        case Type::variable_end:
            return "end of print statement";
        case Type::block_begin:
            return "begin of statement block";
        case Type::block_end:
            return "end of statement block";
        case Type::string:
            return "string";
        case Type::integer:
            return "integer";
        case Type::real:
            return "float";
        case Type::end:
            return "end of template";
        default:
            return text;
    }
}

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
        if (inside_ != 0) return next_in_tag();
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
    if (tag.kind == '#') {
        skip_comment(tag);
    } else if (tag.kind != '%' || !scan_raw(tag)) {
        const bool prints = tag.kind == '{';
        push(prints ? Token::Type::variable_begin : Token::Type::block_begin, {}, tag.at);
        inside_ = tag.kind;
        at_ = tag.at + tag.size;
        line_starts_ = false;
    }
}

bool Lexer::find_tag(std::size_t from, Tag& tag) const {
    for (std::size_t at = from; (at = source_.find('{', at)) != std::string_view::npos; ++at) {
        const char kind = at + 1 < source_.size() ? source_[at + 1] : '\0';
        if (kind != '{' && kind != '%' && kind != '#') continue;
        const char sign = at + 2 < source_.size() ? source_[at + 2] : '\0';
        const bool has_sign = sign == '-' || (sign == '+' && kind != '{');
        tag = {at, has_sign ? std::size_t{3} : std::size_t{2}, kind, has_sign ? sign : '\0'};
        return true;
    }
    return false;
}

// The text before a tag, less the blanks that the tag takes away.
std::string_view Lexer::text_before(const Tag& tag, std::size_t start) const {
    const std::string_view text = source_.substr(start, tag.at - start);
    if (tag.sign == '-') return trim_right(text);
    if (tag.sign == '+' || tag.kind == '{' || !options_.lstrip_blocks) return text;
    const std::size_t newline = text.rfind('\n');
    const std::size_t line = newline == std::string_view::npos ? 0 : newline + 1;
    if (line == 0 && !line_starts_) return text;
    return trim(text.substr(line)).empty() ? text.substr(0, line) : text;
}

// How long the closing at `at` is with what it takes away behind it; 0 when there is none.
std::size_t Lexer::close_size(std::size_t at, std::string_view close, bool is_block) const {
    const char first = at < source_.size() ? source_[at] : '\0';
    if ((first == '-' || (first == '+' && is_block)) && starts_with_at(source_, at + 1, close)) {
        const std::size_t behind = at + 1 + close.size();
        return (first == '-' ? skip_spaces(source_, behind) : behind) - at;
    }
    if (!starts_with_at(source_, at, close)) return 0;
    const bool trims = is_block && options_.trim_blocks && starts_with_at(source_, at + close.size(), "\n");
    return close.size() + (trims ? 1 : 0);
}

void Lexer::leave(std::size_t behind) {
    at_ = behind;
    inside_ = 0;
    line_starts_ = behind > 0 && source_[behind - 1] == '\n';
}

void Lexer::skip_comment(const Tag& tag) {
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
    for (std::size_t at = from; find_tag(at, end_tag); at = end_tag.at + 1) {
        if (end_tag.kind != '%') continue;
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

Token Lexer::next_in_tag() {
    const std::string_view close = inside_ == '{' ? "}}" : "%}";
    while (true) {
        const std::size_t closing = brackets_.empty() ? close_size(at_, close, inside_ == '%') : 0;
        if (closing > 0) {
            const bool prints = inside_ == '{';
            const std::size_t offset = at_;
            leave(at_ + closing);
            return {prints ? Token::Type::variable_end : Token::Type::block_end,
                    {},
                    static_cast<std::uint32_t>(offset)};
        }
        const std::size_t behind = skip_spaces(source_, at_);
        if (behind == at_) break;
        at_ = behind;
    }
    if (at_ >= source_.size()) {
        inside_ = 0;
        return {Token::Type::end, {}, static_cast<std::uint32_t>(source_.size())};
    }
    bool real = false;
    if (const std::size_t size = number_size(real))
        return take(real ? Token::Type::real : Token::Type::integer, size);
    if (const std::size_t size = name_size()) return take(Token::Type::name, size);
    if (const std::size_t size = string_size()) return take(Token::Type::string, size);
    if (const std::size_t size = operator_size()) {
        if (size == 1) balance(source_[at_]);
        return take(Token::Type::op, size);
    }
    unexpected_character();
}

Token Lexer::take(Token::Type type, std::size_t size) {
    const Token token{type, source_.substr(at_, size), static_cast<std::uint32_t>(at_)};
    at_ += size;
    return token;
}

// "1_000": digits, with single "_" between them.
std::size_t Lexer::digits_size(std::size_t at) const {
    std::size_t size = 0;
    while (at + size < source_.size()) {
        if (is_digit(static_cast<unsigned char>(source_[at + size]))) {
            ++size;
        } else if (size > 0 && source_[at + size] == '_' && at + size + 1 < source_.size() &&
                   is_digit(static_cast<unsigned char>(source_[at + size + 1]))) {
            size += 2;
        } else {
            break;
        }
    }
    return size;
}

std::size_t Lexer::exponent_size(std::size_t at) const {
    if (at >= source_.size() || (source_[at] != 'e' && source_[at] != 'E')) return 0;
    std::size_t size = 1;
    if (at + size < source_.size() && (source_[at + size] == '+' || source_[at + size] == '-')) ++size;
    const std::size_t digits = digits_size(at + size);
    return digits == 0 ? 0 : size + digits;
}

std::size_t Lexer::number_size(bool& real) const {
    const std::size_t whole = digits_size(at_);
    if (whole == 0) return 0;
    const bool behind_dot = at_ > 0 && source_[at_ - 1] == '.';  // in "a.0.1" the numbers are indexes
    std::size_t size = whole;
    if (!behind_dot) {
        if (starts_with_at(source_, at_ + size, ".")) {
            const std::size_t fraction = digits_size(at_ + size + 1);
            if (fraction > 0) size += 1 + fraction;
        }
        size += exponent_size(at_ + size);
        real = size > whole;
    }
    return real ? size : integer_size();
}

std::size_t Lexer::integer_size() const {
    const std::string_view prefix = source_.substr(at_, 2);
    const char kind = prefix.size() == 2 && prefix[0] == '0' ? static_cast<char>(prefix[1] | 0x20) : '\0';
    const std::string_view digits = kind == 'x'   ? "0123456789abcdefABCDEF"
                                    : kind == 'o' ? "01234567"
                                    : kind == 'b' ? "01"
                                                  : "";
    std::size_t size = 2;
    while (!digits.empty() && at_ + size < source_.size()) {
        const std::size_t skip = source_[at_ + size] == '_' ? 1 : 0;
        if (at_ + size + skip >= source_.size()) break;
        if (digits.find(source_[at_ + size + skip]) == std::string_view::npos) break;
        size += skip + 1;
    }
    if (size > 2) return size;
    if (source_[at_] != '0') return digits_size(at_);
    size = 1;  // "00" is a number, "01" are two
    while (starts_with_at(source_, at_ + size, "0") || starts_with_at(source_, at_ + size, "_0")) {
        size += source_[at_ + size] == '_' ? 2 : 1;
    }
    return size;
}

std::size_t Lexer::name_size() const {
    std::size_t size = 0;
    while (at_ + size < source_.size()) {
        const Character c = character_at(source_, at_ + size);
        if (!is_word(c.code)) break;
        size += c.bytes;
    }
    return size;
}

std::size_t Lexer::string_size() const {
    const char quote = source_[at_];
    if (quote != '"' && quote != '\'') return 0;
    for (std::size_t at = at_ + 1; at < source_.size(); ++at) {
        if (source_[at] == quote) return at + 1 - at_;
        if (source_[at] == '\\') ++at;
    }
    return 0;
}

std::size_t Lexer::operator_size() const {
    constexpr std::string_view kDouble[] = {"//", "**", "==", "!=", ">=", "<="};
    for (const std::string_view op : kDouble) {
        if (starts_with_at(source_, at_, op)) return 2;
    }
    return std::string_view("+-/*%~[](){}><=.:|,;").find(source_[at_]) != std::string_view::npos ? 1 : 0;
}

void Lexer::balance(char c) {
    if (c == '(' || c == '[' || c == '{') {
        brackets_ += c == '(' ? ')' : c == '[' ? ']' : '}';
    } else if (c == ')' || c == ']' || c == '}') {
        if (brackets_.empty()) syntax_error(std::string("unexpected '") + c + "'", at_);
        const char expected = brackets_.back();
        brackets_.pop_back();
        if (c != expected)
            syntax_error(std::string("unexpected '") + c + "', expected '" + expected + "'", at_);
    }
}

void Lexer::unexpected_character() const {
    const std::string_view character = source_.substr(at_, character_at(source_, at_).bytes);
    syntax_error("unexpected char " + repr_text(character) + " at " +
                     std::to_string(count_characters(source_.substr(0, at_))),
                 at_);
}

}  // namespace tidings::jinja
