#include "html/to_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "html/entities.h"
#include "html/tags.h"

namespace tidings::html {
namespace {

TEST(HtmlToText, WhiteSpaceIsJoinedAndBlocksStandApart) {
    EXPECT_EQ(to_text("  one\n   <b>two</b>&nbsp; three "), "one two three");
    EXPECT_EQ(to_text("<h1>Title</h1><p>One.</p>\n\n<p>Two.</p>"), "Title\n\nOne.\n\nTwo.");
    EXPECT_EQ(to_text("<div>a</div><div><div>b</div></div>c"), "a\nb\nc");
    EXPECT_EQ(to_text("a<br>b<br><br>c<br><br><br>d"), "a\nb\n\nc\n\nd");
    EXPECT_EQ(to_text("<p>a</p><hr><p>b</p>"), "a\n\n----------\n\nb");
    EXPECT_EQ(to_text("<p></p><p> </p><p>a</p>"), "a");
    EXPECT_EQ(to_text("1<i>2</i>3"), "123");
    EXPECT_EQ(to_text(""), "");
}

TEST(HtmlToText, LinksSayWhereTheyLead) {
    EXPECT_EQ(to_text("See <a href='https://a.example/x?y=1&amp;z=2'>the order</a>."),
              "See the order (https://a.example/x?y=1&z=2).");
    EXPECT_EQ(to_text("<a href=https://a.example/>https://a.example</a>"), "https://a.example");
    EXPECT_EQ(to_text("<a href=\"https://a.example/b\">a.example/b</a>"), "a.example/b");
    EXPECT_EQ(to_text("<a href='mailto:a@b.example'>write</a>, <a href='mailto:a@b.example'>a@b.example</a>"),
              "write (a@b.example), a@b.example");
    EXPECT_EQ(to_text("<a href='#top'>up</a> <a href='javascript:x()'>do</a> <a name=x>here</a>"),
              "up do here");
    EXPECT_EQ(to_text("<a href='https://a.example'><img alt='Our shop' src=x></a>"),
              "Our shop (https://a.example)");
    EXPECT_EQ(to_text("<a href='https://a.example'><img src=x></a>"), "https://a.example");
    EXPECT_EQ(to_text("<a href='https://a.example'>one <a href='https://b.example'>two"),
              "one (https://a.example)two (https://b.example)");
}

TEST(HtmlToText, ALinkThatBeginsALineIsNotSaidTwice) {
    const std::string link = "<a href='https://a.example'>https://a.example</a>";
    EXPECT_EQ(to_text("<ul><li>" + link + "<li>" + link + "</ul>"),
              "- https://a.example\n- https://a.example");
    EXPECT_EQ(to_text("<p>See</p><blockquote>" + link + "</blockquote>"), "See\n\n> https://a.example");
    EXPECT_EQ(to_text("<ul><li><a href='https://a.example'></a></ul>"), "- https://a.example");
    EXPECT_EQ(to_text("<a href='https://a.example'>Shop<br>a.example</a>"), "Shop\na.example");
}

TEST(HtmlToText, ListsHaveTheirMarks) {
    EXPECT_EQ(to_text("<p>You get:</p><ul><li>one</li><li>two<br>lines</li></ul><p>End</p>"),
              "You get:\n\n- one\n- two\n  lines\n\nEnd");
    EXPECT_EQ(to_text("<ol><li>one<li>two</ol>"), "1. one\n2. two");
    EXPECT_EQ(to_text("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"), "- a\n  - b\n- c");
    EXPECT_EQ(to_text("<ul><li></li><li><p>x</p></li></ul>"), "- x");
    EXPECT_EQ(to_text("<li>stray</li></ul>"), "stray");
}

TEST(HtmlToText, TablesAreLinesOfCells) {
    EXPECT_EQ(
        to_text(
            "<table><tr><th>Cup</th><td>2</td></tr>\n<tr><td>Total</td> <td><b>9.90</b></td></tr></table>"),
        "Cup  2\nTotal  9.90");
    EXPECT_EQ(
        to_text("<table role=presentation><tr><td><table><tr><td>in</td></tr></table></td></tr></table>x"),
        "in\n\nx");
}

TEST(HtmlToText, QuotationsAndPreformattedTextKeepTheirForm) {
    EXPECT_EQ(to_text("<blockquote>one<p>two</p></blockquote>three"), "> one\n\n> two\n\nthree");
    EXPECT_EQ(to_text("<pre>a\n  b  \n\nc</pre>d"), "a\n  b\n\nc\n\nd");
}

TEST(HtmlToText, WhatNobodySeesIsLeftOut) {
    EXPECT_EQ(
        to_text("<!doctype html><html><head><title>T</title><style>p{}</style></head><body>x</body></html>"),
        "x");
    EXPECT_EQ(to_text("a<script>if (a < b) '</p>'</script>b<!-- c > d -->c<?x?>d"), "abcd");
    EXPECT_EQ(to_text("<div style=\"DISPLAY: none;max-height:0\">pre<div>x</div></div>a<p hidden>b</p>c"),
              "ac");
    EXPECT_EQ(to_text("a&#8203;&zwnj;b&shy;c"), "a b c") << "as a browser may break there";
}

TEST(HtmlToText, EntitiesAreDecoded) {
    EXPECT_EQ(decoded("&lt;&amp;&quot;&apos;&euro;&times;&#8217;&#x2019;&Uuml;&thetasym;"), "<&\"'€×’’Üϑ");
    EXPECT_EQ(decoded("&check;&nvlt;&Tab;&NewLine;&CounterClockwiseContourIntegral;"), "✓<\u20d2  ∳");
    EXPECT_EQ(decoded("a & b &nothing; &copy=1 &; &#; &#x; &#xg; &"),
              "a & b &nothing; &copy=1 &; &#; &#x; &#xg; &");
    EXPECT_EQ(decoded("&#0;&#xD800;&#x110000;&#9999999999;&#7;"), "\ufffd\ufffd\ufffd\ufffd ");
    EXPECT_EQ(to_text("&lt;b&gt;"), "<b>");
}

TEST(HtmlToText, WhatIsNoHtmlIsTakenAsItIs) {
    EXPECT_EQ(to_text("1 < 2, a <3 and </ 4 > 5"), "1 < 2, a <3 and </ 4 > 5");
    EXPECT_EQ(to_text("a<b c=\"x>y\">d"), "ad");
    EXPECT_EQ(to_text("it's <b title=it's>5</b>"), "it's 5");
    EXPECT_EQ(to_text("a<b"), "a");
    EXPECT_EQ(to_text("a<!-- b"), "a");
    EXPECT_EQ(to_text("a<script>b"), "a");
    EXPECT_EQ(to_text("</p></a></ul></blockquote></td>x"), "x");
}

TEST(HtmlToText, AttributesAreFoundHoweverTheyAreWritten) {
    EXPECT_EQ(attribute(" a=1 HREF = 'x y' b", "href"), "x y");
    EXPECT_EQ(attribute(" a=\"href=z\" href=u/v", "href"), "u/v");
    EXPECT_EQ(attribute(" hidden/", "hidden"), "");
    EXPECT_EQ(attribute(" data-href=x", "href"), std::nullopt);
    EXPECT_EQ(attribute(" href='open", "href"), "open");
    EXPECT_EQ(attribute(" = = href", "href"), std::nullopt);
}

RC_GTEST_PROP(HtmlToText, WhateverComesItEndsAndStaysBounded, (const std::vector<std::uint8_t>& choices)) {
    static const std::vector<std::string> kParts{"<",
                                                 ">",
                                                 "a",
                                                 " ",
                                                 "\n",
                                                 "<p>",
                                                 "</p>",
                                                 "<ul>",
                                                 "<li>",
                                                 "</li>",
                                                 "</ul>",
                                                 "<blockquote>",
                                                 "<a href='u'>",
                                                 "</a>",
                                                 "<pre>",
                                                 "</pre>",
                                                 "<td>",
                                                 "<b hidden>",
                                                 "</b>",
                                                 "&amp;",
                                                 "&",
                                                 "<script>",
                                                 "</script>",
                                                 "<!--",
                                                 "-->",
                                                 "\"",
                                                 "'",
                                                 "="};
    std::string source;
    for (const auto choice : choices) source += kParts[choice % kParts.size()];
    const std::string text = to_text(source);
    RC_ASSERT(text.size() <= 30 * source.size());
    RC_ASSERT(text.find(" \n") == std::string::npos);
    RC_ASSERT(text.find("\n\n\n") == std::string::npos);
}

// Each of these would take forever if something were looked at again and again.
TEST(HtmlToText, LongSourcesTakeLinearTime) {
    for (const std::string part :
         {"<", "<a ", "<a href=\"", "<!--", "<script>", "</", "&", "&#", "<ul><li>", "<blockquote>",
          "<b hidden>", "<a href=u>x", "<p>", " ", "<x y=1 ", "<textarea></"}) {
        std::string source;
        while (source.size() < 300'000) source += part;
        EXPECT_LE(to_text(source).size(), 30 * source.size()) << part;
    }
}

}  // namespace
}  // namespace tidings::html
