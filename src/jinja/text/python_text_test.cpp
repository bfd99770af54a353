#include "jinja/text/python_text.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "jinja/text/escape.h"

namespace tidings::jinja {
namespace {

std::string real(double d) {
    std::string out;
    append_real(d, out);
    return out;
}

std::string escaped(std::string_view text) {
    std::string out;
    append_escaped(text, out);
    return out;
}

TEST(JinjaPythonText, RealsAreAsShortAsTheyReadBack) {
    constexpr std::pair<double, std::string_view> kTable[] = {
        {0, "0.0"},
        {-0.0, "-0.0"},
        {1, "1.0"},
        {0.1, "0.1"},
        {-2.5, "-2.5"},
        {1e15, "1000000000000000.0"},
        {1e16, "1e+16"},
        {1.5e16, "1.5e+16"},
        {123456789012345.6, "123456789012345.6"},
        {9999999999999998, "9999999999999998.0"},
        {0.0001, "0.0001"},
        {0.00001, "1e-05"},
        {1.25e-7, "1.25e-07"},
        {1e100, "1e+100"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {100, "100.0"},
        {1234.5, "1234.5"},
        {0.30000000000000004, "0.30000000000000004"},
    };
    for (const auto& [value, text] : kTable) EXPECT_EQ(real(value), text);
    EXPECT_EQ(real(std::numeric_limits<double>::infinity()), "inf");
    EXPECT_EQ(real(-std::numeric_limits<double>::infinity()), "-inf");
    EXPECT_EQ(real(std::nan("")), "nan");
    EXPECT_EQ(real(-std::nan("")), "nan");
}

TEST(JinjaPythonText, IntegersReachBothEnds) {
    std::string out;
    append_integer(std::numeric_limits<std::int64_t>::min(), out);
    out += ' ';
    append_integer(std::numeric_limits<std::int64_t>::max(), out);
    EXPECT_EQ(out, "-9223372036854775808 9223372036854775807");
}

TEST(JinjaPythonText, ReprChoosesItsQuotesAndEscapes) {
    constexpr std::pair<std::string_view, std::string_view> kTable[] = {
        {"a", "'a'"},
        {"", "''"},
        {"it's", "\"it's\""},
        {"\"q\"", "'\"q\"'"},
        {"'\"", "'\\'\"'"},
        {"\\", "'\\\\'"},
        {"\n\r\t", "'\\n\\r\\t'"},
        {"\x01\x7f", "'\\x01\\x7f'"},
        {"é日😀", "'é日😀'"},
        {"\u00a0", "'\\xa0'"},
        {"\u2028", "'\\u2028'"},
        {"\ufeff", "'\\ufeff'"},
        {"\U000e0001", "'\\U000e0001'"},
        {"\u00ad", "'\\xad'"},
    };
    for (const auto& [text, expected] : kTable) EXPECT_EQ(repr_text(text), expected);
    EXPECT_EQ(repr_text(std::string_view("a\0b", 3)), "'a\\x00b'");
}

TEST(JinjaPythonText, AsciiEscapesWhatIsPastIt) {
    EXPECT_EQ(ascii_only("'aé日😀'"), "'a\\xe9\\u65e5\\U0001f600'");
    EXPECT_EQ(ascii_only("plain"), "plain");
}

TEST(JinjaPythonText, FiveCharactersBecomeEntities) {
    EXPECT_EQ(escaped("<a href=\"x\">'&'</a>"), "&lt;a href=&#34;x&#34;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    EXPECT_EQ(escaped("plain é"), "plain é");
    EXPECT_EQ(escaped(""), "");
    EXPECT_EQ(escaped("&amp;"), "&amp;amp;");
}

RC_GTEST_PROP(JinjaPythonText, EveryRealReadsBack, (std::uint64_t bits)) {
    const auto d = std::bit_cast<double>(bits);
    RC_PRE(std::isfinite(d));
    RC_ASSERT(std::strtod(real(d).c_str(), nullptr) == d);
}

RC_GTEST_PROP(JinjaPythonText, EscapedTextsHaveNoMarkup, (const std::string& text)) {
    const std::string out = escaped(text);
    RC_ASSERT(out.find_first_of("<>\"'") == std::string::npos);
    for (std::size_t at = 0; (at = out.find('&', at)) != std::string::npos; ++at) {
        const std::string_view rest = std::string_view(out).substr(at);
        RC_ASSERT(rest.starts_with("&amp;") || rest.starts_with("&lt;") || rest.starts_with("&gt;") ||
                  rest.starts_with("&#34;") || rest.starts_with("&#39;"));
    }
}

}  // namespace
}  // namespace tidings::jinja
