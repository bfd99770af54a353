#pragma once

#include <optional>
#include <string_view>

#include "jinja/syntax/lexer.h"

namespace tidings::jinja {

// The tokens with one to look ahead. Every method may throw SyntaxFailure.
class TokenStream {
public:
    TokenStream(std::string_view source, const Options& options) : source_(source), lexer_(source, options) {
        current_ = next();
    }

    const Token& current() const { return current_; }
    const Token& look();

    // Returns the current token and goes on to the next.
    Token take();

    bool skip_op(std::string_view op);
    bool skip_name(std::string_view name);

    // Takes the token that must stand here, or fails as Jinja2 does.
    Token expect(Token::Type type);
    void expect_op(std::string_view op);
    void expect_name(std::string_view name);

private:
    Token next();
    Token expected(bool found, std::string_view description);

    std::string_view source_;
    Lexer lexer_;
    Token current_;
    std::optional<Token> next_;
};

}  // namespace tidings::jinja
