#include "core/decide.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/moves.h"
#include "support/builders.h"

namespace tidings::core {
namespace {

using namespace std::chrono_literals;
using test::a_notification;
using test::a_recipient;
using test::a_type;
using test::an_event;
using test::at;
using test::json_of;
using test::kNoon;

// A world to decide in. Berlin is two hours before UTC on that day, so `kNoon` is 14:00 there.
struct World {
    Event event = an_event();
    EventType type = a_type();
    Recipient recipient = a_recipient();
    std::set<std::string> suppressed;
    bool cancelled = false;
    Time now = kNoon;
    Renderer render = [](Channel c) -> Result<Rendered> {
        return Rendered{R"({"text": ")" + std::string(name(c)) + "\"}", "en", 7};
    };

    Circumstances circumstances() const {
        return {type, recipient,
                [this](Channel, const std::string& address) { return suppressed.contains(address); },
                cancelled, now};
    }
    Decided decide() const { return core::decide(event, circumstances(), render); }

    // The decision for one channel, and its notification if there is one.
    Decision decision(Channel c) const {
        for (const Decision& d : decide().decisions) {
            if (d.channel == c) return d;
        }
        return {};
    }
    Reason reason(Channel c = Channel::email) const { return decision(c).reason; }
    Notification notification(Channel c = Channel::email) const {
        for (const auto& made : decide().notifications) {
            if (made.notification.channel == c) return made.notification;
        }
        throw std::runtime_error("no notification");
    }
    void quiet(const char* span) { recipient.quiet_hours = QuietHours::parse(span).value(); }
};

TEST(Decide, SendsOnEveryChannelOfTheType) {
    World w;
    const Decided decided = w.decide();
    ASSERT_EQ(decided.decisions.size(), 3U);
    ASSERT_EQ(decided.notifications.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_TRUE(decided.decisions[i].send);
        EXPECT_EQ(decided.decisions[i].reason, Reason::ok);
        EXPECT_EQ(decided.decisions[i].channel, kChannels[i]);
        EXPECT_EQ(decided.decisions[i].user, w.event.user);
        EXPECT_EQ(decided.notifications[i].notification.channel, kChannels[i]);
    }
}

TEST(Decide, MakesTheWholeNotification) {
    World w;
    w.event.traceparent = "00-trace";
    const Decided decided = w.decide();
    const Notification& n = decided.notifications[0].notification;
    EXPECT_EQ(n.id, notification_id(kNoon, w.event.source, w.event.id, w.event.user, "email"));
    EXPECT_EQ(n.source, w.event.source);
    EXPECT_EQ(n.event_id, w.event.id);
    EXPECT_EQ(n.type, w.event.type);
    EXPECT_EQ(n.type_version, w.type.version);
    EXPECT_EQ(n.user, w.event.user);
    EXPECT_EQ(n.state, State::scheduled);
    EXPECT_EQ(n.round, 0);
    EXPECT_EQ(n.outcome_rank, -1);
    EXPECT_EQ(n.created_at, kNoon);
    EXPECT_EQ(n.due_at, kNoon);
    EXPECT_EQ(n.first_due_at, kNoon);
    EXPECT_EQ(n.expires_at, kNoon + 72h);
    EXPECT_EQ(n.address, "ann@example.org");
    EXPECT_TRUE(n.address_from_profile);
    EXPECT_EQ(n.template_locale, "en");
    EXPECT_EQ(n.template_version, 7);
    EXPECT_EQ(n.traceparent, "00-trace");
    EXPECT_EQ(decided.notifications[0].content, R"({"text": "email"})");
}

TEST(Decide, TheEventsOwnWishesGoFirst) {
    World w;
    w.event.priority = Priority::low;
    w.event.channels = {Channel::sms};
    EXPECT_EQ(w.decide().decisions.size(), 1U);
    EXPECT_EQ(w.notification(Channel::sms).priority, Priority::low);
    World plain;
    plain.type.priority = Priority::high;
    EXPECT_EQ(plain.notification().priority, Priority::high);
}

TEST(Decide, G2AChannelNamedTwiceGetsOneNotification) {
    World w;
    w.event.channels = {Channel::sms, Channel::email, Channel::sms, Channel::email};
    EXPECT_EQ(w.decide().decisions.size(), 2U);
    EXPECT_EQ(w.decide().notifications.size(), 2U);
}

// ---- refusals

TEST(Decide, G7RespectsWhatTheRecipientSwitchedOff) {
    World w;
    w.recipient.channels = {{Channel::sms, false}, {Channel::push, true}};
    EXPECT_EQ(w.reason(Channel::sms), Reason::channel_off);
    EXPECT_EQ(w.reason(Channel::push), Reason::ok);
    EXPECT_EQ(w.reason(Channel::email), Reason::ok);
    EXPECT_EQ(w.decide().notifications.size(), 2U);
}

TEST(Decide, G7RespectsCategoriesThatCanBeOff) {
    World w;
    w.recipient.categories = {{"orders", false}, {"news", true}};
    for (const Channel c : kChannels) EXPECT_EQ(w.reason(c), Reason::category_off);
    w.type.category = "news";
    EXPECT_EQ(w.reason(), Reason::ok);
    w.type.category = "never heard of";
    EXPECT_EQ(w.reason(), Reason::ok);
}

TEST(Decide, ACategoryThatCannotBeOffStillRespectsTheChannel) {
    World w;
    w.type.category_can_be_off = false;
    w.recipient.categories = {{"orders", false}};
    w.recipient.channels = {{Channel::sms, false}};
    EXPECT_EQ(w.reason(Channel::email), Reason::ok);
    EXPECT_EQ(w.reason(Channel::sms), Reason::channel_off);
}

TEST(Decide, G7RespectsTheSuppressionList) {
    World w;
    w.suppressed = {"ann@example.org"};
    EXPECT_EQ(w.reason(Channel::email), Reason::suppressed);
    EXPECT_EQ(w.reason(Channel::sms), Reason::ok);
}

TEST(Decide, G7ASuppressedEmailAddressIsSoInAnyCase) {
    World w;
    w.suppressed = {"ann@example.org"};
    w.recipient.email = "Ann@Example.ORG";
    EXPECT_EQ(w.reason(Channel::email), Reason::suppressed);
    w.suppressed.clear();
    EXPECT_EQ(w.notification(Channel::email).address, "Ann@Example.ORG");
}

TEST(Decide, G7ASuppressedPushTokenIsLeftOutAndTheOthersStay) {
    World w;
    w.recipient.push_tokens = {{"a", ""}, {"b", "ios"}, {"c", ""}};
    w.suppressed = {"b"};
    EXPECT_EQ(w.reason(Channel::push), Reason::ok);
    EXPECT_EQ(w.notification(Channel::push).address, "a,c");
    w.suppressed = {"a", "b", "c"};
    EXPECT_EQ(w.reason(Channel::push), Reason::suppressed);
}

TEST(Decide, ADeletedRecipientGetsNothing) {
    World w;
    w.recipient.erased = true;
    for (const Channel c : kChannels) EXPECT_EQ(w.reason(c), Reason::erased);
    EXPECT_TRUE(w.decide().notifications.empty());
}

TEST(Decide, CancelledAndExpiredEventsMakeNothing) {
    World w;
    w.cancelled = true;
    EXPECT_EQ(w.reason(), Reason::cancelled);
    EXPECT_TRUE(w.decide().notifications.empty());
    World late;
    late.event.expires_at = late.now;
    EXPECT_EQ(late.reason(), Reason::expired);
    late.event.expires_at = late.now + 1us;
    EXPECT_EQ(late.reason(), Reason::ok);
}

TEST(Decide, SkipsSayWhy) {
    World w;
    w.recipient.channels = {{Channel::email, false}};
    const Decision d = w.decision(Channel::email);
    EXPECT_FALSE(d.send);
    EXPECT_NE(d.detail, "");
    EXPECT_EQ(json::write(d.to_json()),
              R"({"user":"ann","channel":"email","result":"skip","reason":"channel_off","detail":")" +
                  d.detail + "\"}");
    EXPECT_EQ(w.decision(Channel::sms).to_json().as_object().at("result").as_string(), "send");
}

