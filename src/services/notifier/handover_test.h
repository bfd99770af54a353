#pragma once

#include <gtest/gtest.h>

#include "services/notifier/handover.h"
#include "support/notifier_bench.h"

namespace tidings::notifier {

class HandoverTest : public ::testing::Test {
protected:
    explicit HandoverTest(std::size_t queue_max = 100) : bench_(queue_max) {}

    // A notification that a step has just made `queued`, with its errand still to be run.
    Errand errand_for(std::initializer_list<core::Notification> queued) {
        Errand errand = handover_.begin();
        for (const auto& n : queued) {
            Handover::tell(errand, n);
            errand.tasks.push_back(core::task_of(n, "{}", false, n.expires_at));
        }
        return errand;
    }
    core::Notification queued(int number, core::Priority priority = core::Priority::normal) {
        return bench_.given(number, [&](auto& n) { n.priority = priority; });
    }
    // What another process has committed, and then left, by whose clock it was `at`.
    void given_left_at(Time at, int number) {
        Errand left = handover_.begin();
        left.outgoing.created_at = at;
        Handover::tell(left, bench_.given(number, [&](auto& n) { n.updated_at = at; }));
        ports::Changes changes;
        handover_.attach(left, changes);
        ASSERT_TRUE(bench_.store.commit(changes));
    }
    // The commit that an errand belongs to, and the errand.
    void hand_over(std::initializer_list<core::Notification> queued) {
        Errand errand = errand_for(queued);
        ports::Changes changes;
        handover_.attach(errand, changes);
        ASSERT_TRUE(bench_.store.commit(changes));
        handover_.run(std::move(errand));
    }
    std::size_t rows() {
        return bench_.store.outgoing(bench_.clock.now() + std::chrono::hours{1}, 100).value().size();
    }
    void move(core::Notification n, core::State to) {
        ports::Changes changes;
        auto after = n;
        after.state = to;
        ++after.revision;
        changes.updates = {{after, n.state, std::nullopt}};
        ASSERT_TRUE(bench_.store.commit(changes));
    }

    // So that what was decided for them before would be decided otherwise.
    void give_ann_another_address() {
        core::Recipient ann;
        ann.user = core::UserId("ann");
        ann.version = ann.revision = 1;
        ann.email = "another@example.org";
        ports::Changes change;
        change.recipients = {{ann, 0}};
        ASSERT_TRUE(bench_.store.commit(change));
    }
    // And until she is, her row stays for whoever comes after us.
    void expect_ann_is_taken_back() {
        EXPECT_EQ(bench_.waiting(), 0U);
        const auto abandoned = handover_.abandoned();
        ASSERT_EQ(abandoned.size(), 1U);
        EXPECT_EQ(abandoned[0].changed_users, std::vector{core::UserId("ann")});
        const auto forget_done = [this] {
            ASSERT_TRUE(handover_.step());
            bench_.clock.advance(std::chrono::seconds{2});
            ASSERT_TRUE(handover_.step());
        };
        forget_done();
        EXPECT_EQ(rows(), 1U);
        handover_.taken_back(abandoned[0].id);
        forget_done();
        EXPECT_EQ(rows(), 0U);
    }

    test::NotifierBench bench_;
    Handover& handover_ = bench_.handover;
};

}  // namespace tidings::notifier
