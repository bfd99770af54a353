#include "http/target.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::http {
namespace {

using Segments = std::vector<std::string_view>;

TEST(Target, OriginFormIsSplitAtTheFirstQuestionMark) {
    const auto target = split_target("GET", "/v1/events?a=1?b");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/v1/events");
    EXPECT_EQ(target->query, "a=1?b");
    EXPECT_EQ(target->authority, "");
}

TEST(Target, AbsoluteFormCarriesItsAuthority) {
    const auto target = split_target("GET", "HTTP://example.org:81/a?b");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->authority, "example.org:81");
    EXPECT_EQ(target->path, "/a");
    EXPECT_EQ(target->query, "b");
}

TEST(Target, AbsoluteFormWithoutPathIsTheRoot) {
    for (const auto* text : {"http://h", "http://h?q=1"}) {
        const auto target = split_target("GET", text);
        ASSERT_TRUE(target) << text;
        EXPECT_EQ(target->path, "/");
    }
    EXPECT_EQ(split_target("GET", "http://h?q=1")->query, "q=1");
}

TEST(Target, AsteriskIsForOptionsOnly) {
    EXPECT_EQ(split_target("OPTIONS", "*")->path, "*");
    EXPECT_FALSE(split_target("GET", "*"));
}

TEST(Target, OtherFormsAreRefused) {
    for (const std::string_view text : {"", "example.org:443", "v1/events", "ftp://h/", "http://",
                                        "http:///x", "http://u@h/", "//", "http:/x"}) {
        EXPECT_EQ(split_target("GET", text).has_value(), text == "//") << text;
    }
    EXPECT_FALSE(split_target("CONNECT", "example.org:443"));
    EXPECT_FALSE(split_target("CONNECT", "/"));
}

TEST(Target, BytesThatNoTargetHasAreRefused) {
    for (const std::string_view text :
         {"/a b", "/a\tb", "/a\x7f", "/caf\xc3\xa9", "/a#b", "/a\\b", "/a\x01"}) {
        EXPECT_FALSE(split_target("GET", text)) << text;
    }
    EXPECT_FALSE(split_target("GET", std::string_view("/a\0b", 4)));
}

TEST(PercentDecode, DecodesBothCases) {
    EXPECT_EQ(percent_decode("a%2Fb%2f%C3%A9"), "a/b/\xc3\xa9");
}

TEST(PercentDecode, PlusIsAPlusInAPath) {
    EXPECT_EQ(percent_decode("+49%20"), "+49 ");
}

TEST(PercentDecode, BrokenEscapesAreRefused) {
    for (const auto* text : {"%", "%4", "%zz", "%4g", "a%", "%%41", "% 41", "%+1"}) {
        EXPECT_FALSE(percent_decode(text)) << text;
    }
}

TEST(PercentDecode, WhatNoStoreKeepsIsRefused) {
    EXPECT_FALSE(percent_decode("a%00b"));
    EXPECT_FALSE(percent_decode("%ff"));
    EXPECT_FALSE(percent_decode("%C3"));
    EXPECT_FALSE(percent_decode("%ED%A0%80"));  // a surrogate
}

RC_GTEST_PROP(PercentDecode, ReadsBackWhatEncodeWrote, ()) {
    auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
    text += "\xc3\xa9";
    RC_ASSERT(percent_decode(percent_encode(text)) == text);
}

TEST(Query, PairsComeInOrderAndMayRepeat) {
    const auto fields = parse_query("a=1&b=x+y&a=%26");
    EXPECT_EQ(fields, (Fields{{"a", "1"}, {"b", "x y"}, {"a", "&"}}));
    EXPECT_EQ(*find(*fields, "a"), "1");
    EXPECT_EQ(count(*fields, "a"), 2U);
    EXPECT_EQ(find(*fields, "c"), nullptr);
}

TEST(Query, NamesMayHaveNoValueAndValuesMayHoldEquals) {
    EXPECT_EQ(parse_query("a&b=&c=d=e&&"), (Fields{{"a", ""}, {"b", ""}, {"c", "d=e"}}));
    EXPECT_EQ(parse_query(""), Fields{});
}

TEST(Query, BrokenEscapesAreRefusedInNamesAndValues) {
    EXPECT_FALSE(parse_query("a=%"));
    EXPECT_FALSE(parse_query("%zz=1"));
    EXPECT_FALSE(parse_query("ok=1&a=%00"));
}

TEST(SplitPath, EmptySegmentsAreKept) {
    EXPECT_EQ(split_path("/"), (Segments{""}));
    EXPECT_EQ(split_path("/a/b"), (Segments{"a", "b"}));
    EXPECT_EQ(split_path("/a//b/"), (Segments{"a", "", "b", ""}));
}

TEST(PercentEncode, GoesByteByByteAndLeavesUnreservedOnes) {
    EXPECT_EQ(percent_encode("a-Z_0.9~"), "a-Z_0.9~");
    EXPECT_EQ(percent_encode("a/b c%é"), "a%2Fb%20c%25%C3%A9");
}

}  // namespace
}  // namespace tidings::http
