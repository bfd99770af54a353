#include "services/web/inbox.h"

#include <gtest/gtest.h>

namespace tidings::web {
namespace {

class InboxTest : public ::testing::Test {
protected:
    // Posts a request with a body of this size, which notes its answer's status.
    void post(std::size_t body_bytes) {
        http::Request request;
        request.body.assign(body_bytes, 'x');
        inbox_.post({std::move(request),
                     http::Responder::to([this](http::Response&& r) { answers_.push_back(std::move(r)); }),
                     "local", nullptr});
    }
    // What is taken is answered with 204.
    std::size_t take(std::size_t max) {
        auto visits = inbox_.take(max);
        for (auto& visit : visits) visit.responder.answer({204, {}, {}});
        return visits.size();
    }
    std::vector<int> statuses() const {
        std::vector<int> out;
        for (const auto& answer : answers_) out.push_back(answer.status);
        return out;
    }

    std::vector<http::Response> answers_;
    Inbox inbox_{3};
};

TEST_F(InboxTest, WakesWhoTakesForEachThatHasComeIn) {
    int wakes = 0;
    inbox_.on_post([&wakes] { ++wakes; });
    for (int i = 0; i < 4; ++i) post(1);
    EXPECT_EQ(wakes, 3);
    EXPECT_EQ(take(2), 2U);
    EXPECT_EQ(take(10), 1U);
}

TEST_F(InboxTest, RefusesMoreVisitsThanItHolds) {
    for (int i = 0; i < 4; ++i) post(1);
    ASSERT_EQ(statuses(), std::vector{503});
    EXPECT_NE(http::find(answers_[0].headers, "Retry-After"), nullptr);
    take(1);
    post(1);
    EXPECT_EQ(statuses(), (std::vector{503, 204}));
    EXPECT_EQ(take(10), 3U);
}

TEST_F(InboxTest, RefusesMoreBytesThanItHolds) {
    post(Inbox::kBytesMax / 2);
    post(Inbox::kBytesMax / 2);
    EXPECT_TRUE(answers_.empty());
    post(1);
    EXPECT_EQ(statuses(), std::vector{503});
    take(1);
    post(1);
    EXPECT_EQ(statuses(), (std::vector{503, 204}));
    EXPECT_EQ(take(10), 2U);
}

}  // namespace
}  // namespace tidings::web
