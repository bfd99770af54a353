#include "adapters/kafka/producer_session.h"

#include <condition_variable>
#include <mutex>

#include "base/log.h"

namespace tidings::adapters::kafka {

namespace {

Properties producer_properties(const Options& options) {
    const auto linger_ms = std::chrono::duration<double, std::milli>(options.linger).count();
    return {{"enable.idempotence", "true"},
            {"acks", "all"},
            {"partitioner", "murmur2_random"},  // as Java's, so that any producer keeps a key's order
            {"compression.codec", options.compression},
            {"linger.ms", fmt::format("{}", linger_ms)},
            {"message.timeout.ms", std::to_string(to_millis(options.delivery_timeout))},
            {"queue.buffering.max.kbytes", std::to_string(options.buffer_bytes / 1024)},
            {"queue.buffering.max.messages", "100000"}};
}

Result<Owned<rd_kafka_headers_t, rd_kafka_headers_destroy>> headers_of(const ports::Headers& headers) {
    Owned<rd_kafka_headers_t, rd_kafka_headers_destroy> out(rd_kafka_headers_new(headers.size()));
    for (const auto& [name, value] : headers) {
        const auto code = rd_kafka_header_add(out.get(), name.data(), static_cast<ssize_t>(name.size()),
                                              value.data(), static_cast<ssize_t>(value.size()));
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return invalid("a header that kafka does not take");
    }
    return out;
}

// A record that librdkafka does not know the offset of has not been acknowledged: it has only concluded that
// it is written, from the success of a later batch. A broker that has nothing of this producer in the
// partition takes that one without the earlier, and then it is not there. To append it here once more would
// put it behind what came after it.
constexpr auto kOnlyConcluded = RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER;

rd_kafka_resp_err_t outcome_of(const rd_kafka_message_t& message) {
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR && message.offset < 0) return kOnlyConcluded;
    return message.err;
}

}  // namespace

// One append that waits for what the brokers say of its records.
class ProducerSession::Call {
public:
    void sent() {
        const std::lock_guard lock(mutex_);
        ++pending_;
    }
    void done(rd_kafka_resp_err_t code) {
        const std::lock_guard lock(mutex_);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) error_ = code;
        // Under the lock: whoever waits ends this object as soon as it can.
        if (--pending_ == 0) none_pending_.notify_one();
    }
    // librdkafka reports every record, at the latest after message.timeout.ms. Returns the last failure.
    rd_kafka_resp_err_t wait() {
        std::unique_lock lock(mutex_);
        none_pending_.wait(lock, [this] { return pending_ == 0; });
        return error_;
    }
    bool is_waiting() {
        const std::lock_guard lock(mutex_);
        return pending_ > 0;
    }

private:
    std::mutex mutex_;
    std::condition_variable none_pending_;
    std::size_t pending_ = 0;
    rd_kafka_resp_err_t error_ = RD_KAFKA_RESP_ERR_NO_ERROR;
};

Result<std::unique_ptr<ProducerSession>> ProducerSession::start(const Options& options,
                                                                const ports::Clock& clock) {
    std::unique_ptr<ProducerSession> session(new ProducerSession(clock));
    ClientHooks hooks;
    hooks.error = [raw = session.get()](rd_kafka_resp_err_t code, const char* reason) {
        raw->on_error(code, reason);
    };
    hooks.delivered = [](rd_kafka_t*, const rd_kafka_message_t* message, void*) {
        static_cast<Call*>(message->_private)->done(outcome_of(*message));
    };
    auto client =
        Client::make(RD_KAFKA_PRODUCER, options, clock, producer_properties(options), std::move(hooks));
    if (!client) return client.error();
    session->client_ = std::move(*client);
    for (const auto topic : core::kTopics) {
        const std::string name = topic_name(options, topic);
        TopicHandle& handle = session->topics_[static_cast<std::size_t>(topic)];
        handle.reset(rd_kafka_topic_new(session->raw(), name.c_str(), nullptr));
        if (!handle) return session->client_->error(name, rd_kafka_last_error());
    }
    // Reports come from librdkafka's own background thread, from here on: the session is whole.
    const Queue main(rd_kafka_queue_get_main(session->raw()));
    const Queue background(rd_kafka_queue_get_background(session->raw()));
    rd_kafka_queue_forward(main.get(), background.get());
    return session;
}

ProducerSession::~ProducerSession() = default;

rd_kafka_resp_err_t ProducerSession::produce(const ports::NewRecord& record, Time now, Call& call) {
    auto headers = headers_of(record.headers);
    if (!headers) return RD_KAFKA_RESP_ERR__INVALID_ARG;
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
    call.sent();
    const auto code = rd_kafka_producev(
        raw(), RD_KAFKA_V_RKT(topics_[static_cast<std::size_t>(record.topic)].get()),
        // A copy: a request that has timed out may still be on its way when its report comes.
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(record.value.data()), record.value.size()),
        RD_KAFKA_V_HEADERS(headers->get()), RD_KAFKA_V_TIMESTAMP(millis), RD_KAFKA_V_OPAQUE(&call),
        RD_KAFKA_V_END);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        (void)headers->release();  // the record's now
    } else {
        call.done(RD_KAFKA_RESP_ERR_NO_ERROR);  // which says nothing more of it
    }
    return code;
}

rd_kafka_resp_err_t ProducerSession::produce_when_there_is_room(const ports::NewRecord& record, Time now,
                                                                Call& call) {
    const auto code = produce(record, now, call);
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || !call.is_waiting()) return code;
    // An append larger than the buffer fills it alone. Its own reports make room.
    const auto failed = call.wait();
    return failed != RD_KAFKA_RESP_ERR_NO_ERROR ? failed : produce(record, now, call);
}

Result<> ProducerSession::append(std::span<const ports::NewRecord> records) {
    Call call;
    const Time now = clock_.now();
    auto code = RD_KAFKA_RESP_ERR_NO_ERROR;
    for (const auto& record : records) {
        code = produce_when_there_is_room(record, now, call);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) break;
    }
    const auto reported = call.wait();
    if (reported != RD_KAFKA_RESP_ERR_NO_ERROR) code = reported;
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failure(code);
    return {};
}

Error ProducerSession::failure(rd_kafka_resp_err_t code) const {
    if (code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT) {
        return client_->error("append", code, "no broker has acknowledged the records in time");
    }
    if (code == kOnlyConcluded) {
        return client_->error("append", code, "the brokers have not acknowledged every record; append again");
    }
    if (code == RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP) {
        return client_->error("append", code,
                              "the broker refuses the time of the records: is this clock right?");
    }
    if (is_over()) return client_->error("append", code, "the producer had to be replaced; append again");
    return client_->error("append", code);
}

void ProducerSession::on_error(rd_kafka_resp_err_t code, const char* reason) {
    if (code != RD_KAFKA_RESP_ERR__FATAL) return;  // librdkafka has logged it and goes on by itself
    over_ = true;
    log::error("kafka producer failed for good and is replaced", {{"reason", reason}});
    // What waits would wait until its time is over, and nothing is sent any more.
    rd_kafka_purge(raw(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

}  // namespace tidings::adapters::kafka
