#include "providers/smtp/encoding.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace tidings::providers {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (auto end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n", begin)) {
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 2;
    }
    if (begin < text.size()) lines.push_back(text.substr(begin));
    return lines;
}

std::string repeat(std::string_view piece, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += piece;
    return out;
}

TEST(LineEnds, AllBecomeCrlfAndOneStandsAtTheEnd) {
    EXPECT_EQ(with_crlf(""), "\r\n");
    EXPECT_EQ(with_crlf("a"), "a\r\n");
    EXPECT_EQ(with_crlf("a\nb\rc\r\nd\n"), "a\r\nb\r\nc\r\nd\r\n");
    EXPECT_EQ(with_crlf("\n\n"), "\r\n\r\n");
    EXPECT_EQ(with_crlf("\r\r\n\n"), "\r\n\r\n\r\n");
    EXPECT_EQ(with_crlf("a\n.\nb"), "a\r\n.\r\nb\r\n");
}

TEST(QuotedPrintable, LeavesPlainTextAsItIs) {
    EXPECT_EQ(quoted_printable("Hello, world!\r\n\r\n.\r\n"), "Hello, world!\r\n\r\n.\r\n");
}

TEST(QuotedPrintable, EscapesWhatMayNotStand) {
    EXPECT_EQ(quoted_printable("1=2\r\n"), "1=3D2\r\n");
    EXPECT_EQ(quoted_printable("\xc3\xa9\r\n"), "=C3=A9\r\n");
    EXPECT_EQ(quoted_printable("a\x07\x7f\r\n"), "a=07=7F\r\n");
    EXPECT_EQ(quoted_printable("a\tb\r\n"), "a\tb\r\n");
}

TEST(QuotedPrintable, EscapesBlanksAtTheEndOfALineOnly) {
    EXPECT_EQ(quoted_printable("a  b \r\nc\t\r\n \r\n"), "a  b=20\r\nc=09\r\n=20\r\n");
}

TEST(QuotedPrintable, BreaksLongLinesSoftly) {
    EXPECT_EQ(quoted_printable(repeat("x", 75) + "\r\n"), repeat("x", 75) + "\r\n");
    EXPECT_EQ(quoted_printable(repeat("x", 76) + "\r\n"), repeat("x", 75) + "=\r\nx\r\n");
    EXPECT_EQ(quoted_printable(repeat("x", 74) + "=\r\n"), repeat("x", 74) + "=\r\n=3D\r\n");
}

TEST(Encodings, TheShorterOneIsChosen) {
    EXPECT_TRUE(suits_quoted_printable("Caf\xc3\xa9, une phrase longue et presque sans accents."));
    EXPECT_FALSE(suits_quoted_printable("\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"));
    EXPECT_TRUE(suits_quoted_printable(""));
}

TEST(Base64Lines, AreOf76) {
    EXPECT_EQ(base64_lines(""), "");
    EXPECT_EQ(base64_lines("abc"), "YWJj\r\n");
    const auto lines = lines_of(base64_lines(repeat("a", 58)));
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].size(), 76U);
    EXPECT_EQ(lines[1], "YQ==");
}

TEST(EncodedWords, FitTheirLinesAndSplitNoCharacter) {
    const std::string text = repeat("\xd0\xbf\xd1\x80\xf0\x9f\x8e\x89", 40);
    const auto lines = lines_of("Subject: " + encoded_words(text, 9));
    ASSERT_GT(lines.size(), 2U);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        EXPECT_LE(lines[i].size(), 76U);
        EXPECT_EQ(lines[i].substr(i == 0 ? 9 : 0, i == 0 ? 10 : 11), i == 0 ? "=?utf-8?B?" : " =?utf-8?B?");
        EXPECT_TRUE(lines[i].ends_with("?="));
    }
}

TEST(Unstructured, LeavesAsciiAloneAndEncodesTheRest) {
    EXPECT_EQ(unstructured("Order 17 is on its way", 9), "Order 17 is on its way");
    EXPECT_EQ(unstructured("Gr\xc3\xbc\xc3\x9f"
                           "e",
                           9),
              "=?utf-8?B?R3LDvMOfZQ==?=");
}

TEST(Unstructured, EncodesWhatAReaderWouldChange) {
    for (const char* text : {" leading", "trailing ", "two  spaces", "=?utf-8?B?ZXZpbA==?=", "="}) {
        const std::string written = unstructured(text, 9);
        EXPECT_EQ(written.starts_with("=?utf-8?B?"), std::string_view(text) != "=") << text;
    }
}

TEST(Unstructured, FoldsBetweenWords) {
    const std::string text = repeat("word ", 30) + "end";
    const std::string written = unstructured(text, 9);
    for (const std::string& line : lines_of("Subject: " + written)) EXPECT_LE(line.size(), 76U);
    std::string unfolded = written;
    for (auto fold = unfolded.find("\r\n"); fold != std::string::npos; fold = unfolded.find("\r\n")) {
        unfolded.erase(fold, 2);
    }
    EXPECT_EQ(unfolded, text);
}

TEST(Phrase, IsQuotedOrEncoded) {
    EXPECT_EQ(phrase("The Shop", 6), "\"The Shop\"");
    EXPECT_EQ(phrase(R"(a "b" \c)", 6), R"("a \"b\" \\c")");
    EXPECT_EQ(phrase("Caf\xc3\xa9", 6), "=?utf-8?B?Q2Fmw6k=?=");
    EXPECT_TRUE(phrase(repeat("n", 90), 6).starts_with("=?utf-8?B?"));
}

// Undoes quoted-printable as RFC 2045 says, without any of the code above.
std::string decoded(const std::string& text) {
    std::string out;
    for (const std::string& line : lines_of(text)) {
        bool soft = false;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i] != '=') {
                out += line[i];
            } else if (i + 1 == line.size()) {
                soft = true;
            } else {
                out += static_cast<char>(std::stoi(line.substr(i + 1, 2), nullptr, 16));
                i += 2;
            }
        }
        if (!soft) out += "\r\n";
    }
    return out;
}

// A condition in brackets of its own: RC_ASSERT takes one apart at its || and evaluates both sides.
RC_GTEST_PROP(QuotedPrintable, ReadsBackWhateverTheTextIs, (const std::string& any)) {
    const std::string text = with_crlf(any);
    const std::string written = quoted_printable(text);
    RC_ASSERT(decoded(written) == text);
    for (const std::string& line : lines_of(written)) {
        RC_ASSERT(line.size() <= 76U);
        RC_ASSERT(std::all_of(line.begin(), line.end(),
                              [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); }));
        RC_ASSERT((line.empty() || (line.back() != ' ' && line.back() != '\t')));
    }
}

RC_GTEST_PROP(LineEnds, NoneStandsAlone, (const std::string& any)) {
    const std::string text = with_crlf(any);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r') RC_ASSERT((i + 1 < text.size() && text[i + 1] == '\n'));
        if (text[i] == '\n') RC_ASSERT((i > 0 && text[i - 1] == '\r'));
    }
}

}  // namespace
}  // namespace tidings::providers