// ---- addresses

TEST(Decide, TheProfilesAddressGoesBeforeTheDatas) {
    World w;
    EXPECT_EQ(w.notification().address, "ann@example.org");
    w.recipient.email.clear();
    EXPECT_EQ(w.notification().address, "ann@data.example");
    EXPECT_FALSE(w.notification().address_from_profile);
    w.event.data = json_of("{}");
    EXPECT_EQ(w.reason(), Reason::no_address);
}

TEST(Decide, AllTokensArePushedTo) {
    World w;
    w.recipient.push_tokens = {{"a", "ios"}, {"b", ""}};
    EXPECT_EQ(w.notification(Channel::push).address, "a,b");
    w.recipient.push_tokens.clear();
    EXPECT_EQ(w.reason(Channel::push), Reason::no_address);
}

TEST(Decide, AnAddressInTheDataMustBeOne) {
    World w;
    w.recipient = Recipient{};
    w.type.address[Channel::push] = "/token";
    for (const char* data : {R"({"email": "a@b\r\nBcc: c@d", "phone": "call me", "token": "a\nb"})",
                             R"({"email": "no", "phone": "+0123", "token": "two tokens"})"}) {
        w.event.data = json_of(data);
        for (const Channel c : kChannels) EXPECT_EQ(w.reason(c), Reason::bad_address) << data << name(c);
    }
    w.event.data = json_of(R"({"email": 1, "phone": null, "token": []})");
    for (const Channel c : kChannels) EXPECT_EQ(w.reason(c), Reason::no_address);
}

