#include "jinja/syntax/token_stream.h"

#include <string>

#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {

// As Jinja2 does, strings are read when they are met, whether or not they stand right there.
Token TokenStream::next() {
    const Token token = lexer_.next();
    const bool has_escapes = token.is(Token::Type::string) && token.text.find('\\') != std::string_view::npos;
    if (has_escapes) read_string_literal(token);
    return token;
}

const Token& TokenStream::look() {
    if (!next_) next_ = next();
    return *next_;
}

Token TokenStream::take() {
    const Token token = current_;
    current_ = next_ ? *next_ : next();
    next_.reset();
    // As with Jinja2, what is missing at the end is missing on the line of the last token.
    if (current_.is(Token::Type::end) && source_.find('\n', token.offset) != std::string_view::npos) {
        current_.offset = token.offset;
    }
    return token;
}

bool TokenStream::skip_op(std::string_view op) {
    if (!current_.is_op(op)) return false;
    take();
    return true;
}

bool TokenStream::skip_name(std::string_view name) {
    if (!current_.is_name(name)) return false;
    take();
    return true;
}

Token TokenStream::expected(bool found, std::string_view description) {
    if (found) return take();
    const std::string wanted = repr_text(description);
    if (current_.is(Token::Type::end)) {
        syntax_error("unexpected end of template, expected " + wanted + ".", current_.offset);
    }
    syntax_error("expected token " + wanted + ", got " + repr_text(current_.describe()), current_.offset);
}

Token TokenStream::expect(Token::Type type) {
    const std::string_view description = type == Token::Type::name ? "name" : Token{type, {}, 0}.describe();
    return expected(current_.is(type), description);
}

void TokenStream::expect_op(std::string_view op) {
    expected(current_.is_op(op), op);
}
void TokenStream::expect_name(std::string_view name) {
    expected(current_.is_name(name), name);
}

}  // namespace tidings::jinja
