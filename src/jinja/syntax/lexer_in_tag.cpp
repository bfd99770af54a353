#include "jinja/failure.h"
#include "jinja/syntax/lexer.h"
#include "jinja/syntax/source_text.h"
#include "jinja/text/characters.h"
#include "jinja/text/python_text.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {

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

// Whether the tag that we are in ends at `at_`, and how long its end is with what it takes away.
bool Lexer::find_end(std::size_t& size) const {
    if (!brackets_.empty()) return false;
    if (inside_ == Tag::Kind::line_statement) return find_line_end(at_, size);
    const bool is_block = inside_ == Tag::Kind::block;
    size = close_size(at_, is_block ? "%}" : "}}", is_block);
    return size > 0;
}

Token Lexer::next_in_tag() {
    while (true) {
        if (std::size_t size = 0; find_end(size)) {
            const bool prints = inside_ == Tag::Kind::variable;
            const std::size_t offset = at_;
            leave(at_ + size);
            return {prints ? Token::Type::variable_end : Token::Type::block_end,
                    {},
                    static_cast<std::uint32_t>(offset)};
        }
        const std::size_t behind = skip_spaces(source_, at_);
        if (behind == at_) break;
        at_ = behind;
    }
    if (at_ >= source_.size()) {
        inside_ = Tag::Kind::none;
        return {Token::Type::end, {}, static_cast<std::uint32_t>(source_.size())};
    }
    return next_part();
}

Token Lexer::next_part() {
    bool real = false;
    if (const std::size_t size = number_size(real))
        return take(real ? Token::Type::real : Token::Type::integer, size);
    if (const std::size_t size = name_size()) return take(Token::Type::name, checked_name_size(size));
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
        if (!is_in_names(c.code)) break;
        size += c.bytes;
    }
    return size;
}

// A name may have all letters and digits, but "²" and the like are neither to Python.
std::size_t Lexer::checked_name_size(std::size_t size) const {
    if (!is_identifier(source_.substr(at_, size))) syntax_error("Invalid character in identifier", at_);
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
