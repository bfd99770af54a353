#include "schema/uri.h"

#include <gtest/gtest.h>

namespace tidings::schema {
namespace {

TEST(Uri, SplitsIntoFiveParts) {
    const Uri uri = split_uri("foo://example.com:8042/over/there?name=ferret#nose");
    EXPECT_EQ(uri.scheme, "foo");
    EXPECT_EQ(uri.authority, "example.com:8042");
    EXPECT_EQ(uri.path, "/over/there");
    EXPECT_EQ(uri.query, "name=ferret");
    EXPECT_EQ(uri.fragment, "nose");
    EXPECT_EQ(split_uri("").scheme, std::nullopt);
    EXPECT_EQ(split_uri("#").fragment, "");
    EXPECT_EQ(split_uri("a/b:c").scheme, std::nullopt);
}

// The examples of RFC 3986, 5.4, without their fragments.
TEST(Uri, ResolvesTheExamplesOfTheRfc) {
    constexpr std::string_view base = "http://a/b/c/d;p?q";
    for (const auto& [reference, expected] :
         {std::pair{"g:h", "g:h"},         {"g", "http://a/b/c/g"},      {"./g", "http://a/b/c/g"},
          {"g/", "http://a/b/c/g/"},       {"/g", "http://a/g"},         {"//g", "http://g"},
          {"?y", "http://a/b/c/d;p?y"},    {"g?y", "http://a/b/c/g?y"},  {"#s", "http://a/b/c/d;p?q"},
          {";x", "http://a/b/c/;x"},       {"", "http://a/b/c/d;p?q"},   {".", "http://a/b/c/"},
          {"./", "http://a/b/c/"},         {"..", "http://a/b/"},        {"../g", "http://a/b/g"},
          {"../..", "http://a/"},          {"../../g", "http://a/g"},    {"../../../g", "http://a/g"},
          {"/./g", "http://a/g"},          {"/../g", "http://a/g"},      {"g.", "http://a/b/c/g."},
          {"..g", "http://a/b/c/..g"},     {"./g/.", "http://a/b/c/g/"}, {"g/../h", "http://a/b/c/h"},
          {"g;x=1/../y", "http://a/b/c/y"}}) {
        EXPECT_EQ(resolve_uri(base, reference), expected) << reference;
    }
}

TEST(Uri, ResolvesFromNothing) {
    EXPECT_EQ(resolve_uri("", "#a"), "");
    EXPECT_EQ(resolve_uri("", "node.json#a"), "node.json");
    EXPECT_EQ(resolve_uri("http://a", "b"), "http://a/b");
    EXPECT_EQ(resolve_uri("urn:a:b", "#c"), "urn:a:b");
}

TEST(Uri, DecodesPercents) {
    EXPECT_EQ(percent_decode("a%20b%C3%A9%25"), "a bé%");
    EXPECT_EQ(percent_decode(""), "");
    for (const std::string_view text : {"%", "%4", "a%4g", "%zz"})
        EXPECT_EQ(percent_decode(text), std::nullopt);
}

}  // namespace
}  // namespace tidings::schema
