#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "services/records/catalog_record.h"
#include "services/records/command_record.h"
#include "services/records/profile_record.h"
#include "services/records/status_record.h"
#include "support/as_read.h"
#include "support/builders.h"

namespace tidings::records {
namespace {

using namespace std::chrono_literals;
using test::a_notification;
using test::a_recipient;
using test::a_type;
using test::an_outcome;
using test::as_read;
using test::json_of;

ports::Record a_record(core::Topic topic, std::string key, std::string value) {
    return {{topic, 0}, 0, test::kNoon, std::move(key), {}, std::move(value)};
}

// Profiles.

TEST(ProfileRecord, AChangeIsWrittenToBothEventTopics) {
    const auto written =
        write_profile_change({ProfileChange::Kind::put, core::UserId("ann"), 5, json_of("{}")});
    ASSERT_EQ(written.size(), 2U);
    EXPECT_EQ(written[0].topic, core::Topic::events);
    EXPECT_EQ(written[1].topic, core::Topic::events_critical);
    EXPECT_EQ(written[0].value, written[1].value);
}

TEST(ProfileRecord, ReadsBackAsItWas) {
    for (const auto kind :
         {ProfileChange::Kind::put, ProfileChange::Kind::patch, ProfileChange::Kind::erase}) {
        const ProfileChange change{kind, core::UserId("ann"), 1'781'524'800'000'000,
                                   json_of(R"({"locale":"de"})")};
        const auto read = read_profile_change(as_read(write_profile_change(change).front())).value();
        EXPECT_EQ(read.kind, kind);
        EXPECT_EQ(read.user, change.user);
        EXPECT_EQ(read.version, change.version);
        EXPECT_EQ(read.profile, change.profile);
    }
}

TEST(ProfileRecord, WhatIsNoChangeIsRefused) {
    const auto good = as_read(
        write_profile_change({ProfileChange::Kind::put, core::UserId("ann"), 5, json_of("{}")}).front());
    auto record = good;
    record.headers.clear();
    EXPECT_FALSE(read_profile_change(record));
    record = good;
    record.key.clear();
    EXPECT_FALSE(read_profile_change(record));
    record = good;
    record.headers[1].second = "9223372036854775807";  // no version could follow
    EXPECT_FALSE(read_profile_change(record));
    record = good;
    record.value = "{";
    EXPECT_FALSE(read_profile_change(record));
    record = good;
    record.headers[1].second = "0";
    EXPECT_EQ(read_profile_change(record).error().message, "tidings_version is missing");
}

TEST(ProfileRecord, WhatTakesAwayIsRemembered) {
    const auto known = a_recipient([](auto& r) {
        r.version = 5;
        r.filled_from = 3;
    });
    const auto filled_from = [&](ProfileChange::Kind kind, std::string_view profile) {
        const auto after = apply({kind, known.user, 7, json_of(profile)}, known).value();
        EXPECT_EQ(after.revision, known.revision) << "the store's to count";
        return after.filled_from;
    };
    EXPECT_EQ(filled_from(ProfileChange::Kind::put, R"({"email":"b@example.org"})"), 7);
    EXPECT_EQ(filled_from(ProfileChange::Kind::erase, "null"), 7);
    EXPECT_EQ(filled_from(ProfileChange::Kind::patch, R"({"locale":"de","channels":null})"), 3);
    for (const auto* gone : {R"({"email":null})", R"({"phone":""})", R"({"push_tokens":[]})",
                             R"({"locale":null})", R"({"timezone":null})"}) {
        EXPECT_EQ(filled_from(ProfileChange::Kind::patch, gone), 7) << gone;
    }
}

TEST(ProfileRecord, ADeletionIsRememberedByWhoComesBack) {
    const auto known = a_recipient([](auto& r) { r.version = 5; });
    const auto change = [](ProfileChange::Kind kind, std::int64_t version, const core::Recipient& before) {
        return apply({kind, before.user, version, json_of(R"({"email":"b@example.org"})")}, before).value();
    };
    const auto gone = change(ProfileChange::Kind::erase, 7, known);
    EXPECT_EQ(gone.erased_at, 7);
    const auto back = change(ProfileChange::Kind::put, 9, gone);
    EXPECT_FALSE(back.erased);
    EXPECT_EQ(change(ProfileChange::Kind::patch, 10, back).erased_at, 7);
}

TEST(ProfileRecord, PutReplacesAndPatchMerges) {
    const auto known = a_recipient();
    const ProfileChange put{ProfileChange::Kind::put, known.user, 9, json_of(R"({"phone": "+15005550009"})")};
    const auto replaced = apply(put, known).value();
    EXPECT_EQ(replaced.phone, "+15005550009");
    EXPECT_EQ(replaced.email, "");
    EXPECT_EQ(replaced.version, 9);

    const ProfileChange patch{ProfileChange::Kind::patch, known.user, 10,
                              json_of(R"({"phone": null, "channels": {"sms": false}})")};
    const auto merged = apply(patch, known).value();
    EXPECT_EQ(merged.phone, "");
    EXPECT_EQ(merged.email, known.email);
    EXPECT_FALSE(merged.channels.at(core::Channel::sms));
}

TEST(ProfileRecord, ADeletedUserComesBackByPutAndNotByPatch) {
    const auto erased =
        apply({ProfileChange::Kind::erase, core::UserId("ann"), 9, json::value()}, a_recipient()).value();
    EXPECT_TRUE(erased.erased);
    EXPECT_EQ(erased.email, "");
    const auto patched = apply(
        {ProfileChange::Kind::patch, core::UserId("ann"), 10, json_of(R"({"email": "ann@example.org"})")},
        erased);
    EXPECT_EQ(*patched, erased) << "nobody is there to be patched";
    EXPECT_FALSE(apply({ProfileChange::Kind::put, core::UserId("ann"), 10, json_of("{}")}, erased)->erased);
}

TEST(ProfileRecord, WhatComesOutMustBeAProfile) {
    const ProfileChange bad{ProfileChange::Kind::patch, core::UserId("ann"), 9,
                            json_of(R"({"timezone": "Mars/Base"})")};
    EXPECT_EQ(apply(bad, a_recipient()).error().code, Errc::invalid);
}

// Outcomes and states.

RC_GTEST_PROP(StatusRecord, OutcomesReadBackAsTheyWere,
              (std::uint16_t round, std::uint8_t kind, const std::string& words, std::uint32_t wait)) {
    auto outcome = an_outcome(core::kOutcomeKinds[kind % core::kOutcomeKinds.size()], round);
    outcome.attempt = 1 + round;
    // Texts of providers are UTF-8 by the time they come here.
    for (const char c : words) outcome.outcome.detail += static_cast<char>(c & 0x7f ? c & 0x7f : 'x');
    outcome.outcome.provider_id = "id-" + std::to_string(wait);
    if (wait > 0) outcome.outcome.retry_after = Duration{wait};
    outcome.returns = round % 3;
    const auto status = read_status(as_read(write_outcome(outcome))).value();
    const auto& read = std::get<core::OutcomeRecord>(status);
    RC_ASSERT(read.task == outcome.task);
    RC_ASSERT(read.attempt == outcome.attempt);
    RC_ASSERT(read.returns == outcome.returns);
    RC_ASSERT(read.provider == outcome.provider);
    RC_ASSERT(read.started_at == outcome.started_at);
    RC_ASSERT(read.finished_at == outcome.finished_at);
    RC_ASSERT(read.outcome.kind == outcome.outcome.kind);
    RC_ASSERT(read.outcome.detail == outcome.outcome.detail);
    RC_ASSERT(read.outcome.provider_id == outcome.outcome.provider_id);
    RC_ASSERT(read.outcome.retry_after == outcome.outcome.retry_after);
}

TEST(StatusRecord, ARejectionKeepsItsReason) {
    auto outcome = an_outcome(core::OutcomeKind::rejected);
    outcome.outcome.reason = core::Reason::bad_address;
    const auto status = read_status(as_read(write_outcome(outcome))).value();
    EXPECT_EQ(std::get<core::OutcomeRecord>(status).outcome.reason, core::Reason::bad_address);
}

TEST(StatusRecord, EveryStateReadsBackAsItWas) {
    for (const auto state : core::kStates) {
        const auto n = a_notification([&](auto& x) {
            x.state = state;
            x.round = 3;
            x.reason = core::Reason::quiet_hours;
        });
        const auto change = std::get<StateChange>(read_status(as_read(write_state(n))).value());
        EXPECT_EQ(change.notification, n.id);
        EXPECT_EQ(change.state, state);
        EXPECT_EQ(change.reason, n.reason);
        EXPECT_EQ(change.round, 3);
        EXPECT_EQ(change.at, n.updated_at);
    }
}

TEST(StatusRecord, WhatIsNoneIsRefused) {
    const std::string id = a_notification().id.str();
    EXPECT_FALSE(read_status(a_record(core::Topic::status, "no-id", "{}")));
    for (const std::string value : {"", "[]", "{", "{}", R"({"kind":"state","state":"lost","reason":"ok"})",
                                    R"({"kind":"outcome","outcome":"fine"})",
                                    R"({"kind":"outcome","outcome":"delivered","round":1,"attempt":0})",
                                    R"({"kind":"outcome","outcome":"delivered","round":-1,"attempt":1})",
                                    R"({"kind":"started","round":4294967297})",
                                    R"({"kind":"state","state":"sent","reason":"ok","round":4294967297})"}) {
        EXPECT_FALSE(read_status(a_record(core::Topic::status, id, value))) << value;
    }
}

// With others, sums of times would overflow.
TEST(StatusRecord, TimesAreThoseThatHaveANotation) {
    const std::string id = a_notification().id.str();
    for (const std::string micros : {"9223372036854775807", "-9223372036854775808"}) {
        for (const std::string& value :
             {R"({"kind":"state","state":"sent","reason":"ok","at_us":)" + micros + "}",
              R"({"kind":"outcome","outcome":"retry","attempt":1,"started_us":)" + micros + "}",
              R"({"kind":"outcome","outcome":"retry","attempt":1,"finished_us":)" + micros + "}"}) {
            EXPECT_FALSE(read_status(a_record(core::Topic::status, id, value))) << value;
        }
    }
}

// Commands.

TEST(CommandRecord, AReplayReadsBackAsItWas) {
    const Replay replay{{a_notification().id, Uuid{}}};
    const auto read = read_command(as_read(write_command(replay))).value();
    EXPECT_EQ(std::get<Replay>(read).ids, replay.ids);
}

TEST(CommandRecord, ASuppressionReadsBackAsItWas) {
    for (const bool listed : {false, true}) {
        const Suppress suppress{core::Channel::sms, "+15005550001", "unsubscribed", listed};
        const auto read = std::get<Suppress>(read_command(as_read(write_command(suppress))).value());
        EXPECT_EQ(read.channel, suppress.channel);
        EXPECT_EQ(read.address, suppress.address);
        EXPECT_EQ(read.reason, suppress.reason);
        EXPECT_EQ(read.listed, listed);
    }
}

TEST(CommandRecord, WhatIsNoneIsRefused) {
    for (const std::string value :
         {"", "[]", "{}", R"({"command":"dance"})", R"({"command":"replay"})",
          R"({"command":"replay","ids":["x"]})", R"({"command":"replay","ids":[1]})",
          R"({"command":"suppress","channel":"fax","address":"a"})",
          R"({"command":"suppress","channel":"sms"})"}) {
        EXPECT_FALSE(read_command(a_record(core::Topic::commands, "", value))) << value;
    }
}

// The catalog.

TEST(CatalogRecord, AnEventTypeReadsBackAsItWasUnderItsVersion) {
    const auto type = a_type();
    const auto written = write_catalog(type);
    EXPECT_EQ(written.key, "event-type/order.completed/3");
    const auto read = std::get<core::EventType>(read_catalog(as_read(written)).value());
    EXPECT_EQ(read.version, 3);
    EXPECT_EQ(read.to_json(), type.to_json());
}

TEST(CatalogRecord, ATemplateReadsBackAsItWas) {
    const TemplateEntry entry{
        core::TypeName("order.completed"), core::Channel::sms, "pt-BR", 2, {{"text", "{{ n }}"}}};
    const auto written = write_catalog(entry);
    EXPECT_EQ(written.key, "template/order.completed/sms/pt-BR/2");
    const auto read = std::get<TemplateEntry>(read_catalog(as_read(written)).value());
    EXPECT_EQ(read.type, entry.type);
    EXPECT_EQ(read.channel, entry.channel);
    EXPECT_EQ(read.locale, entry.locale);
    EXPECT_EQ(read.version, entry.version);
    EXPECT_EQ(read.body, entry.body);
}

TEST(CatalogRecord, APieceReadsBackAsItWasUnderItsWholeName) {
    const auto written = write_catalog(PieceEntry{"layouts/mail/plain.html", 12, "<p>{{ x }}</p>"});
    EXPECT_EQ(written.key, "piece/layouts/mail/plain.html/12");
    const auto read = std::get<PieceEntry>(read_catalog(as_read(written)).value());
    EXPECT_EQ(read.name, "layouts/mail/plain.html");
    EXPECT_EQ(read.version, 12);
    EXPECT_EQ(read.source, "<p>{{ x }}</p>");
}

TEST(CatalogRecord, ANameOfAPieceIsPlain) {
    for (const auto* good : {"a", "layouts/email.html", "A-1/b_2/c..d", "versions/a"}) {
        EXPECT_FALSE(piece_name_fault(good)) << good;
    }
    for (const auto& bad :
         {std::string(""), std::string("/a"), std::string("a/"), std::string("a//b"), std::string("../a"),
          std::string("a/./b"), std::string("a b"), std::string("caf\xc3\xa9"), std::string(201, 'a'),
          std::string("a/versions"), std::string("revert")}) {
        EXPECT_TRUE(piece_name_fault(bad)) << bad;
    }
}

TEST(CatalogRecord, AnApiKeyReadsBackAsItWas) {
    ApiKeyEntry entry{"4f2a", "shop", "abcd", {"send", "read"}, 50, test::kNoon, true};
    const auto read = std::get<ApiKeyEntry>(read_catalog(as_read(write_catalog(entry))).value());
    EXPECT_EQ(read.id, entry.id);
    EXPECT_EQ(read.name, entry.name);
    EXPECT_EQ(read.hash, entry.hash);
    EXPECT_EQ(read.scopes, entry.scopes);
    EXPECT_EQ(read.rate_per_second, entry.rate_per_second);
    EXPECT_EQ(read.created_at, entry.created_at);
    EXPECT_TRUE(read.revoked);
}

TEST(CatalogRecord, WhatIsNoneIsRefused) {
    const std::vector<std::pair<std::string, std::string>> bad{{"event-type/a/1", "{"},
                                                               {"event-type/a/0", "{}"},
                                                               {"event-type/a", "{}"},
                                                               {"template/a/fax/en/1", "{}"},
                                                               {"template/a/sms/en/x", "{}"},
                                                               {"template/a/sms/en/1", "[]"},
                                                               {"api-key/1", "[]"},
                                                               {"piece/a", R"({"source": ""})"},
                                                               {"piece/a/0", R"({"source": ""})"},
                                                               {"piece/a b/1", R"({"source": ""})"},
                                                               {"piece/a/1", "{}"},
                                                               {"piece/a/1", R"({"source": 1})"},
                                                               {"something/else", "{}"},
                                                               {"", "{}"}};
    for (const auto& [key, value] : bad) {
        EXPECT_FALSE(read_catalog(a_record(core::Topic::catalog, key, value))) << key << " " << value;
    }
}

TEST(StatusRecord, WhatIsNoTaskSaysWhyAndHowMuchOfItIsKept) {
    ports::UnreadableMessage message{"7", "tidings.email", "abc", 3, "the message is no JSON"};
    EXPECT_EQ(read_status(test::as_read(write_unreadable(message))).error().message,
              "a message in the queue tidings.email is unusable: the message is no JSON");
    message.size = 17'000'000;
    const auto record = test::as_read(write_unreadable(message));
    EXPECT_EQ(record.value, "abc");
    EXPECT_THAT(read_status(record).error().message,
                ::testing::EndsWith("; kept are the first 3 of its 17000000 bytes"));
}

}  // namespace
}  // namespace tidings::records
