#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <span>

#include "adapters/kafka/client.h"
#include "ports/event_log.h"

namespace tidings::adapters::kafka {

// One idempotent producer, from its start to its end: a fatal error of librdkafka's ends it for good. Any
// thread may append.
class ProducerSession {
public:
    static Result<std::unique_ptr<ProducerSession>> start(const Options& options, const ports::Clock& clock);

    // Nobody may be appending any more.
    ~ProducerSession();

    // As EventLog::append.
    Result<> append(std::span<const ports::NewRecord> records);

    // After a fatal error: it takes nothing any more, and what waited in it has failed.
    bool is_over() const { return over_; }

    rd_kafka_t* raw() const { return client_->get(); }

private:
    class Call;

    explicit ProducerSession(const ports::Clock& clock) : clock_(clock) {}

    rd_kafka_resp_err_t produce(const ports::NewRecord& record, Time now, Call& call);
    rd_kafka_resp_err_t produce_when_there_is_room(const ports::NewRecord& record, Time now, Call& call);
    void on_error(rd_kafka_resp_err_t code, const char* reason);
    Error failure(rd_kafka_resp_err_t code) const;

    const ports::Clock& clock_;
    std::atomic<bool> over_ = false;
    std::unique_ptr<Client> client_;
    std::array<TopicHandle, core::kTopics.size()> topics_;
};

}  // namespace tidings::adapters::kafka
