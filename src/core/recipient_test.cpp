#include "core/recipient.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/builders.h"

namespace tidings::core {
namespace {

using test::a_recipient;
using test::json_of;
using testing::ElementsAre;
using testing::IsEmpty;

Recipient read(std::string_view text, Faults& faults) {
    return Recipient::from_json(UserId("ann"), json_of(text), faults);
}

std::vector<std::string> pointers(std::string_view text) {
    Faults faults;
    read(text, faults);
    std::vector<std::string> out;
    for (const Fault& f : faults) out.push_back(f.pointer);
    return out;
}

const char* const kFull = R"({"email":"ann@example.org","phone":"+15005550006",)"
                          R"("push_tokens":["tok-1",{"token":"tok-2","platform":"ios"}],"locale":"pt-BR",)"
                          R"("timezone":"Europe/Berlin","channels":{"email":true,"sms":false},)"
                          R"("categories":{"news":false},"quiet_hours":{"from":"22:00","to":"08:00"}})";

// What a newer program may have written.
const char* const kNewer =
    R"({"email":"ann@example.org","push_tokens":[{"token":"tok-1","since":"2027"},"tok-2"],)"
    R"("channels":{"sms":false,"pigeon":{"on":true}},)"
    R"("quiet_hours":{"from":"22:00","to":"08:00","days":["sat"]},"digest":{"every":"day"},"tone":null})";

TEST(Recipient, KeepsWhatANewerProgramWroteAndWritesItAgain) {
    Faults faults;
    const auto r = Recipient::from_json(UserId("ann"), json_of(kNewer), faults, Unknown::is_kept);
    EXPECT_THAT(faults, IsEmpty());
    EXPECT_EQ(r.email, "ann@example.org");
    EXPECT_EQ(r.channels, (std::map<Channel, bool>{{Channel::sms, false}}));
    EXPECT_EQ(r.address(Channel::push), "tok-1,tok-2");
    EXPECT_EQ(r.to_json(), json_of(kNewer));
}

TEST(Recipient, OfAPersonWhatIsNotKnownIsAFault) {
    EXPECT_THAT(pointers(kNewer), ElementsAre("/push_tokens/0/since", "/channels/pigeon", "/channels/pigeon",
                                              "/quiet_hours/days", "/digest", "/tone"));
}

TEST(Recipient, ReadsEveryMember) {
    Faults faults;
    const Recipient r = read(kFull, faults);
    EXPECT_THAT(faults, IsEmpty());
    EXPECT_EQ(r.user, UserId("ann"));
    EXPECT_EQ(r.email, "ann@example.org");
    EXPECT_EQ(r.phone, "+15005550006");
    EXPECT_THAT(r.push_tokens, ElementsAre(PushToken{"tok-1", ""}, PushToken{"tok-2", "ios"}));
    EXPECT_EQ(r.locale, "pt-BR");
    EXPECT_EQ(r.timezone, "Europe/Berlin");
    EXPECT_EQ(r.channels, (std::map<Channel, bool>{{Channel::email, true}, {Channel::sms, false}}));
    EXPECT_EQ(r.categories, (std::map<std::string, bool>{{"news", false}}));
    EXPECT_EQ(r.quiet_hours, QuietHours::parse("22:00-08:00").value());
}

TEST(Recipient, WritesWhatItRead) {
    Faults faults;
    EXPECT_EQ(json::write(read(kFull, faults).to_json()), kFull);
    EXPECT_EQ(json::write(read("{}", faults).to_json()), "{}");
}

TEST(Recipient, NullAndEmptyTextsReadAsNothing) {
    Faults faults;
    const Recipient r =
        read(R"({"email": null, "phone": "", "push_tokens": null, "locale": "", "timezone": "",
                                 "channels": null, "categories": {}, "quiet_hours": null})",
             faults);
    EXPECT_THAT(faults, IsEmpty());
    Recipient empty;
    empty.user = UserId("ann");
    EXPECT_EQ(r, empty);
}