TEST(Decide, FindsAnAddressDeepInTheData) {
    World w;
    w.recipient.email.clear();
    w.type.address[Channel::email] = "/customer/contacts/0/a~1b";
    w.event.data = json_of(R"({"customer": {"contacts": [{"a/b": "deep@data.example"}]}})");
    EXPECT_EQ(w.notification().address, "deep@data.example");
}

// ---- times

TEST(Decide, QuietHoursHoldItUntilTheyAreOver) {
    World w;
    w.quiet("13:00-18:30");
    const Notification n = w.notification();
    EXPECT_EQ(n.reason, Reason::quiet_hours);
    EXPECT_EQ(n.due_at, at("2026-06-15T18:30:00+02:00"));
    EXPECT_EQ(n.first_due_at, kNoon);
    EXPECT_EQ(w.reason(), Reason::quiet_hours);
    EXPECT_TRUE(w.decision(Channel::email).send);
}

TEST(Decide, WithoutAZoneQuietHoursAreInUtc) {
    World w;
    w.recipient.timezone.clear();
    w.quiet("11:00-13:00");
    EXPECT_EQ(w.notification().due_at, kNoon + 1h);
}

TEST(Decide, CriticalIgnoresQuietHoursUnlessTheTypeSaysOtherwise) {
    World w;
    w.quiet("13:00-18:30");
    w.event.priority = Priority::critical;
    EXPECT_EQ(w.notification().due_at, kNoon);
    w.type.critical_keeps_quiet = true;
    EXPECT_EQ(w.notification().reason, Reason::quiet_hours);
    w.event.priority.reset();
    w.type.priority = Priority::critical;
    w.type.critical_keeps_quiet = false;
    EXPECT_EQ(w.notification().due_at, kNoon);
}

