#pragma once

#include <string>
#include <vector>

#include "adapters/redis/connections.h"
#include "base/json.h"

namespace tidings::adapters::redis {

// What a stock producer ordered: `app.send_task('tidings.notify', …, queue='tidings')`.
struct Notify {
    std::string id;  // the task's, as Celery made it
    json::array args;
    json::object kwargs;
    std::string traceparent;
    std::string name;  // for acknowledge
};

struct IntakeOptions {
    Address address;
    Timeouts timeouts;
    Names names;
};

// Takes the orders of stock producers off their queue, the urgent ones first, so that none is lost: what is
// not acknowledged within the lease is given again, to whoever takes then. What is no such order is
// quarantined (RedisTaskQueue::unreadable). Nobody is woken for them: a stock producer tells nobody, so ask
// now and then. Threads: every method may be called from any thread. Errors are those of Connection.
class CeleryIntake {
public:
    static constexpr std::size_t kBatchMax = 500;

    CeleryIntake(const IntakeOptions& options, const ports::Clock& clock);

    Result<std::vector<Notify>> take(std::size_t max, Duration lease);

    // The log has them.
    Result<> acknowledge(std::span<const Notify> orders);

private:
    Connections connections_;
};

}  // namespace tidings::adapters::redis
