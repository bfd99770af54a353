#include "providers/smtp/message.h"

#include <string>

#include <gtest/gtest.h>

namespace tidings::providers {
namespace {

Mail a_mail() {
    Mail mail;
    mail.from = {"The Shop", "shop@example.com"};
    mail.to = "ann@example.org";
    mail.content = {"Hello", "Hi there", ""};
    mail.date = parse_rfc3339("2026-06-05T07:08:09.999Z").value();
    mail.message_id = "0190-17@example.com";
    return mail;
}

template <class Change>
std::string fault_of(Change change) {
    Mail mail = a_mail();
    change(mail);
    const auto built = build_message(mail);
    return built ? "" : built.error().message;
}

TEST(Message, OfPlainText) {
    EXPECT_EQ(build_message(a_mail()).value(),
              "Date: Fri, 5 Jun 2026 07:08:09 +0000\r\n"
              "From: \"The Shop\"\r\n <shop@example.com>\r\n"
              "To: ann@example.org\r\n"
              "Message-ID: <0190-17@example.com>\r\n"
              "Subject: Hello\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "\r\n"
              "Hi there\r\n");
}

TEST(Message, OfTextAndHtmlPutsTheRicherLast) {
    Mail mail = a_mail();
    mail.content.html = "<p>Hi</p>";
    const std::string built = build_message(mail).value();
    const auto body = built.substr(built.find("Content-Type: multipart"));
    EXPECT_EQ(body,
              "Content-Type: multipart/alternative; boundary=\"=_tidings\"\r\n"
              "\r\n--=_tidings\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "\r\n"
              "Hi there\r\n"
              "\r\n--=_tidings\r\n"
              "Content-Type: text/html; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "\r\n"
              "<p>Hi</p>\r\n"
              "\r\n--=_tidings--\r\n");
}

TEST(Message, NoBodyCanHoldTheBoundary) {
    Mail mail = a_mail();
    mail.content = {"", "--=_tidings--\r\n--=_tidings\r\n", "--=_tidings--"};
    const std::string built = build_message(mail).value();
    std::size_t count = 0;
    for (auto at = built.find("=_tidings"); at != std::string::npos; at = built.find("=_tidings", at + 1))
        ++count;
    EXPECT_EQ(count, 4U);  // where it is declared, before each part, and at the end
}

TEST(Message, OfHtmlAloneStandsAlone) {
    Mail mail = a_mail();
    mail.content = {"", "", "<p>Hi</p>"};
    const std::string built = build_message(mail).value();
    EXPECT_NE(built.find("Content-Type: text/html"), std::string::npos);
    EXPECT_EQ(built.find("multipart"), std::string::npos);
    EXPECT_EQ(built.find("Subject:"), std::string::npos);
}

TEST(Message, OffersOneClickUnsubscribing) {
    Mail mail = a_mail();
    mail.content.unsubscribe_url = "https://example.com/u/abc?d=1";
    const std::string built = build_message(mail).value();
    EXPECT_NE(built.find("List-Unsubscribe: <https://example.com/u/abc?d=1>\r\n"
                         "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
              std::string::npos);
}

TEST(Message, WithoutANameTheSenderIsAnAddress) {
    Mail mail = a_mail();
    mail.from.name.clear();
    EXPECT_NE(build_message(mail).value().find("From: shop@example.com\r\n"), std::string::npos);
}

TEST(Message, NoHeaderTakesAControlCharacter) {
    using namespace std::string_literals;
    for (const std::string& control : {"\r\n"s, "\n"s, "\r"s, "\0"s, "\t"s, "\x1b"s, "\x7f"s, "\xc2\x85"s,
                                       "\xe2\x80\xa8"s, "\xe2\x80\xa9"s}) {
        const std::string bad = "x" + control + "Bcc: eve@example.org";
        EXPECT_EQ(fault_of([&](Mail& m) { m.content.subject = bad; }),
                  "the subject holds a control character");
        EXPECT_EQ(fault_of([&](Mail& m) { m.from.name = bad; }),
                  "the sender's name holds a control character");
        EXPECT_NE(fault_of([&](Mail& m) { m.to = "ann@example.org" + control; }), "");
        EXPECT_NE(fault_of([&](Mail& m) { m.to = "ann" + control + "@example.org"; }), "");
        EXPECT_NE(fault_of([&](Mail& m) { m.from.address = "ann@example.org" + control; }), "");
        EXPECT_NE(fault_of([&](Mail& m) { m.message_id = "x" + control + "@example.org"; }), "");
        EXPECT_NE(fault_of([&](Mail& m) { m.content.unsubscribe_url = "https://example.com/" + control; }),
                  "");
    }
}

TEST(Message, RefusesWhatIsNotUtf8) {
    EXPECT_EQ(fault_of([](Mail& m) { m.content.subject = "\xff"; }), "the subject is not UTF-8");
    EXPECT_EQ(fault_of([](Mail& m) { m.content.text = "\xc3"; }), "the text is not UTF-8");
    EXPECT_EQ(fault_of([](Mail& m) { m.content.html = "\xed\xa0\x80"; }), "the HTML is not UTF-8");
}

TEST(Message, RefusesWhatIsTooLong) {
    EXPECT_EQ(fault_of([](Mail& m) { m.content.subject.assign(kSubjectMax, 'x'); }), "");
    EXPECT_NE(fault_of([](Mail& m) { m.content.subject.assign(kSubjectMax + 1, 'x'); }), "");
    EXPECT_NE(fault_of([](Mail& m) { m.content.html.assign(kBodyMax + 1, 'x'); }), "");
}

TEST(Message, RefusesToSayNothing) {
    EXPECT_EQ(fault_of([](Mail& m) { m.content.text.clear(); }), "the content has neither text nor html");
}

TEST(Message, RefusesAnUnsubscribeAddressThatIsNoHttpsUrl) {
    for (const char* url : {"http://example.com", "example.com", "https://a b", "https://a>", "mailto:x@y"}) {
        EXPECT_NE(fault_of([&](Mail& m) { m.content.unsubscribe_url = url; }), "") << url;
    }
}

TEST(MailAddress, MustBeAscii) {
    EXPECT_EQ(mail_address_fault("ann@example.org"), "");
    EXPECT_EQ(mail_address_fault("ann@xn--exmple-cua.org"), "");
    EXPECT_NE(mail_address_fault("\xc3\xa4nn@example.org").find("SMTPUTF8"), std::string::npos);
    EXPECT_NE(mail_address_fault("ann@ex\xc3\xa4mple.org").find("xn--"), std::string::npos);
    for (const char* text : {"", "@", "ann", "ann@", "@example.org", "a b@c", "<a@b>", "a@b>", "a,b@c",
                             "a@b c", "\"a b\"@c", "a@b\r\n"}) {
        EXPECT_NE(mail_address_fault(text), "") << text;
    }
}

TEST(MailContent, IsReadFromJson) {
    const auto content = read_mail_content(R"({"subject":"s","text":"t","html":"h","more":1})").value();
    EXPECT_EQ(content.subject, "s");
    EXPECT_EQ(content.text, "t");
    EXPECT_EQ(content.html, "h");
}

TEST(MailContent, WhatIsAbsentOrNullIsEmpty) {
    const auto content = read_mail_content(R"({"html":null})").value();
    EXPECT_EQ(content.subject + content.text + content.html, "");
}

TEST(MailContent, RefusesOtherJson) {
    for (const char* text :
         {"", "[]", "\"text\"", R"({"text":1})", R"({"subject":["x"]})", R"({"html":{}})", "{"}) {
        EXPECT_FALSE(read_mail_content(text)) << text;
    }
}

}  // namespace
}  // namespace tidings::providers
