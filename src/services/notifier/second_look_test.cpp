#include "services/notifier/second_look.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/notifier_bench.h"

namespace tidings::notifier {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SecondLook : public ::testing::Test {
protected:
    SecondLook() {
        bench_.options.shares_store = true;
        const auto n = bench_.given(1);
        errand_.tasks = {core::task_of(n, "{}", false, n.expires_at)};
    }

    std::vector<core::UserId> look() {
        return second_look(bench_.watched_store, bench_.options, versions_, errand_);
    }
    void commit(const std::function<void(ports::Changes&)>& change) {
        ports::Changes changes;
        change(changes);
        bench_.store.commit(changes).value();
    }

    test::NotifierBench bench_;
    Versions versions_;
    Errand errand_;
    const core::UserId ann_{"ann"};
};

TEST_F(SecondLook, FindsNothingWhereNothingHasChanged) {
    EXPECT_THAT(look(), IsEmpty());
    EXPECT_EQ(errand_.tasks.size(), 1U);
}

TEST_F(SecondLook, TakesOutWhoseProfileHasChanged) {
    commit([](auto& changes) {
        changes.recipients.push_back({test::a_recipient([](auto& r) { r.version = 7; }), 0});
    });
    EXPECT_THAT(look(), ElementsAre(ann_));
    EXPECT_THAT(errand_.tasks, IsEmpty());
}

TEST_F(SecondLook, TakesOutWhoseAddressHasComeOntoTheList) {
    commit([](auto& changes) {
        changes.suppressions.push_back(
            {{core::Channel::email, "ann@data.example", "bounced", test::kNoon}, false});
    });
    EXPECT_THAT(look(), ElementsAre(ann_));
    EXPECT_THAT(errand_.tasks, IsEmpty());
}

TEST_F(SecondLook, TakesOutEverybodyWhereItSeesNothing) {
    bench_.watched_store.before_suppressed = test::kDown;
    EXPECT_THAT(look(), ElementsAre(ann_));
    EXPECT_THAT(errand_.tasks, IsEmpty());
}

TEST_F(SecondLook, IsNotNeededByTheOnlyNotifierOfAStore) {
    bench_.options.shares_store = false;
    commit([](auto& changes) {
        changes.recipients.push_back({test::a_recipient([](auto& r) { r.version = 7; }), 0});
    });
    EXPECT_THAT(look(), IsEmpty());
    EXPECT_EQ(errand_.tasks.size(), 1U);
}

}  // namespace
}  // namespace tidings::notifier
