#include "jinja/syntax/lexer.h"

#include <gtest/gtest.h>

#include "jinja/failure.h"

namespace tidings::jinja {
namespace {

const Options kDefaults;

// The tokens of a source, each by its text or, where it has none, by its kind.
std::string tokens(std::string_view source, const Options& options = {}) {
    const std::string normalized = normalize_source(source, options);
    Lexer lexer(normalized, options);
    std::string out;
    for (Token token = lexer.next(); !token.is(Token::Type::end); token = lexer.next()) {
        if (!out.empty()) out += '|';
        out += token.text.empty() ? "<" + std::string(token.describe()) + ">" : std::string(token.text);
    }
    return out;
}

std::string error_of(std::string_view source) {
    try {
        return "no error: " + tokens(source);
    } catch (const SyntaxFailure& error) {
        return error.failure.message + " @" + std::to_string(error.offset);
    }
}

TEST(JinjaLexer, TextAndTagsAlternate) {
    EXPECT_EQ(tokens("a{{ b }}c"), "a|<begin of print statement>|b|<end of print statement>|c");
    EXPECT_EQ(tokens("{% if x %}"), "<begin of statement block>|if|x|<end of statement block>");
    EXPECT_EQ(tokens("a{# b #}c"), "a|c");
    EXPECT_EQ(tokens("a { b } } %} #}"), "a { b } } %} #}");
}

TEST(JinjaLexer, RawTextIsData) {
    EXPECT_EQ(tokens("{% raw %}{{ a }}{% endraw %}b"), "{{ a }}|b");
    EXPECT_EQ(tokens("a {%- raw -%} {{ b }} {%- endraw -%} c"), "a|{{ b }}|c");
    EXPECT_EQ(tokens("{% raw %}{% endraw %}"), "");
}

TEST(JinjaLexer, BracketsHideTheEndOfATag) {
    EXPECT_EQ(tokens("{{ {1:{2:3}} }}"),
              "<begin of print statement>|{|1|:|{|2|:|3|}|}|<end of print statement>");
    EXPECT_EQ(tokens("{{ '}}' }}"), "<begin of print statement>|'}}'|<end of print statement>");
}

TEST(JinjaLexer, NumbersAreRecognized) {
    EXPECT_EQ(tokens("{{ 1 1.5 1e3 1_000 0x1F 0b1 0o7 1.5e-7 }}"),
              "<begin of print statement>|1|1.5|1e3|1_000|0x1F|0b1|0o7|1.5e-7|<end of print statement>");
    EXPECT_EQ(tokens("{{ a.0.1 }}"), "<begin of print statement>|a|.|0|.|1|<end of print statement>");
    EXPECT_EQ(tokens("{{ 1.b }}"), "<begin of print statement>|1|.|b|<end of print statement>");
}

TEST(JinjaLexer, LineEndsBecomeOne) {
    EXPECT_EQ(tokens("a\r\nb\rc\n"), "a\nb\nc");
    EXPECT_EQ(tokens("a\n\n"), "a\n");
    EXPECT_EQ(tokens("a\n", {.keep_trailing_newline = true}), "a\n");
}

TEST(JinjaLexer, WhitespaceControl) {
    const Options both{.trim_blocks = true, .lstrip_blocks = true};
    EXPECT_EQ(tokens("a\n  {% x %}\nb", both), "a\n|<begin of statement block>|x|<end of statement block>|b");
    EXPECT_EQ(tokens("a\n  {%+ x +%}\nb", both),
              "a\n  |<begin of statement block>|x|<end of statement block>|\nb");
    EXPECT_EQ(tokens("a\n  {{ x }}\nb", both),
              "a\n  |<begin of print statement>|x|<end of print statement>|\nb");
    EXPECT_EQ(tokens("a \n {{- x -}} \n b"), "a|<begin of print statement>|x|<end of print statement>|b");
    EXPECT_EQ(tokens("a {% x %}", both), "a |<begin of statement block>|x|<end of statement block>");
    EXPECT_EQ(tokens("  {# c #}\nx", both), "x");
}

TEST(JinjaLexer, ErrorsHaveTheirOffset) {
    EXPECT_EQ(error_of("é{{ $ }}"), "unexpected char '$' at 4 @5");
    EXPECT_EQ(error_of("{# x"), "Missing end of comment tag @0");
    EXPECT_EQ(error_of("{% raw %}x"), "Missing end of raw directive @9");
    EXPECT_EQ(error_of("{{ (] }}"), "unexpected ']', expected ')' @4");
    EXPECT_EQ(error_of("{{ ) }}"), "unexpected ')' @3");
    EXPECT_EQ(error_of("{{ 'a"), "unexpected char \"'\" at 3 @3");
}

TEST(JinjaLexer, EveryOperatorIsOneToken) {
    for (const std::string_view op : {"+", "-",  "/", "//", "*", "%", "**", "~", "==", "!=",
                                      ">", ">=", "<", "<=", "=", ".", ":",  "|", ",",  ";"}) {
        const std::string source = "{{ a " + std::string(op) + " b }}";
        Lexer lexer(source, kDefaults);
        lexer.next();
        lexer.next();
        const Token token = lexer.next();
        EXPECT_TRUE(token.is_op(op)) << op;
        EXPECT_EQ(token.offset, 5U) << op;
    }
    EXPECT_EQ(tokens("{{ ***//= }}"), "<begin of print statement>|**|*|//|=|<end of print statement>");
    EXPECT_EQ(tokens("{{ <=>===!= }}"), "<begin of print statement>|<=|>=|==|!=|<end of print statement>");
}

TEST(JinjaLexer, TokensKnowTheirTypeAndPlace) {
    const std::string source = "é{{ ab 12 1.5 'x' }}{% c %}z";
    Lexer lexer(source, kDefaults);
    using Type = Token::Type;
    constexpr std::pair<Type, std::uint32_t> kExpected[] = {
        {Type::data, 0},  {Type::variable_begin, 2}, {Type::name, 5},          {Type::integer, 8},
        {Type::real, 11}, {Type::string, 15},        {Type::variable_end, 19}, {Type::block_begin, 21},
        {Type::name, 24}, {Type::block_end, 26},     {Type::data, 28},         {Type::end, 29},
        {Type::end, 29},
    };
    for (const auto& [type, offset] : kExpected) {
        const Token token = lexer.next();
        EXPECT_EQ(token.type, type) << offset;
        EXPECT_EQ(token.offset, offset);
    }
}

TEST(JinjaLexer, NamesMayHaveLettersOfAnyScript) {
    EXPECT_EQ(tokens("{{ é日_1 }}"), "<begin of print statement>|é日_1|<end of print statement>");
    EXPECT_EQ(tokens("{{ _ __a a1 }}"), "<begin of print statement>|_|__a|a1|<end of print statement>");
    EXPECT_EQ(error_of("{{ a€ }}"), "unexpected char '€' at 4 @4");
}

TEST(JinjaLexer, TagsEndAtTheirOwnSign) {
    EXPECT_EQ(error_of("{{ a %}"), "unexpected '}' @6");
    EXPECT_EQ(error_of("{% a }}"), "unexpected '}' @5");
}

TEST(JinjaLexer, CommentsHideEverything) {
    EXPECT_EQ(tokens("a{# {{ b }} {% c %} #}d"), "a|d");
    EXPECT_EQ(tokens("a {#- b -#} c"), "a|c");
    EXPECT_EQ(tokens("{##}"), "");
    EXPECT_EQ(tokens("{#-#}x"), "x");
    EXPECT_EQ(tokens("a{# # } #}b"), "a|b");
    EXPECT_EQ(error_of("a{# b"), "Missing end of comment tag @1");
}

TEST(JinjaLexer, StringEscapesAreThoseOfPython) {
    const auto read = [](std::string_view text) {
        return read_string_literal({Token::Type::string, text, 0});
    };
    EXPECT_EQ(read(R"("a\n\t\\\"\'")"), "a\n\t\\\"'");
    EXPECT_EQ(read(R"('\x41\u00e9\U0001F600\101\0')"), std::string("Aé😀A\0", 9));
    EXPECT_EQ(read(R"('\q\
x')"),
              "\\qx");
    EXPECT_THROW(read(R"('\x4')"), SyntaxFailure);
    EXPECT_THROW(read(R"('\ud800')"), SyntaxFailure);
}

}  // namespace
}  // namespace tidings::jinja
