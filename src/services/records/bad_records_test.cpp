#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "services/records/catalog_record.h"
#include "services/records/command_record.h"
#include "services/records/event_record.h"
#include "services/records/profile_record.h"
#include "services/records/status_record.h"
#include "support/as_read.h"
#include "support/builders.h"

// What others, or a disk, may have made of records: every reader answers, and takes nothing that would not be
// written again as it was read.
namespace tidings::records {
namespace {

using test::as_read;
using ::testing::HasSubstr;

std::vector<ports::NewRecord> one_of_each() {
    auto event = test::an_event([](auto& e) {
        e.channels = std::vector{core::Channel::sms};
        e.priority = core::Priority::low;
        e.expires_at = test::kNoon;
    });
    const auto change = write_profile_change(
        {ProfileChange::Kind::put, core::UserId("ann"), 5, test::json_of(R"({"locale":"de"})")});
    return {write_event(event),
            change[0],
            write_command(Replay{{test::a_notification().id}}),
            write_command(Suppress{core::Channel::sms, "+15005550006", "asked", true}),
            write_catalog(test::a_type()),
            write_catalog(TemplateEntry{core::TypeName("a"), core::Channel::sms, "en", 2, {{"text", "x"}}}),
            write_catalog(ApiKeyEntry{"id", "shop", "hash", {"send"}, 7, test::kNoon, true}),
            write_outcome(test::an_outcome()),
            write_started({test::a_notification().id, 3}),
            write_state(test::a_notification())};
}

// Reads with every reader; whether any took it.
bool is_taken(const ports::Record& record) {
    const bool event = read_event(record).has_value();
    const bool change = read_profile_change(record).has_value();
    const bool command = read_command(record).has_value();
    const bool entry = read_catalog(record).has_value();
    const bool status = read_status(record).has_value();
    return event || change || command || entry || status;
}

RC_GTEST_PROP(BadRecords, NoReaderFallsOverWhateverABytesBecomes,
              (std::uint8_t which, std::uint16_t place, std::uint8_t byte)) {
    const auto good = one_of_each();
    auto record = as_read(good[which % good.size()]);
    RC_ASSERT(is_taken(record));
    if (record.value.empty()) return;
    record.value[place % record.value.size()] = static_cast<char>(byte);
    is_taken(record);
    record.value.resize(place % record.value.size());
    is_taken(record);
    record.headers.clear();
    record.key.clear();
    is_taken(record);
}

TEST(BadRecords, EveryReaderRefusesWhatIsNoJsonObject) {
    for (const auto* value :
         {"", "{", "7", "null", "[]", "\"text\"", "\xff", "{}{}", "{\"a\": 1, \"a\": 2}"}) {
        for (const auto topic : {core::Topic::commands, core::Topic::status}) {
            const ports::Record record{{topic, 0}, 0, test::kNoon, "key", {}, value};
            EXPECT_FALSE(read_command(record)) << value;
            EXPECT_FALSE(read_status(record)) << value;
        }
        for (const auto* key : {"api-key/1", "template/a/sms/en/1", "event-type/a/1"}) {
            const ports::Record record{{core::Topic::catalog, 0}, 0, test::kNoon, key, {}, value};
            EXPECT_FALSE(read_catalog(record)) << key << " " << value;
        }
    }
}

TEST(BadRecords, AKeyOfTheCatalogHasItsParts) {
    const auto key_of = [](const char* key, const char* value) {
        return read_catalog({{core::Topic::catalog, 0}, 0, test::kNoon, key, {}, value});
    };
    EXPECT_TRUE(key_of("event-type/a/1", R"({"schema": true})"));
    for (const auto* key : {"", "event-type", "event-type/a", "event-type/a/0", "event-type/a/-1",
                            "event-type/a/x", "event-type/a/1/2", "event-type/a/99999999999",
                            "event-type/a/1x", "event-type/a\xff/1", "event-type/a\n/1", "other/a/1"}) {
        EXPECT_FALSE(key_of(key, R"({"schema": true})")) << key;
    }
    EXPECT_TRUE(key_of("template/a/sms/en/1", R"({"text": "x"})"));
    for (const auto* key : {"template/a/sms/en", "template/a/fax/en/1", "template/a/sms/en/0",
                            "template/a/sms/1", "template/a/sms/en/1/x"}) {
        EXPECT_FALSE(key_of(key, R"({"text": "x"})")) << key;
    }
    EXPECT_TRUE(key_of("api-key/1", "{}"));
    for (const auto* key : {"api-key", "api-key/1/x", "api-key/\xff"}) EXPECT_FALSE(key_of(key, "{}")) << key;
}

TEST(BadRecords, AnApiKeyThatSaysLittleAllowsNothing) {
    const auto read = read_catalog({{core::Topic::catalog, 0}, 0, test::kNoon, "api-key/1", {}, "{}"});
    const auto& key = std::get<ApiKeyEntry>(*read);
    EXPECT_TRUE(key.scopes.empty());
    EXPECT_EQ(key.hash, "");
}

TEST(BadRecords, AScopeThatIsNoTextIsNone) {
    const auto read = read_catalog(
        {{core::Topic::catalog, 0}, 0, test::kNoon, "api-key/1", {}, R"({"scopes": [5, "send", null]})"});
    EXPECT_EQ(std::get<ApiKeyEntry>(*read).scopes, std::vector<std::string>{"send"});
}

// What a worker of others may leave out, and what nobody may say.
TEST(BadRecords, AReportIsHeldToItsCounts) {
    const auto report = [](const std::string& value) {
        const std::string key = "019ecb27-2200-749f-9b97-bf95bdd4d8bb";
        return read_status({{core::Topic::status, 0}, 0, test::kNoon, key, {}, value});
    };
    const auto rejected = report(R"({"outcome": "rejected", "round": 1, "attempt": 1})");
    ASSERT_TRUE(rejected) << rejected.error().message;
    EXPECT_EQ(std::get<core::OutcomeRecord>(*rejected).outcome.reason, core::Reason::rejected);
    EXPECT_EQ(std::get<core::OutcomeRecord>(*rejected).returns, 0);
    EXPECT_TRUE(report(R"({"kind": "started", "round": 1})"));
    EXPECT_TRUE(report(R"({"kind": "state", "state": "queued", "reason": "ok", "round": 1, "at_us": 1})"));
    for (const auto* bad :
         {R"({"outcome": "rejected", "round": 1, "attempt": 0})",
          R"({"outcome": "rejected", "round": -1, "attempt": 1})",
          R"({"outcome": "rejected", "round": 1, "attempt": 1, "returns": -3})",
          R"({"outcome": "rejected", "round": 1, "attempt": 1, "returns": 99999999999})",
          R"({"kind": "started", "round": 0})", R"({"kind": "started", "round": 99999999999})",
          R"({"kind": "state", "state": "queued", "reason": "why", "round": 1, "at_us": 1})",
          R"({"kind": "state", "state": "lost", "reason": "ok", "round": 1, "at_us": 1})"}) {
        EXPECT_FALSE(report(bad)) << bad;
    }
}

TEST(BadRecords, ACommandSaysWhatItMeans) {
    const auto fault = [](const char* value) {
        const auto read = read_command({{core::Topic::commands, 0}, 0, test::kNoon, "", {}, value});
        return read ? std::string() : read.error().message;
    };
    EXPECT_EQ(fault(R"({"command": "replay", "ids": []})"), "");
    EXPECT_THAT(fault(R"({"command": "replay"})"), HasSubstr("/ids"));
    EXPECT_THAT(fault(R"({"command": "replay", "ids": "all"})"), HasSubstr("/ids"));
    EXPECT_THAT(fault(R"({"command": "replay", "ids": ["x"]})"), HasSubstr("/ids"));
    EXPECT_THAT(fault(R"({"command": "replay", "ids": [7]})"), HasSubstr("/ids"));
    EXPECT_THAT(fault(R"({"command": "suppress", "channel": "fax", "address": "1"})"), HasSubstr("/channel"));
    EXPECT_THAT(fault(R"({"command": "suppress", "channel": "sms"})"), HasSubstr("/address"));
    EXPECT_THAT(fault(R"({"command": "explode"})"), HasSubstr("not known"));
    EXPECT_THAT(fault("{}"), HasSubstr("not known"));
}

TEST(BadRecords, AnEventsListOfChannelsIsHeldToItsForm) {
    const auto read = [](const char* list) {
        auto record = as_read(write_event(test::an_event()));
        record.headers.emplace_back("ce_channels", list);
        return read_event(record);
    };
    EXPECT_EQ(read("sms,push,sms")->channels, (std::vector{core::Channel::sms, core::Channel::push}));
    for (const auto* list : {"sms,", ",sms", "sms, push", "SMS", "fax"}) {
        EXPECT_EQ(read(list).error().code, Errc::invalid) << list;
    }
    EXPECT_EQ(read("")->channels, std::nullopt);
}

TEST(BadRecords, AStampThatIsNoneIsNotTaken) {
    for (const auto* stamp : {"", "soon", "-5", "0"}) {
        auto record = as_read(write_event(test::an_event()));
        for (auto& [name, value] : record.headers) {
            if (name == "tidings_received_at") value = stamp;
        }
        EXPECT_EQ(read_event(record)->received_at, record.appended_at) << stamp;
    }
}

TEST(BadRecords, APatchIsAppliedToWhatIsThere) {
    const auto patched = [](const char* patch) {
        const ProfileChange change{ProfileChange::Kind::patch, core::UserId("ann"), 9, test::json_of(patch)};
        const auto after = apply(change, test::a_recipient([](auto& r) {
                                     r.quiet_hours = core::QuietHours::parse("22:00-08:00").value();
                                     r.categories = {{"news", false}};
                                 }));
        return after ? json::write(after->to_json()) : after.error().message;
    };
    EXPECT_THAT(patched(R"({"quiet_hours": {"from": "23:00"}})"),
                HasSubstr(R"({"from":"23:00","to":"08:00"})"));
    EXPECT_THAT(patched(R"({"quiet_hours": null})"), ::testing::Not(HasSubstr("quiet_hours")));
    EXPECT_THAT(patched(R"({"quiet_hours": {"to": null}})"), HasSubstr("/quiet_hours/to"));
    EXPECT_THAT(patched(R"({"categories": {"news": null, "deals": false}})"),
                HasSubstr(R"("categories":{"deals":false})"));
    EXPECT_THAT(patched(R"({"push_tokens": ["b"]})"), HasSubstr(R"("push_tokens":["b"])"));
    EXPECT_THAT(patched(R"([])"), HasSubstr("must be an object"));
}

}  // namespace
}  // namespace tidings::records
