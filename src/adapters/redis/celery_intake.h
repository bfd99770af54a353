#pragma once

#include <functional>

#include "adapters/redis/connections.h"
#include "ports/order_queue.h"

namespace tidings::adapters::redis {

struct IntakeOptions {
    Address address;
    Timeouts timeouts;
    Names names;
    // Overrides Redis' clock, in microseconds; only for tests, as is another silence.
    std::function<std::int64_t()> now = {};
    Duration silence = kSilence;
};

// What stock producers order: `app.send_task('tidings.notify', …, queue='tidings')`. What is put aside comes
// out of RedisTaskQueue::unreadable. Errors are those of Connection.
class CeleryIntake final : public ports::OrderQueue {
public:
    static constexpr std::size_t kBatchMax = 500;

    CeleryIntake(const IntakeOptions& options, const ports::Clock& clock);

    Result<std::vector<ports::Order>> take(std::size_t max, Duration lease) override;
    Result<> acknowledge(std::span<const ports::Order> orders) override;
    Result<> release(std::span<const ports::Order> orders) override;
    Result<> refuse(const ports::Order& order, std::string_view reason) override;

private:
    Result<> finish(std::span<const ports::Order> orders, std::string_view verdict, std::string_view reason);

    Connections connections_;
};

}  // namespace tidings::adapters::redis
