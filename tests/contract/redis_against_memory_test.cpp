#include "adapters/memory/memory_task_queue.h"
#include "base/random.h"
#include "contract/redis_stage.h"

// The rate windows exist twice, in core/ and as Lua: any order of calls must be answered by both alike.
namespace tidings::testing {
namespace {

class LimitedQueues {
public:
    explicit LimitedQueues(std::uint64_t seed) : random_(seed) {
        limits_ = {{Channel::email, {1 + below(40), milliseconds{100 + below(3'000)}}},
                   {Channel::sms, {1 + below(5), milliseconds{10 + below(100)}}}};
        auto options = redis_options(clock_);
        options.limits = limits_;
        redis_ = open_empty(options, clock_);
        memory_ = std::make_unique<adapters::MemoryTaskQueue>(clock_, kQueueCapacity, limits_);
    }

    void do_something() {
        switch (below(6)) {
            case 0:
                return push();
            case 1:
            case 2:
                return take();
            case 3:
                return release();
            case 4:
                return count_sends();
            default:
                clock_.advance(Duration{below(below(2) == 0 ? 500'000 : 2'000)});
        }
    }
    std::size_t taken() const { return taken_; }

private:
    int below(int bound) { return static_cast<int>(random_.below(static_cast<std::uint64_t>(bound))); }
    template <class Use>
    void both(const Use& use) {
        use(static_cast<ports::TaskQueue&>(*redis_));
        use(static_cast<ports::TaskQueue&>(*memory_));
    }

    void push() {
        std::vector<core::Task> tasks(20);
        for (core::Task& task : tasks) {
            ++last_;
            task.id.notification.bytes[15] = static_cast<std::uint8_t>(last_);
            task.id.notification.bytes[14] = static_cast<std::uint8_t>(last_ >> 8);
            task.id.round = 1;
            task.channel = core::kChannels[static_cast<std::size_t>(below(2))];
        }
        both([&](ports::TaskQueue& queue) { queue.push(tasks).value(); });
    }
    void take() {
        const ports::TakeRequest request{
            {Channel::email, Channel::sms}, static_cast<std::size_t>(below(30)), kLease};
        in_redis_ = redis_->take(request).value();
        in_memory_ = memory_->take(request).value();
        ASSERT_EQ(in_redis_.size(), in_memory_.size());
        for (std::size_t i = 0; i < in_redis_.size(); ++i) {
            EXPECT_EQ(in_redis_[i].task.id, in_memory_[i].task.id);
            EXPECT_EQ(in_redis_[i].send_by, in_memory_[i].send_by);
        }
        taken_ += in_redis_.size();
    }
    void release() {
        ASSERT_TRUE(redis_->release(in_redis_));
        ASSERT_TRUE(memory_->release(in_memory_));
    }
    void count_sends() {
        std::vector<Time> began;
        for (int i = below(4); i > 0; --i) began.push_back(clock_.now() - milliseconds{below(2'000)});
        std::ranges::sort(began);
        both([&](ports::TaskQueue& queue) { queue.count_sends(Channel::email, began).value(); });
    }

    Random random_;
    ManualClock clock_;
    std::map<Channel, core::RateLimit> limits_;
    std::unique_ptr<RedisTaskQueue> redis_;
    std::unique_ptr<adapters::MemoryTaskQueue> memory_;
    std::vector<ports::Leased> in_redis_;
    std::vector<ports::Leased> in_memory_;
    int last_ = 0;
    std::size_t taken_ = 0;
};

TEST(RedisAgainstMemory, LimitsPermitTheSame) {
    if (!std::getenv("TIDINGS_TEST_REDIS")) GTEST_SKIP() << "TIDINGS_TEST_REDIS names no Redis";
    std::size_t taken = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        LimitedQueues queues(seed);
        for (int i = 0; i < 150 && !::testing::Test::HasFailure(); ++i) queues.do_something();
        taken += queues.taken();
    }
    EXPECT_GT(taken, 3000U);
}

}  // namespace
}  // namespace tidings::testing