TEST(Decide, SendAtDelaysAndItsPastMeansNow) {
    World w;
    w.event.send_at = kNoon + 5h;
    EXPECT_EQ(w.notification().due_at, kNoon + 5h);
    EXPECT_EQ(w.notification().reason, Reason::delayed);
    w.event.send_at = kNoon - 5h;
    EXPECT_EQ(w.notification().due_at, kNoon);
    EXPECT_EQ(w.notification().reason, Reason::ok);
}

TEST(Decide, ADelayThatEndsInQuietHoursIsHeldByThem) {
    World w;
    w.quiet("18:00-20:00");
    w.event.send_at = at("2026-06-15T19:00:00+02:00");
    EXPECT_EQ(w.notification().due_at, at("2026-06-15T20:00:00+02:00"));
    EXPECT_EQ(w.notification().first_due_at, at("2026-06-15T19:00:00+02:00"));
    EXPECT_EQ(w.notification().reason, Reason::quiet_hours);
}

TEST(Decide, ExpiresByTheEventThenTheTypeThenAfterThreeDays) {
    World w;
    w.event.send_at = kNoon + 5h;
    EXPECT_EQ(w.notification().expires_at, kNoon + 77h);
    w.type.expires_after = 1h;
    EXPECT_EQ(w.notification().expires_at, kNoon + 6h);
    w.event.expires_at = kNoon + 9h;
    EXPECT_EQ(w.notification().expires_at, kNoon + 9h);
}

TEST(Decide, IsLookedAtNoLaterThanItExpires) {
    World w;
    w.quiet("13:00-18:30");
    w.type.expires_after = 1h;
    EXPECT_EQ(w.notification().due_at, kNoon + 1h);
}

// ---- texts

TEST(Decide, WithoutATextItIsADeadLetter) {
    World w;
    w.render = [](Channel) -> Result<Rendered> { return invalid("UndefinedError: 'x' (line 3, column 7)"); };
    EXPECT_EQ(w.notification().state, State::failed);
    EXPECT_EQ(w.notification().reason, Reason::template_error);
    EXPECT_EQ(w.notification().detail, "UndefinedError: 'x' (line 3, column 7)");
    EXPECT_EQ(w.reason(), Reason::template_error);
    EXPECT_TRUE(w.decision(Channel::email).send);
    w.render = [](Channel) -> Result<Rendered> { return not_found("no template"); };
    EXPECT_EQ(w.notification().reason, Reason::no_template);
}

TEST(Decide, RendersOnlyWhatIsSent) {
    World w;
    w.recipient.channels = {{Channel::email, false}};
    std::vector<Channel> rendered;
    w.render = [&](Channel c) -> Result<Rendered> {
        rendered.push_back(c);
        return Rendered{};
    };
    w.decide();
    EXPECT_THAT(rendered, testing::ElementsAre(Channel::sms, Channel::push));
}

// ---- deciding again

Verdict again(const World& w, const Notification& n) {
    return decide_again(n, w.circumstances());
}

TEST(DecideAgain, SendsWhatIsDue) {
    World w;
    const Verdict v = again(w, a_notification());
    EXPECT_EQ(v.state, State::queued);
    EXPECT_EQ(v.reason, Reason::ok);
    EXPECT_EQ(v.due_at, w.now);
    EXPECT_EQ(v.address, "ann@example.org");
    EXPECT_TRUE(v.address_from_profile);
}

TEST(DecideAgain, G7LeavesOutThePushTokensOnTheListAsItIsNow) {
    World w;
    w.recipient.push_tokens = {{"a", ""}, {"b", ""}};
    auto n = a_notification([](auto& x) { x.channel = Channel::push; });
    n.address = "a,b";
    w.suppressed = {"a"};
    EXPECT_EQ(again(w, n).state, State::queued);
    EXPECT_EQ(again(w, n).address, "b");
    n.address = "b";
    w.suppressed = {"b"};  // and "a" is off the list again
    EXPECT_EQ(again(w, n).address, "a");
    w.suppressed = {"a", "b"};
    EXPECT_EQ(again(w, n).state, State::suppressed);
}

