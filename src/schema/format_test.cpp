#include "schema/format.h"

#include <chrono>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tidings::schema {
namespace {

void check(std::string_view name, const std::vector<std::string>& valid,
           const std::vector<std::string>& not_valid) {
    const Format* format = find_format(name);
    ASSERT_NE(format, nullptr) << name;
    for (const std::string& text : valid) EXPECT_TRUE(format->matches(text)) << name << " " << text;
    for (const std::string& text : not_valid) EXPECT_FALSE(format->matches(text)) << name << " " << text;
}

TEST(Format, UnknownWordsAreNone) {
    EXPECT_EQ(find_format(""), nullptr);
    EXPECT_EQ(find_format("Email"), nullptr);
    EXPECT_EQ(find_format("idn-hostname"), nullptr);
}

TEST(Format, Times) {
    check("date-time", {"2026-03-29T02:30:00Z", "1998-12-31T23:59:60Z"},
          {"2026-03-29", "2026-02-30T00:00:00Z", ""});
    check("date", {"2024-02-29", "0001-01-01"}, {"2026-02-29", "26-01-01", "2026-1-01", "2026-01-01Z", ""});
    check("time", {"00:00:00Z", "23:59:60Z", "01:02:03.5+02:00"}, {"00:00:00", "24:00:00Z", "1:00:00Z", ""});
}

TEST(Format, MailAddresses) {
    check("email",
          {"a@b", "joe.bloggs+x@example.com", "\"a b\"@example.com", "\"a\\\"b\"@example.com",
           "a@[127.0.0.1]", "a@[IPv6:::1]", "a@xn--bcher-kva.example"},
          {"",
           "a",
           "@b",
           "a@",
           "a@@b",
           ".a@b",
           "a.@b",
           "a..b@c",
           "a b@c",
           "a@b c",
           "a@-b",
           "a@b..c",
           "a@[1]",
           "a@b\n",
           "é@b.c",
           "\"a\"b\"@c",
           "\"\\\"@c",
           "\"\\\\\"\"@c",
           "\"\\\n\"@c",
           std::string(65, 'a').append("@b"),
           "Joe <joe@example.com>",
           "a@[IPv6:1]"});
    check("idn-email", {"é@bücher.example", "실례@실례.테스트"}, {"é", "é@", "é b@c"});
}

// Inside quotes a backslash takes the next character as it is, another backslash too.
TEST(Format, QuotedNamesEndAtTheFirstQuoteThatIsNotEscaped) {
    const auto is_mail = [](const std::string& inside) {
        return find_format("email")->matches("\"" + inside + "\"@example.org");
    };
    const std::string letters = "a\\\"";
    for (int number = 0; number < 3 * 3 * 3 * 3 * 3; ++number) {
        std::string inside;
        for (int i = 0, rest = number; i < 5; ++i, rest /= 3)
            inside += letters[static_cast<std::size_t>(rest % 3)];
        bool good = true;
        bool escaped = false;
        for (const char c : inside) {
            if (c == '"' && !escaped) good = false;
            escaped = c == '\\' && !escaped;
        }
        EXPECT_EQ(is_mail(inside), good && !escaped) << inside;
    }
}

TEST(Format, DatesAreThoseOfTheCalendar) {
    const auto date = [](int year, int month, int day) {
        return find_format("date")->matches(fmt::format("{:04}-{:02}-{:02}", year, month, day));
    };
    for (const int year : {1, 4, 100, 400, 1900, 2000, 2023, 2024, 2100, 9999}) {
        for (int month = 0; month <= 13; ++month) {
            for (int day = 0; day <= 32; ++day) {
                const std::chrono::year_month_day expected{std::chrono::year{year},
                                                           std::chrono::month(static_cast<unsigned>(month)),
                                                           std::chrono::day(static_cast<unsigned>(day))};
                EXPECT_EQ(date(year, month, day), expected.ok()) << year << " " << month << " " << day;
            }
        }
    }
}

TEST(Format, HostNames) {
    check("hostname", {"a", "www.example.com", "1.2.3", "xn--bcher-kva", std::string(63, 'a')},
          {"", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "é", std::string(64, 'a'), std::string(300, 'a')});
}

TEST(Format, Addresses) {
    check("ipv4", {"0.0.0.0", "192.168.0.1", "255.255.255.255"},
          {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.04", " 1.2.3.4", "1.2.3.4 ", "0x7f.1.1.1",
           "1.2.3.4\n"});
    check("ipv6", {"::", "::1", "2001:db8::7", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"},
          {"", ":", "1:2:3", "12345::", "::1%eth0", "1::2::3", "[::1]", "::1/64", std::string(100, ':')});
    check("ipv4", {}, {std::string("1.2.3.4\0", 8)});
}

TEST(Format, References) {
    check("uri",
          {"http://example.com", "urn:a:b", "mailto:a@b.c", "http://[::1]:80/a?b#c", "http://[v1.a:b]/",
           "a:", "http://u:p@h:1/%41"},
          {"", "/a", "//a", "a", ":a", "1a:b", "http://a b", "http://a/%4", "http://a/%gg", "http://[::1",
           "http://[x]", "http://[::1]x", "http://a:b", "http://é", "a:\\b", "http://a#b#c", "http://[v.a]",
           "http://a@b@c^"});
    check("uri-reference", {"", "a", "/a", "//a/b", "?q", "#f", "../a", "./a:b", "a/b:c"},
          {"a b", "1:b", "\\", "#a#b"});
    check("iri", {"http://ƒøø.ßår/?∂=π#ü"}, {"ü", "http://ü b"});
    check("iri-reference", {"ü", "#ü"}, {"ü\\"});
    check("uri-template", {"", "a/{b}", "{+a,b*,c:10}", "{?x}{&y}"},
          {"{", "}", "{}", "a b", "{a", "{a b}", "{a:}", "{a,}"});
}

TEST(Format, Pointers) {
    check("json-pointer", {"", "/", "/a~0b~1c"}, {"a", "/~", "/~2", "#/a"});
    check("relative-json-pointer", {"0", "10/a", "0#"}, {"", "/a", "01", "-1", "1a", "0##"});
}

TEST(Format, Others) {
    check("regex", {"", "^a+$"}, {"(", "(?=a)"});
    check("uuid", {"018f3c1e-7b2a-7c3d-8e4f-0123456789ab", "018F3C1E-7B2A-7C3D-8E4F-0123456789AB"},
          {"", "018f3c1e7b2a7c3d8e4f0123456789ab", "018f3c1e-7b2a-7c3d-8e4f-0123456789ag",
           "{18f3c1e-7b2a-7c3d-8e4f-0123456789a}"});
}

}  // namespace
}  // namespace tidings::schema
