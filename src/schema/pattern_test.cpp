#include "schema/pattern.h"

#include <gtest/gtest.h>

namespace tidings::schema {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
    const auto compiled = Pattern::compile(pattern);
    EXPECT_TRUE(compiled.has_value()) << pattern << ": " << compiled.error().message;
    return compiled && compiled->matches(text);
}

std::string refused(std::string_view pattern) {
    const auto compiled = Pattern::compile(pattern);
    return compiled ? "" : compiled.error().message;
}

TEST(Pattern, MatchesAnywhere) {
    EXPECT_TRUE(matches("b", "abc"));
    EXPECT_FALSE(matches("^b", "abc"));
    EXPECT_TRUE(matches("", ""));
}

TEST(Pattern, AnchorsAreThoseOfTheWholeText) {
    EXPECT_FALSE(matches("^b$", "a\nb"));
    EXPECT_FALSE(matches("^a$", "a\n"));
}

TEST(Pattern, ADotIsAnythingButALineEnd) {
    EXPECT_TRUE(matches("^.$", "é"));
    for (const std::string_view text : {"\n", "\r", "\u2028", "\u2029"}) EXPECT_FALSE(matches("^.$", text));
    EXPECT_TRUE(matches("^[.]$", "."));
    EXPECT_FALSE(matches("^[.]$", "a"));
}

TEST(Pattern, SpacesAreThoseOfUnicode) {
    for (const std::string_view text :
         {" ", "\t", "\n", "\v", "\f", "\r", "\u00a0", "\u2003", "\u2028", "\u3000", "\ufeff"}) {
        EXPECT_TRUE(matches("^\\s$", text));
        EXPECT_TRUE(matches("^[\\s]$", text));
        EXPECT_FALSE(matches("^\\S$", text));
        EXPECT_FALSE(matches("^[\\Sx]$", text));
    }
    for (const std::string_view text : {"a", "é", "😀", "\u200b", "!", "\x01"}) {
        EXPECT_TRUE(matches("^\\S$", text));
        EXPECT_TRUE(matches("^[^\\s]$", text));
        EXPECT_FALSE(matches("^[\\s]$", text));
    }
}

TEST(Pattern, DigitsAndWordsAreThoseOfAscii) {
    EXPECT_TRUE(matches("^\\d\\D\\w\\W$", "1a_-"));
    EXPECT_FALSE(matches("^\\d$", "٣"));
    EXPECT_FALSE(matches("^\\w$", "é"));
    EXPECT_TRUE(matches("^[\\d\\w-]+$", "a-1"));
}

TEST(Pattern, ReadsEscapesOfCodePoints) {
    EXPECT_TRUE(matches("^\\u00e9\\xe9$", "éé"));
    EXPECT_TRUE(matches("^\\u{1F600}\\uD83D\\uDE00$", "😀😀"));
    EXPECT_TRUE(matches("^[\\u0061-\\u0063]+$", "abc"));
    EXPECT_TRUE(matches("^\\cJ\\v\\t$", "\n\v\t"));
    EXPECT_TRUE(matches("^a\\0$", std::string_view("a\0", 2)));
    EXPECT_TRUE(matches("^[\\b]$", "\b"));
    EXPECT_TRUE(matches("\\bword\\b", "a word here"));
}

TEST(Pattern, ReadsEscapedPunctuation) {
    EXPECT_TRUE(matches(R"(^\^\$\\\.\*\+\?\(\)\[\]\{\}\|\/\-$)", R"(^$\.*+?()[]{}|/-)"));
}

TEST(Pattern, AClassHoldsBracketsAsTheyAre) {
    EXPECT_TRUE(matches("^[[:alpha:]$", "["));
    EXPECT_FALSE(matches("^[[:alpha:]$", "b"));
    EXPECT_FALSE(matches("[]", "anything"));
    EXPECT_TRUE(matches("^[^]$", "\n"));
    EXPECT_TRUE(matches("^[^a\\]]$", "b"));
    EXPECT_FALSE(matches("^[^a\\]]$", "]"));
}

TEST(Pattern, ReadsGroups) {
    EXPECT_TRUE(matches("^(?:ab)+(?<year>\\d{4})(x|y)?$", "abab2026"));
    EXPECT_TRUE(matches("^\\p{L}+\\P{L}$", "é1"));
    EXPECT_TRUE(matches("^[\\p{L} '-]{1,100}$", "Zoë d'Été"));
}

TEST(Pattern, RefusesWhatRe2Lacks) {
    for (const std::string_view pattern : {"(?=a)", "(?!a)", "(?<=a)", "(?<!a)"}) {
        EXPECT_EQ(refused(pattern), "lookahead and lookbehind are not supported");
    }
    for (const std::string_view pattern : {"(a)\\1", "(?<n>a)\\k<n>", "\\01"}) {
        EXPECT_EQ(refused(pattern), "back-references are not supported");
    }
}

TEST(Pattern, RefusesWhatEcmaLacks) {
    for (const std::string_view pattern :
         {"(",           ")",       "[a",     "*",     "a**",          "\\",      "\\Z",
          "\\A",         "\\Qa\\E", "\\a",    "\\e",   "\\é",          "\\_",     "(?i)a",
          "(?P<n>a)",    "[b-a]",   "a{2,1}", "\\u12", "\\uD800",      "\\uDC00", "\\uD800\\u0041",
          "\\u{110000}", "\\u{}",   "\\c1",   "[\\B]", "\\p{Nonsense}"}) {
        EXPECT_NE(refused(pattern), "") << pattern;
    }
}

TEST(Pattern, RefusesWhatTakesTooMuch) {
    EXPECT_EQ(refused(std::string(Pattern::kLengthMax, 'a')), "");
    EXPECT_NE(refused(std::string(Pattern::kLengthMax + 1, 'a')), "");
    EXPECT_NE(refused("((a{100}){100}){100}"), "");
    EXPECT_NE(refused(std::string(400, '(') + std::string(400, ')') + "{1000}{1000}"), "");
}

TEST(Pattern, ALargerProgramCostsMoreSteps) {
    const Pattern small = Pattern::compile("^a$").value();
    const Pattern large = Pattern::compile("^\\p{L}{1,50}$").value();
    EXPECT_LT(small.steps(1000), large.steps(1000));
    EXPECT_EQ(small.steps(0), 1U);
}

}  // namespace
}  // namespace tidings::schema