TEST(DecideAgain, WhatADeletionErasedIsNotSentToWhoeverCameBack) {
    World w;
    const Verdict v = again(w, a_notification([](auto& n) { n.address.clear(); }));
    EXPECT_EQ(v.state, State::suppressed);
    EXPECT_EQ(v.reason, Reason::erased);
    EXPECT_EQ(v.address, "");
}

TEST(DecideAgain, G7SuppressesWhatIsNoLongerWanted) {
    World w;
    w.recipient.channels = {{Channel::email, false}};
    EXPECT_EQ(again(w, a_notification()).state, State::suppressed);
    EXPECT_EQ(again(w, a_notification()).reason, Reason::channel_off);
    World listed;
    listed.suppressed = {"ann@example.org"};
    EXPECT_EQ(again(listed, a_notification()).reason, Reason::suppressed);
    World off;
    off.recipient.categories = {{"orders", false}};
    EXPECT_EQ(again(off, a_notification()).reason, Reason::category_off);
    World erased;
    erased.recipient.erased = true;
    EXPECT_EQ(again(erased, a_notification()).reason, Reason::erased);
}

TEST(DecideAgain, UsesTheAddressOfNow) {
    World w;
    w.recipient.email = "new@example.org";
    EXPECT_EQ(again(w, a_notification()).address, "new@example.org");
}

TEST(DecideAgain, AnAddressThatLeftTheProfileIsNotUsed) {
    World w;
    w.recipient.email.clear();
    const Verdict v = again(w, a_notification());
    EXPECT_EQ(v.state, State::suppressed);
    EXPECT_EQ(v.reason, Reason::no_address);
}

TEST(DecideAgain, AnAddressFromTheDataStays) {
    World w;
    w.recipient.email.clear();
    const auto n = a_notification([](auto& x) { x.address_from_profile = false; });
    EXPECT_EQ(again(w, n).state, State::queued);
    EXPECT_EQ(again(w, n).address, n.address);
    EXPECT_FALSE(again(w, n).address_from_profile);
    w.recipient.email = "new@example.org";
    EXPECT_EQ(again(w, n).address, "new@example.org");
    EXPECT_TRUE(again(w, n).address_from_profile);
}

TEST(DecideAgain, AWishToCancelGoesBeforeAllElse) {
    World w;
    w.recipient.erased = true;
    const auto n = a_notification([](auto& x) {
        x.cancel_requested = true;
        x.expires_at = kNoon - 1h;
    });
    EXPECT_EQ(again(w, n).state, State::cancelled);
    EXPECT_EQ(again(w, n).reason, Reason::cancelled);
}

TEST(DecideAgain, ExpiresAtTheMomentItself) {
    World w;
    auto n = a_notification([](auto& x) { x.expires_at = kNoon; });
    EXPECT_EQ(again(w, n).state, State::expired);
    n.expires_at = kNoon + 1us;
    EXPECT_EQ(again(w, n).state, State::queued);
}

TEST(DecideAgain, QuietHoursHoldIt) {
    World w;
    w.quiet("13:00-18:30");
    Verdict v = again(w, a_notification());
    EXPECT_EQ(v.state, State::scheduled);
    EXPECT_EQ(v.reason, Reason::quiet_hours);
    EXPECT_EQ(v.due_at, at("2026-06-15T18:30:00+02:00"));
    v = again(w, a_notification([](auto& x) { x.priority = Priority::critical; }));
    EXPECT_EQ(v.state, State::queued);
}

