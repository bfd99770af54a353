#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jinja/options.h"

namespace tidings::jinja {

struct Token {
    enum class Type : std::uint8_t {
        data,  // text between tags, whitespace control applied
        variable_begin,
        variable_end,
        block_begin,
        block_end,
        name,
        string,  // with its quotes, escapes not yet read
        integer,
        real,
        op,
        end,
    };

    Type type = Type::end;
    std::string_view text;
    std::uint32_t offset = 0;

    bool is(Type t) const { return type == t; }
    bool is_op(std::string_view op) const { return type == Type::op && text == op; }
    bool is_name(std::string_view name) const { return type == Type::name && text == name; }

    // How an error message calls it: a name by itself, anything else by its kind.
    std::string_view describe() const;
};

// Line ends of every kind become "\n", and the one at the end is dropped unless it is to be kept.
std::string normalize_source(std::string_view source, const Options& options);

// Cuts a normalized source into tokens, one at a time, so that what is wrong early is told first. Comments
// and raw sections never show; raw text comes as data.
class Lexer {
public:
    // `source` must outlive the lexer and the tokens.
    Lexer(std::string_view source, const Options& options) : source_(source), options_(options) {}

    // Throws SyntaxFailure. After the last token, `end` for ever.
    Token next();

private:
    struct Tag {
        std::size_t at = 0;    // of its "{"
        std::size_t size = 0;  // of the opening, with the sign
        char kind = 0;         // '{', '%' or '#'
        char sign = 0;         // '-', '+' or 0
    };

    void scan_text();
    bool find_tag(std::size_t from, Tag& tag) const;
    std::string_view text_before(const Tag& tag, std::size_t start) const;
    void skip_comment(const Tag& tag);
    bool scan_raw(const Tag& tag);
    bool find_raw_end(std::size_t from, Tag& end_tag, std::size_t& behind) const;
    std::size_t close_size(std::size_t at, std::string_view close, bool is_block) const;
    void leave(std::size_t behind);
    void push(Token::Type type, std::string_view text, std::size_t offset);

    Token next_in_tag();
    Token take(Token::Type type, std::size_t size);
    std::size_t number_size(bool& real) const;
    std::size_t integer_size() const;
    std::size_t digits_size(std::size_t at) const;
    std::size_t exponent_size(std::size_t at) const;
    std::size_t name_size() const;
    std::size_t string_size() const;
    std::size_t operator_size() const;
    void balance(char c);
    [[noreturn]] void unexpected_character() const;

    std::string_view source_;
    const Options& options_;
    std::size_t at_ = 0;
    char inside_ = 0;           // the kind of the tag we are in, or 0
    bool line_starts_ = true;   // what comes next stands at the start of a line
    std::string brackets_;      // the closings that are awaited, innermost last
    std::vector<Token> ready_;  // found and not yet returned, last first
};

// The text that a string literal stands for. Throws SyntaxFailure on a broken escape.
std::string read_string_literal(const Token& token);

}  // namespace tidings::jinja