TEST(Recipient, NamesEveryFaultByItsPlace) {
    EXPECT_THAT(pointers("[]"), ElementsAre(""));
    EXPECT_THAT(
        pointers(R"({"email": "ann", "phone": 5, "push_tokens": "t", "locale": "e", "timezone": "Mars/Base",
                             "channels": [], "categories": 1, "quiet_hours": "22:00-08:00", "emial": "x"})"),
        ElementsAre("/email", "/phone", "/push_tokens", "/locale", "/timezone", "/channels", "/categories",
                    "/quiet_hours", "/emial"));
    EXPECT_THAT(
        pointers(R"({"push_tokens": ["ok", "not ok", 1, {}, {"token": 1}, {"token": "a b"},
                                             {"token": "t", "platform": 1, "x": 1}]})"),
        ElementsAre("/push_tokens/1", "/push_tokens/2", "/push_tokens/3/token", "/push_tokens/4/token",
                    "/push_tokens/5/token", "/push_tokens/6/platform", "/push_tokens/6/x"));
    EXPECT_THAT(pointers(R"({"channels": {"email": 1, "fax": true, "pi/geon": true}})"),
                ElementsAre("/channels/email", "/channels/fax", "/channels/pi~1geon"));
    EXPECT_THAT(pointers(R"({"categories": {"a/b": "off"}})"), ElementsAre("/categories/a~1b"));
    EXPECT_THAT(pointers(R"({"quiet_hours": {"from": "24:00", "till": "08:00"}})"),
                ElementsAre("/quiet_hours/from", "/quiet_hours/to", "/quiet_hours/till"));
}

TEST(Recipient, BoundsItsLists) {
    std::string tokens = R"({"push_tokens": [)";
    for (int i = 0; i < 21; ++i) tokens += (i ? ",\"t" : "\"t") + std::to_string(i) + "\"";
    EXPECT_THAT(pointers(tokens + "]}"), ElementsAre("/push_tokens"));
    std::string categories = R"({"categories": {)";
    for (int i = 0; i < 101; ++i) categories += (i ? ",\"c" : "\"c") + std::to_string(i) + "\":true";
    EXPECT_THAT(pointers(categories + "}}"), ElementsAre("/categories"));
}

TEST(Recipient, HasAnAddressForEachChannel) {
    const Recipient r = a_recipient([](auto& x) { x.push_tokens = {{"a", "ios"}, {"b", ""}}; });
    EXPECT_EQ(r.address(Channel::email), "ann@example.org");
    EXPECT_EQ(r.address(Channel::sms), "+15005550006");
    EXPECT_EQ(r.address(Channel::push), "a,b");
    for (const Channel c : kChannels) EXPECT_EQ(Recipient{}.address(c), "");
}

RC_GTEST_PROP(Recipient, ReadsBackWhatItWrites, (std::uint64_t seed)) {
    Random random(seed);
    const auto maybe = [&] { return random.below(2) == 0; };
    Recipient r;
    r.user = UserId("ann");
    if (maybe()) r.email = "ann+" + std::to_string(random.below(1000)) + "@example.org";
    if (maybe()) r.phone = "+1500555" + std::to_string(random.below(10000));
    for (auto i = random.below(4); i > 0; --i) {
        r.push_tokens.push_back({"t" + std::to_string(i), maybe() ? "android" : ""});
    }
    if (maybe()) r.locale = "ru";
    if (maybe()) r.timezone = "Asia/Kathmandu";
    for (const Channel c : kChannels) {
        if (maybe()) r.channels[c] = maybe();
    }
    if (maybe()) r.categories["a/b \"c\""] = maybe();
    if (maybe()) {
        r.quiet_hours =
            QuietHours{std::chrono::minutes{random.below(1440)}, std::chrono::minutes{random.below(1440)}};
    }
    Faults faults;
    RC_ASSERT(Recipient::from_json(r.user, r.to_json(), faults) == r);
    RC_ASSERT(faults.empty());
}

}  // namespace
}  // namespace tidings::core
