#include "core/address.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::core {
namespace {

using namespace std::string_literals;

std::string times(std::size_t count, const std::string& text) {
    std::string out;
    for (; count > 0; --count) out += text;
    return out;
}

TEST(Email, TakesAddresses) {
    for (const std::string& good :
         {"ann@example.org"s, "a@b"s, "ann.b.c@example.org"s, "ann+retry2@example.org"s,
          "o'neil@example.org"s, "!#$%&'*+-/=?^_`{|}~@example.org"s, "ann@sub.example-site.org"s, "1@2.3"s,
          "анна@пример.рф"s, "ann@münchen.example"s, "ann@xn--mnchen-3ya.example"s,
          times(64, "a") + "@example.org", "a@" + times(63, "b") + "." + times(63, "c")}) {
        EXPECT_EQ(email_fault(good), std::nullopt) << good;
    }
}

TEST(Suppressions, AnEmailAddressIsTheSameInAnyCase) {
    EXPECT_EQ(suppression_form(Channel::email, "Ann.B@EXAMPLE.org"), "ann.b@example.org");
    EXPECT_EQ(suppression_form(Channel::email, "ann@example.org"), "ann@example.org");
    EXPECT_EQ(suppression_form(Channel::email, "Änn@example.org"), "Änn@example.org");
    EXPECT_EQ(suppression_form(Channel::push, "Token"), "Token");
}

TEST(Suppressions, PushTokensAreLookedForOneByOne) {
    using Keys = std::vector<std::pair<Channel, std::string>>;
    EXPECT_EQ(suppression_keys(Channel::push, "a,B"), (Keys{{Channel::push, "a"}, {Channel::push, "B"}}));
    EXPECT_EQ(suppression_keys(Channel::push, ""), Keys{});
    EXPECT_EQ(suppression_keys(Channel::push, ",a,"), (Keys{{Channel::push, "a"}}));
    EXPECT_EQ(suppression_keys(Channel::email, "A,b@c"), (Keys{{Channel::email, "a,b@c"}}));
}

TEST(Email, RefusesEverythingElse) {
    for (const std::string& bad : {""s,
                                   "@"s,
                                   "ann"s,
                                   "ann@"s,
                                   "@example.org"s,
                                   "ann@@example.org"s,
                                   "a@b@example.org"s,
                                   ".ann@example.org"s,
                                   "ann.@example.org"s,
                                   "a..b@example.org"s,
                                   "ann@.org"s,
                                   "ann@example."s,
                                   "ann@example..org"s,
                                   "ann@-example.org"s,
                                   "ann@example-.org"s,
                                   "ann@exa_mple.org"s,
                                   "ann b@example.org"s,
                                   " ann@example.org"s,
                                   "ann@example.org "s,
                                   "ann@exam ple.org"s,
                                   "\"ann\"@example.org"s,
                                   "ann@[127.0.0.1]"s,
                                   times(65, "a") + "@example.org",
                                   "a@" + times(64, "b") + ".org",
                                   "a@" + times(128, "b.") + "org"}) {
        EXPECT_NE(email_fault(bad), std::nullopt) << bad;
    }
}

TEST(Email, RefusesWhatWouldAddAHeaderOrACommand) {
    for (const std::string& hostile : {"ann@example.org\r\nBcc: bob@example.org"s,
                                       "ann@example.org\nDATA"s,
                                       "ann\r@example.org"s,
                                       "<ann@example.org>"s,
                                       "Ann <ann@example.org>"s,
                                       "ann@example.org>"s,
                                       "ann@example.org, bob@example.org"s,
                                       "ann@example.org;bob@example.org"s,
                                       "ann\0@example.org"s,
                                       "ann@example.org\0"s,
                                       "ann\t@example.org"s,
                                       "ann\x7f@example.org"s,
                                       "ann\u0085@example.org"s,
                                       "ann\u2028@example.org"s,
                                       "ann(comment)@example.org"s,
                                       "ann\\@example.org"s,
                                       "ann:@example.org"s,
                                       "a\xff@example.org"s,
                                       "a@\xc3.org"s,
                                       "a\xed\xa0\x80@b.org"s}) {
        EXPECT_NE(email_fault(hostile), std::nullopt) << hostile;
    }
}

RC_GTEST_PROP(Email, NeverPassesWhatBreaksALine, (const std::string& local, const std::string& domain)) {
    const std::string text = local + "@" + domain;
    if (email_fault(text)) return;
    RC_ASSERT(text.find_first_of(" <>\r\n\t,;:\\\"()[]"s + '\0') == std::string::npos);
}

TEST(Phone, TakesE164) {
    for (const char* good : {"+15005550006", "+4930123456", "+12", "+123456789012345"}) {
        EXPECT_EQ(phone_fault(good), std::nullopt) << good;
    }
}

TEST(Phone, RefusesEverythingElse) {
    for (const std::string& bad :
         {""s, "+"s, "+1"s, "15005550006"s, "+05005550006"s, "+1234567890123456"s, "+1 500 555 0006"s,
          "+1-500-555-0006"s, "++15005550006"s, "+1500555000a"s, "+15005550006\n"s, " +15005550006"s,
          "+15005550006;ext=1"s, "0015005550006"s, "+\u0661\u0662\u0663"s, "+150055\00006"s}) {
        EXPECT_NE(phone_fault(bad), std::nullopt) << bad;
    }
}

TEST(PushToken, IsPrintableWithoutSpacesAndCommas) {
    for (const std::string& good : {"a"s, "fcm:APA91b_-XYZ.0~"s, times(4096, "x")}) {
        EXPECT_EQ(push_token_fault(good), std::nullopt);
    }
    for (const std::string& bad :
         {""s, "a b"s, "a,b"s, "a\nb"s, "a\0b"s, "a\x7f"s, "tök"s, times(4097, "x")}) {
        EXPECT_NE(push_token_fault(bad), std::nullopt) << bad;
    }
}

TEST(Locale, IsShapedLikeALanguageTag) {
    for (const char* good :
         {"en", "ru-RU", "zh-Hant-TW", "es-419", "sl-rozaj-biske-1994", "de-DE-u-co-phonebk"}) {
        EXPECT_EQ(locale_fault(good), std::nullopt) << good;
    }
    for (const std::string& bad : {""s, "e"s, "-en"s, "en-"s, "en--US"s, "en_US"s, "en US"s, "1n"s, "../en"s,
                                   "en/../ru"s, "en\0"s, "en\n"s, "german"s, "englishhh"s, "en-abcdefghi"s,
                                   "ёж"s, times(18, "en") + "-a", times(12, "en-") + "us"}) {
        EXPECT_NE(locale_fault(bad), std::nullopt) << bad;
    }
}

TEST(AddressFaults, EndASentenceAndNeverRepeatTheText) {
    for (const auto& fault : {email_fault("secret"), phone_fault("secret"), push_token_fault("secret one"),
                              locale_fault("secret one")}) {
        ASSERT_TRUE(fault);
        EXPECT_TRUE(fault->starts_with("must be ")) << *fault;
        EXPECT_EQ(fault->find("secret"), std::string::npos);
    }
}

}  // namespace
}  // namespace tidings::core
