#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/redis/keys.h"
#include "adapters/redis/url.h"
#include "base/json.h"
#include "base/time.h"

// What a worker says to Celery's tools: events that it sends by itself, and answers to their questions
// (`celery inspect …`, Flower).
namespace tidings::adapters::redis {

struct WorkerCounts {
    std::int64_t active = 0;       // tasks that it has leased
    std::int64_t processed = 0;    // tasks that it has finished since it started
    std::int64_t concurrency = 1;  // how many it has at most
};

// What stays the same while it runs.
struct WorkerFacts {
    std::string hostname;  // "tidings-<unique>@<host>"
    std::string version;   // of this program
    std::vector<core::Channel> channels;
    Names names;
    Address broker;
    Time started;
};

// An event (`worker-online`, `worker-heartbeat`, `worker-offline`). `tick` is Celery's logical clock.
json::object worker_event(std::string_view type, const WorkerFacts& facts, const WorkerCounts& counts,
                          Time now, std::int64_t tick);
inline constexpr Duration kHeartbeat = std::chrono::seconds{2};

// A question as it came.
struct Question {
    std::string method;
    json::object arguments;
    std::string ticket;
    std::string reply_exchange;  // empty: nobody waits for an answer
    std::string reply_key;
    std::int64_t tick = 0;
};

// Reads a message of the channel of questions. Nothing where it is unreadable, too old, or not for this
// worker.
std::optional<Question> read_question(std::string_view message, std::string_view hostname, Time now);

// What is answered. What a tool would have this worker do is refused with a sentence: tidings is led by its
// own commands and settings.
json::value answer(const Question& question, const WorkerFacts& facts, const WorkerCounts& counts, Time now,
                   std::int64_t tick);

}  // namespace tidings::adapters::redis
