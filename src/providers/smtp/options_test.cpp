#include "providers/smtp/options.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace tidings::providers {
namespace {

const Settings kLeast{{"host", "mail.example.com"}, {"from", "shop@example.com"}};

Result<SmtpOptions> with(std::initializer_list<std::pair<std::string, std::string>> more) {
    Settings settings = kLeast;
    for (const auto& [key, value] : more) settings.set(key, value);
    return read_smtp_options("smtp", settings);
}

std::string fault_of(std::initializer_list<std::pair<std::string, std::string>> more) {
    const auto options = with(more);
    return options ? "" : options.error().message;
}

TEST(SmtpOptions, AskForTlsUnlessTold) {
    const auto options = with({}).value();
    EXPECT_EQ(options.server.tls, SmtpTls::starttls);
    EXPECT_EQ(options.server.port, 587);
    EXPECT_EQ(options.server.timeout, std::chrono::minutes(1));
    EXPECT_EQ(options.connections, 8U);
    EXPECT_EQ(options.sender.message_id_domain, "example.com");
    EXPECT_EQ(with({{"tls", "none"}}).value().server.tls, SmtpTls::none);
    EXPECT_EQ(with({{"tls", "implicit"}}).value().server.tls, SmtpTls::implicit);
}

TEST(SmtpOptions, NeedAHostAndASender) {
    const auto options = read_smtp_options("smtp", {});
    ASSERT_FALSE(options);
    EXPECT_EQ(options.error().message, "smtp.host is required; smtp.from is required");
}

TEST(SmtpOptions, RefuseAHostThatIsMoreThanAHost) {
    for (const char* host :
         {"mail/x", "user@mail", "mail:25/x", "a b", "mail\r\n", "http://mail", "m?x", "m#x"}) {
        EXPECT_NE(fault_of({{"host", host}}), "") << host;
        EXPECT_NE(fault_of({{"hello", host}}), "") << host;
    }
    for (const char* host : {"127.0.0.1", "::1", "mail", "mail_1.example.com"}) {
        EXPECT_EQ(fault_of({{"host", host}}), "") << host;
    }
}

TEST(SmtpOptions, RefuseASenderThatNoMessageCouldHave) {
    EXPECT_NE(fault_of({{"from", "shop"}}), "");
    EXPECT_NE(fault_of({{"from", "The Shop <shop@example.com>"}}), "");
    EXPECT_NE(fault_of({{"from_name", "Shop\r\nBcc: x"}}), "");
    EXPECT_NE(fault_of({{"message_id_domain", "a b"}}), "");
}

TEST(SmtpOptions, ALoginHasANameAndAPassword) {
    EXPECT_EQ(fault_of({{"username", "u"}, {"password", "p"}}), "");
    EXPECT_NE(fault_of({{"username", "u"}}), "");
    EXPECT_NE(fault_of({{"password", "canary"}}), "");
    EXPECT_EQ(fault_of({{"password", "canary"}}).find("canary"), std::string::npos);
}

TEST(SmtpOptions, HideThePasswordInAllItsForms) {
    const auto options = with({{"username", "user"}, {"password", "pass"}}).value();
    const std::vector<std::string> expected{"pass", "cGFzcw==", "AHVzZXIAcGFzcw=="};
    EXPECT_EQ(options.server.hidden, expected);
}

TEST(SmtpOptions, RefuseAnAuthorityThatCannotBeRead) {
    EXPECT_NE(fault_of({{"ca_file", "/no/such/file"}}), "");
}

}  // namespace
}  // namespace tidings::providers