TEST(DecideAgain, WhatWaitsForItsDelayOrRetryGoesOnWaiting) {
    World w;
    for (const Reason why : {Reason::delayed, Reason::retry, Reason::throttled}) {
        const auto n = a_notification([&](auto& x) {
            x.state = State::scheduled;
            x.reason = why;
            x.due_at = kNoon + 3h;
            if (why == Reason::delayed) x.first_due_at = x.due_at;
        });
        EXPECT_EQ(again(w, n).state, State::scheduled) << name(why);
        EXPECT_EQ(again(w, n).reason, why);
        EXPECT_EQ(again(w, n).due_at, kNoon + 3h);
    }
}

TEST(DecideAgain, ADelayIsKeptAlthoughItIsLookedAtEarly) {
    World w;
    const auto n = a_notification([](auto& x) {
        x.state = State::scheduled;
        x.reason = Reason::delayed;
        x.due_at = kNoon;  // a profile's change has it looked at now
        x.first_due_at = kNoon + 3h;
    });
    EXPECT_EQ(again(w, n).state, State::scheduled);
    EXPECT_EQ(again(w, n).reason, Reason::delayed);
    EXPECT_EQ(again(w, n).due_at, kNoon + 3h);
}

TEST(DecideAgain, ADelayThatNowEndsInQuietHoursIsHeldByThem) {
    World w;
    w.quiet("16:00-19:00");
    const auto n = a_notification([](auto& x) {
        x.state = State::scheduled;
        x.reason = Reason::delayed;
        x.due_at = x.first_due_at = at("2026-06-15T17:00:00+02:00");
    });
    EXPECT_EQ(again(w, n).reason, Reason::quiet_hours);
    EXPECT_EQ(again(w, n).due_at, at("2026-06-15T19:00:00+02:00"));
}

TEST(DecideAgain, WhatQuietHoursHeldGoesWhenTheyAreTakenAway) {
    World w;
    const auto held = a_notification([](auto& x) {
        x.state = State::scheduled;
        x.reason = Reason::quiet_hours;
        x.due_at = kNoon + 8h;
    });
    EXPECT_EQ(again(w, held).state, State::queued);
    // It was delayed before it was held: the delay stands.
    auto delayed = held;
    delayed.first_due_at = kNoon + 2h;
    EXPECT_EQ(again(w, delayed).state, State::scheduled);
    EXPECT_EQ(again(w, delayed).reason, Reason::delayed);
    EXPECT_EQ(again(w, delayed).due_at, kNoon + 2h);
}

TEST(DecideAgain, EveryVerdictIsAMoveThatTheTableHas) {
    World quiet;
    quiet.quiet("13:00-18:30");
    World off;
    off.recipient.erased = true;
    for (const World& w : {World{}, quiet, off}) {
        for (const bool cancel : {false, true}) {
            for (const Duration left : {-1h, 1h}) {
                auto n = a_notification([&](auto& x) {
                    x.state = State::scheduled;
                    x.cancel_requested = cancel;
                    x.expires_at = kNoon + left;
                });
                const Verdict v = again(w, n);
                move(n, v.state, v.reason, Cause::decision);
            }
        }
    }
}

// ---- how long an answer is good

Time good(const World& w, const Notification& n) {
    return good_until(n, w.circumstances());
}

TEST(GoodUntil, IsTheExpiryOrTheBeginningOfQuietHours) {
    World w;
    EXPECT_EQ(good(w, a_notification()), kNoon + 72h);
    w.quiet("22:00-08:00");
    EXPECT_EQ(good(w, a_notification()), at("2026-06-15T22:00:00+02:00"));
    EXPECT_EQ(good(w, a_notification([](auto& x) { x.expires_at = kNoon + 1h; })), kNoon + 1h);
    EXPECT_EQ(good(w, a_notification([](auto& x) { x.priority = Priority::critical; })), kNoon + 72h);
}

