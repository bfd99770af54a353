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
        enum class Kind : std::uint8_t { none, block, comment, line_comment, line_statement, variable };

        Kind kind = Kind::none;
        std::size_t at = 0;       // where it begins, with the blanks before a line's prefix
        std::size_t size = 0;     // of all of that, with the sign
        std::size_t opening = 0;  // of the "{%" or the prefix alone
        char sign = 0;            // '-', '+' or 0
    };

    void scan_text();
    bool find_tag(std::size_t from, Tag& tag) const;
    bool find_braces(std::size_t from, Tag& tag) const;
    std::string_view text_before(const Tag& tag, std::size_t start) const;
    void skip_comment(const Tag& tag);
    bool scan_raw(const Tag& tag);
    bool find_raw_end(std::size_t from, Tag& end_tag, std::size_t& behind) const;
    void leave(std::size_t behind);
    void push(Token::Type type, std::string_view text, std::size_t offset);

    // lexer_lines.cpp
    static bool precedes(const Tag& one, const Tag& other);
    bool starts_line(std::size_t at) const;
    Tag line_tag(Tag::Kind kind, std::size_t begin, std::size_t prefix_at, std::size_t prefix_size) const;
    bool find_line_statement(std::size_t from, std::size_t to, Tag& tag) const;
    bool find_line_comment(std::size_t from, std::size_t to, Tag& tag) const;
    bool find_line_end(std::size_t at, std::size_t& size) const;

    // lexer_in_tag.cpp
    Token next_in_tag();
    Token next_part();
    bool find_end(std::size_t& size) const;
    std::size_t close_size(std::size_t at, std::string_view close, bool is_block) const;
    Token take(Token::Type type, std::size_t size);
    std::size_t number_size(bool& real) const;
    std::size_t integer_size() const;
    std::size_t digits_size(std::size_t at) const;
    std::size_t exponent_size(std::size_t at) const;
    std::size_t name_size() const;
    std::size_t checked_name_size(std::size_t size) const;
    std::size_t string_size() const;
    std::size_t operator_size() const;
    void balance(char c);
    [[noreturn]] void unexpected_character() const;

    std::string_view source_;
    const Options& options_;
    std::size_t at_ = 0;
    Tag::Kind inside_ = Tag::Kind::none;  // the tag we are in
    bool line_starts_ = true;             // what comes next stands at the start of a line
    std::string brackets_;                // the closings that are awaited, innermost last
    std::vector<Token> ready_;            // found and not yet returned, last first
};

// The text that a string literal stands for. Throws SyntaxFailure on a broken escape.
std::string read_string_literal(const Token& token);

}  // namespace tidings::jinja
