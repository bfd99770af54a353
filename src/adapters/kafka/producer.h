#pragma once

#include <memory>
#include <mutex>
#include <span>

#include "adapters/kafka/producer_session.h"

namespace tidings::adapters::kafka {

// Appends, through one session after another: an idempotent producer may fail for good (a broker that has
// lost its state, and librdkafka before 2.3 after some timeouts). Those whose records were under way are told
// Errc::unavailable and append again; the next append starts a new session. Any thread.
class Producer {
public:
    Producer(Options options, const ports::Clock& clock) : options_(std::move(options)), clock_(clock) {}

    Result<> append(std::span<const ports::NewRecord> records);

    // The session in use; a new one where there is none, or its time is over.
    Result<std::shared_ptr<ProducerSession>> session();

private:
    const Options options_;
    const ports::Clock& clock_;
    std::mutex mutex_;
    std::shared_ptr<ProducerSession> session_;
};

}  // namespace tidings::adapters::kafka