RC_GTEST_PROP(GoodUntil, UntilThenTheAnswerStays, (std::uint64_t seed)) {
    Random random(seed);
    const std::array zones{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut",
                           "UTC",           "Antarctica/Troll", "America/Santiago"};
    World w;
    w.recipient.timezone = zones[random.below(zones.size())];
    w.recipient.quiet_hours =
        QuietHours{std::chrono::minutes{random.below(1440)}, std::chrono::minutes{random.below(1440)}};
    w.now = at("2026-01-01T00:00:00Z") + std::chrono::minutes{random.below(366 * 1440)};
    const auto n = a_notification([&](auto& x) {
        x.priority = kPriorities[random.below(kPriorities.size())];
        x.due_at = x.first_due_at = w.now;
        x.expires_at = w.now + std::chrono::minutes{1 + random.below(5000)};
    });
    if (again(w, n).state != State::queued) return;
    const Time end = good(w, n);
    RC_ASSERT(end > w.now && end <= n.expires_at);
    World later = w;
    for (int i = 0; i < 50; ++i) {
        later.now = w.now + Duration{random.below(static_cast<std::uint64_t>((end - w.now).count()))};
        RC_ASSERT(again(later, n).state == State::queued);
    }
    later.now = end - 1us;
    RC_ASSERT(again(later, n).state == State::queued);
    later.now = end;
    RC_ASSERT(again(later, n).state != State::queued);
}

// ---- the recipient that an event makes

const char* const kRegistered = R"({"email": "ann@data.example", "phone": "+15005550007", "token": "tok",
                                    "locale": "ru", "timezone": "Asia/Tokyo"})";

EventType registering() {
    return a_type([](auto& x) {
        x.creates_recipient = true;
        x.address[Channel::push] = "/token";
    });
}

TEST(RecipientFrom, FillsAnEmptyProfile) {
    const auto e = an_event([](auto& x) { x.data = json_of(kRegistered); });
    const Recipient r = recipient_from(e, registering(), {});
    EXPECT_EQ(r.user, e.user);
    EXPECT_EQ(r.email, "ann@data.example");
    EXPECT_EQ(r.phone, "+15005550007");
    EXPECT_EQ(r.push_tokens, (std::vector<PushToken>{{"tok", ""}}));
    EXPECT_EQ(r.locale, "ru");
    EXPECT_EQ(r.timezone, "Asia/Tokyo");
}

TEST(RecipientFrom, OverwritesNothing) {
    const auto e = an_event([](auto& x) { x.data = json_of(kRegistered); });
    Recipient known = a_recipient();
    known.channels = {{Channel::sms, false}};
    known.quiet_hours = QuietHours{};
    EXPECT_EQ(recipient_from(e, registering(), known), known);
}

TEST(RecipientFrom, LeavesOutWhatCannotBeOne) {
    const auto e = an_event([](auto& x) {
        x.data = json_of(
            R"({"email": "no", "phone": "1", "token": "a b", "locale": "../etc", "timezone": "Mars"})");
    });
    Recipient expected;
    expected.user = e.user;
    EXPECT_EQ(recipient_from(e, registering(), {}), expected);
    const auto listed = an_event([](auto& x) { x.data = json_of("[1]"); });
    EXPECT_EQ(recipient_from(listed, registering(), {}), expected);
}

TEST(RecipientFrom, ADeletedOneBeginsAnew) {
    Recipient known = a_recipient();
    known.erased = true;
    known.version = 9;
    known.filled_from = 8;
    known.erased_at = 7;
    const auto e = an_event([](auto& x) { x.data = json_of(R"({"email": "ann@data.example"})"); });
    const Recipient r = recipient_from(e, registering(), known);
    EXPECT_FALSE(r.erased);
    EXPECT_EQ(r.version, 9);
    EXPECT_EQ(r.filled_from, 8);
    EXPECT_EQ(r.erased_at, 7) << "what came before the deletion is nobody's for ever";
    EXPECT_EQ(r.email, "ann@data.example");
    EXPECT_EQ(r.phone, "");
}

}  // namespace
}  // namespace tidings::core
