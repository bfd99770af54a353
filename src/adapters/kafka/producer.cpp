#include "adapters/kafka/producer.h"

namespace tidings::adapters::kafka {

Result<std::shared_ptr<ProducerSession>> Producer::session() {
    std::shared_ptr<ProducerSession> over;  // ended outside the lock: that takes a while
    const std::lock_guard lock(mutex_);
    if (session_ && !session_->is_over()) return session_;
    over = std::move(session_);
    auto started = ProducerSession::start(options_, clock_);
    if (!started) return started.error();
    session_ = std::move(*started);
    return session_;
}

Result<> Producer::append(std::span<const ports::NewRecord> records) {
    if (records.empty()) return {};
    auto current = session();
    if (!current) return current.error();
    return (*current)->append(records);
}

}  // namespace tidings::adapters::kafka
