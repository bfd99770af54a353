#include "core/ids.h"

#include <limits>
#include <set>
#include <type_traits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/builders.h"

namespace tidings::core {
namespace {

using namespace std::chrono_literals;
using test::kNoon;

static_assert(!std::is_convertible_v<UserId, EventId> && !std::is_constructible_v<UserId, EventId>);
static_assert(!std::is_convertible_v<std::string, UserId>);

const Uuid kId = Uuid::from(kNoon, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});

TEST(StrongId, ComparesAndHashesAsItsText) {
    EXPECT_EQ(UserId("ann"), UserId("ann"));
    EXPECT_LT(UserId("ann"), UserId("bob"));
    EXPECT_TRUE(UserId().empty());
    EXPECT_EQ(std::hash<UserId>{}(UserId("ann")), std::hash<UserId>{}(UserId("ann")));
}

RC_GTEST_PROP(TaskId, ReadsBackWhatItWrites, (const std::array<std::uint8_t, 10>& rest)) {
    const auto round = *rc::gen::inRange<Round>(0, std::numeric_limits<Round>::max());
    const TaskId id{Uuid::from(kNoon, rest), round};
    RC_ASSERT(TaskId::parse(id.str()) == id);
}

TEST(TaskId, IsTheIdAndTheRound) {
    EXPECT_EQ((TaskId{kId, 12}.str()), kId.str() + ".12");
    EXPECT_TRUE(TaskId::parse(kId.str() + ".0"));
    EXPECT_TRUE(TaskId::parse(kId.str() + ".2147483647"));
}

TEST(TaskId, RefusesEveryOtherForm) {
    for (const std::string tail : {"", ".", ".-1", ".+1", ". 1", ".1 ", ".01", ".00", ".1.2", ".1x",
                                   ".2147483648", ".99999999999999999999", "1"}) {
        EXPECT_EQ(TaskId::parse(kId.str() + tail), std::nullopt) << tail;
    }
    EXPECT_EQ(TaskId::parse(""), std::nullopt);
    EXPECT_EQ(TaskId::parse(".1"), std::nullopt);
    EXPECT_EQ(TaskId::parse(kId.str().substr(1) + ".1"), std::nullopt);
}

TEST(TaskId, HashesDifferByRound) {
    std::set<std::size_t> hashes;
    for (Round round = 0; round < 100; ++round) hashes.insert(std::hash<TaskId>{}(TaskId{kId, round}));
    EXPECT_EQ(hashes.size(), 100U);
}

TEST(EventKey, PutsOneEventsRecipientsSideBySide) {
    const EventKey ann = EventKey::of(Source("shop"), EventId("1"), UserId("ann"));
    const EventKey bob = EventKey::of(Source("shop"), EventId("1"), UserId("bob"));
    EXPECT_NE(ann, bob);
    EXPECT_EQ(ann.id_hash, bob.id_hash);
    EXPECT_EQ(ann.id_hash, EventKey::hash_of(EventId("1")));
    EXPECT_EQ(ann, EventKey::of(Source("shop"), EventId("1"), UserId("ann")));
}

TEST(EventKey, KeepsItsNamesApart) {
    EXPECT_NE(EventKey::of(Source("ab"), EventId("1"), UserId("c")),
              EventKey::of(Source("a"), EventId("1"), UserId("bc")));
    EXPECT_NE(EventKey::of(Source("a"), EventId("1"), UserId("b")),
              EventKey::of(Source("b"), EventId("1"), UserId("a")));
    EXPECT_NE(EventKey::of(Source("a"), EventId("1"), UserId("b")),
              EventKey::of(Source("a"), EventId("2"), UserId("b")));
}

// A stored key must mean the same in every version of the program.
TEST(EventKey, IsTheSameForEver) {
    const EventKey key = EventKey::of(Source("shop"), EventId("order-1042"), UserId("ann"));
    EXPECT_EQ(key.id_hash, 13832873187052716167ULL);
    EXPECT_EQ(key.rest_hash, 9264252086858285216ULL);
}

NotificationId id_of(Time t, const char* source, const char* event, const char* user, const char* channel) {
    return notification_id(t, Source(source), EventId(event), UserId(user), channel);
}

TEST(NotificationId, IsTheSameForTheSameRecord) {
    EXPECT_EQ(id_of(kNoon, "shop", "1", "ann", "email"), id_of(kNoon, "shop", "1", "ann", "email"));
    EXPECT_EQ(id_of(kNoon, "shop", "1", "ann", "email").str(), "019ecb27-2200-7c1f-bee9-d664be6a19af");
}

TEST(NotificationId, DiffersWhenAnyNameDiffers) {
    std::set<NotificationId> ids;
    for (const char* source : {"a", "b"}) {
        for (const char* event : {"a", "b"}) {
            for (const char* user : {"a", "b"}) {
                for (const char* channel : {"email", "sms", "push"}) {
                    ids.insert(id_of(kNoon, source, event, user, channel));
                }
            }
        }
    }
    EXPECT_EQ(ids.size(), 24U);
    EXPECT_NE(id_of(kNoon, "ab", "c", "d", "email"), id_of(kNoon, "a", "bc", "d", "email"));
}

RC_GTEST_PROP(NotificationId, SortsByTheMomentOfItsRecord,
              (const std::string& one, const std::string& other)) {
    const auto early = kNoon + std::chrono::milliseconds{*rc::gen::inRange(0, 1'000'000'000)};
    const auto late = early + std::chrono::milliseconds{*rc::gen::inRange(1, 1'000'000'000)};
    const auto first = notification_id(early, Source("s"), EventId(one), UserId("u"), "email");
    const auto second = notification_id(late, Source("s"), EventId(other), UserId("u"), "email");
    RC_ASSERT(first < second);
    RC_ASSERT(first.str() < second.str());
    RC_ASSERT(first.time() == early);
}

}  // namespace
}  // namespace tidings::core
