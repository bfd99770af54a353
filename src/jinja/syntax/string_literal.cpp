#include <algorithm>
#include <cstdio>

#include "jinja/failure.h"
#include "jinja/syntax/lexer.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {
namespace {

bool is_octal(char c) {
    return c >= '0' && c <= '7';
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Reads the escapes of one literal, as Python's "unicode-escape" does.
class LiteralReader {
public:
    explicit LiteralReader(const Token& token)
        : text_(token.text.substr(1, token.text.size() - 2)), offset_(token.offset) {}

    std::string read() {
        while (at_ < text_.size()) {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
                at_ += 2;
                read_escape(text_[at_ - 1]);
            } else {
                out_ += text_[at_++];
            }
        }
        return std::move(out_);
    }

private:
    void read_escape(char c) {
        constexpr std::string_view kLetters = "abfnrtv";
        constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v";
        if (const std::size_t index = kLetters.find(c); index != std::string_view::npos) {
            out_ += kMeanings[index];
        } else if (c == '\\' || c == '\'' || c == '"') {
            out_ += c;
        } else if (is_octal(c)) {
            read_octal(c);
        } else if (c == 'x') {
            read_hex(2, "truncated \\xXX escape");
        } else if (c == 'u') {
            read_hex(4, "truncated \\uXXXX escape");
        } else if (c == 'U') {
            read_hex(8, "truncated \\UXXXXXXXX escape");
        } else if (c == 'N') {
            const std::size_t end = text_.find('}', at_);
            const bool has_name =
                at_ < text_.size() && text_[at_] == '{' && end != std::string_view::npos && end > at_ + 1;
            fail_escape(has_name ? "unknown Unicode character name" : "malformed \\N character escape");
        } else if (static_cast<unsigned char>(c) >= 0x80) {
            read_backslash_before(character_at(text_, at_ - 1));
        } else if (c != '\n') {
            out_ += '\\';
            out_ += c;
        }
    }

    // Jinja2 writes what is past ASCII as an escape first, which a backslash before it makes plain text.
    void read_backslash_before(const Character& character) {
        const std::uint32_t code = character.code;
        const char* const format = code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x";
        char escape[16];
        std::snprintf(escape, sizeof escape, format, code);
        out_ += escape;
        at_ += character.bytes - 1;
    }

    void read_octal(char first) {
        char32_t code = static_cast<char32_t>(first - '0');
        for (int i = 0; i < 2 && at_ < text_.size() && is_octal(text_[at_]); ++i) {
            code = code * 8 + static_cast<char32_t>(text_[at_++] - '0');
        }
        append_utf8(code, out_);
    }

    void read_hex(int digits, const char* error) {
        char32_t code = 0;
        for (int i = 0; i < digits; ++i, ++at_) {
            const int digit = at_ < text_.size() ? hex_digit(text_[at_]) : -1;
            if (digit < 0) fail_escape(error);
            code = code * 16 + static_cast<char32_t>(digit);
        }
        if (code > 0x10ffff) fail_escape("illegal Unicode character");
        if (code >= 0xd800 && code < 0xe000) fail_escape("a surrogate is no character");
        append_utf8(code, out_);
    }

    [[noreturn]] void fail_escape(const char* message) const {
        throw SyntaxFailure{{"TemplateSyntaxError", message}, offset_};
    }

    std::string_view text_;
    std::uint32_t offset_;
    std::size_t at_ = 0;
    std::string out_;
};

}  // namespace

std::string read_string_literal(const Token& token) {
    return LiteralReader(token).read();
}

}  // namespace tidings::jinja
