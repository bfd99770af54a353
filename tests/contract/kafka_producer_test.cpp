#include <gmock/gmock.h>
#include <librdkafka/rdkafka_mock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "adapters/kafka/kafka_event_log.h"
#include "contract/kafka_fixture.h"

// Appending when something is wrong.
namespace tidings::testing {
namespace {

using adapters::kafka::KafkaEventLog;
using adapters::kafka::Producer;
using core::Topic;

// A broker that takes connections and never answers.
class SilentBroker {
public:
    SilentBroker() {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(socket_, 16), 0);
        EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
    }
    ~SilentBroker() { ::close(socket_); }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

private:
    int socket_ = -1;
    int port_ = 0;
};

// librdkafka's own imitation of a broker. It does not count a producer's sequences, as a broker does not that
// has seen nothing of that producer in the partition.
class MockBroker {
public:
    MockBroker()
        : owner_(rd_kafka_new(RD_KAFKA_PRODUCER, silence(), nullptr, 0)),
          cluster_(rd_kafka_mock_cluster_new(owner_.get(), 1)) {}

    std::string address() const { return rd_kafka_mock_cluster_bootstraps(cluster_.get()); }
    void create(const std::string& topic) {
        ASSERT_EQ(rd_kafka_mock_topic_create(cluster_.get(), topic.c_str(), 1, 1),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
    }
    void answer_after(std::chrono::milliseconds delay) {
        rd_kafka_mock_broker_set_rtt(cluster_.get(), 1, static_cast<int>(delay.count()));
    }
    void refuse_next_produce(rd_kafka_resp_err_t code) {
        rd_kafka_mock_push_request_errors(cluster_.get(), kProduce, 1, code);
    }

private:
    static rd_kafka_conf_t* silence() {
        rd_kafka_conf_t* const conf = rd_kafka_conf_new();
        rd_kafka_conf_set(conf, "log_level", "0", nullptr, 0);
        return conf;
    }

    static constexpr std::int16_t kProduce = 0;  // of the protocol's API keys

    adapters::kafka::Owned<rd_kafka_t, rd_kafka_destroy> owner_;
    adapters::kafka::Owned<rd_kafka_mock_cluster_t, rd_kafka_mock_cluster_destroy> cluster_;
};

std::vector<ports::NewRecord> some_records(int count, std::size_t size = 10) {
    std::vector<ports::NewRecord> records;
    for (int i = 0; i < count; ++i) records.push_back({Topic::events, "k", {}, std::string(size, 'v')});
    return records;
}

adapters::kafka::Options silent(const SilentBroker& broker) {
    adapters::kafka::Options options;
    options.brokers = broker.address();
    options.delivery_timeout = std::chrono::seconds{1};
    options.buffer_bytes = 1 << 20;
    return options;
}

class KafkaProducer : public KafkaTest {
protected:
    std::int64_t size_of_events(KafkaEventLog& log) {
        std::int64_t size = 0;
        for (const auto& extent : log.extents(Topic::events).value()) size += extent.end - extent.begin;
        return size;
    }
};

TEST_F(KafkaProducer, AfterAFatalErrorTheNextAppendHasANewOne) {
    Producer producer(topics().options(), clock_);
    ASSERT_TRUE(producer.append(some_records(1)));
    const auto first = producer.session().value();
    rd_kafka_test_fatal_error(first->raw(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "as if");
    wait_until([&] { return first->is_over(); });
    EXPECT_TRUE(producer.append(some_records(2)));
    EXPECT_NE(producer.session().value(), first);
    const auto log = KafkaEventLog::open(topics().options(), clock_).value();
    EXPECT_EQ(size_of_events(*log), 3);
}

TEST_F(KafkaProducer, AFatalErrorBetweenThreadsLosesNothingThatWasAcknowledged) {
    Producer producer(topics().options(), clock_);
    std::atomic<int> acknowledged = 0;
    std::atomic<bool> over = false;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            while (!over) {
                const auto appended = producer.append(some_records(5));
                if (appended) {
                    acknowledged += 5;
                } else {
                    EXPECT_EQ(appended.error().code, Errc::unavailable) << appended.error().message;
                }
            }
        });
    }
    for (int i = 1; i <= 3; ++i) {
        const auto current = producer.session().value();
        wait_until([&] { return acknowledged >= 50 * i; });
        rd_kafka_test_fatal_error(current->raw(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "as if");
        wait_until([&] { return producer.session().value() != current; });
    }
    over = true;
    for (auto& thread : threads) thread.join();
    const auto log = KafkaEventLog::open(topics().options(), clock_).value();
    EXPECT_GE(size_of_events(*log), acknowledged);
}

TEST_F(KafkaProducer, AnAppendLargerThanTheBufferGoesThroughInParts) {
    auto options = topics().options();
    options.buffer_bytes = 1 << 20;
    Producer producer(options, clock_);
    EXPECT_TRUE(producer.append(some_records(50, 100'000)));
    const auto log = KafkaEventLog::open(topics().options(), clock_).value();
    EXPECT_EQ(size_of_events(*log), 50);
}

TEST_F(KafkaProducer, ARecordThatIsTooLargeIsInvalidAndTheNextOneIsNot) {
    Producer producer(topics().options(), clock_);
    const auto refused = producer.append(some_records(1, adapters::kafka::kRecordBytesMax + 1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid);
    EXPECT_TRUE(producer.append(some_records(1)));
}

// Brokers refuse what comes from more than an hour ahead. That is no fault of the records.
TEST_F(KafkaProducer, AClockThatIsFarAheadIsNamedAndNoRecordIsInvalid) {
    class Ahead final : public ports::Clock {
    public:
        Time now() const override { return clock_.now() + std::chrono::hours{2}; }
        SteadyTime steady() const override { return clock_.steady(); }

    private:
        adapters::SystemClock clock_;
    };
    const Ahead ahead;
    Producer producer(topics().options(), ahead);
    const auto refused = producer.append(some_records(1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("is this clock right?"));
}

// A partition's first batch is refused, as it is where the leader has just been chosen, while the next is
// under way; and a broker that has nothing of this producer takes that next one. librdkafka concludes that
// the first one is there too, and it never will be.
class KafkaConclusion : public ::testing::Test {
protected:
    KafkaConclusion() : producer_(options(), clock_) {
        broker_.create(events_);
        EXPECT_TRUE(producer_.append(some_records(1)));
        broker_.answer_after(std::chrono::milliseconds{200});  // so that both are under way
    }
    Result<> append_two_batches() { return producer_.append(some_records(2, 700'000)); }
    MockBroker broker_;

private:
    adapters::kafka::Options options() const {
        adapters::kafka::Options options;
        options.brokers = broker_.address();
        return options;
    }

    adapters::SystemClock clock_;
    const std::string events_ = topic_name(options(), Topic::events);
    Producer producer_;
};

TEST_F(KafkaConclusion, IsNoAcknowledgement) {
    broker_.refuse_next_produce(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
    const auto appended = append_two_batches();
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, Errc::unavailable);
    EXPECT_THAT(appended.error().message, ::testing::HasSubstr("append again"));
    EXPECT_TRUE(append_two_batches());
}

TEST(KafkaSilence, AnAppendIsRefusedInTimeAndTheBrokerNamed) {
    const adapters::SystemClock clock;
    const SilentBroker broker;
    Producer producer(silent(broker), clock);
    const SteadyTime before = clock.steady();
    const auto refused = producer.append(some_records(1));
    EXPECT_LT(clock.steady() - before, std::chrono::seconds{4});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr(broker.address()));
}

TEST(KafkaSilence, AFullBufferRefusesAtOnce) {
    const adapters::SystemClock clock;
    const SilentBroker broker;
    Producer producer(silent(broker), clock);
    std::thread fills([&] { EXPECT_FALSE(producer.append(some_records(10, 100'000))); });
    const auto session = producer.session().value();
    while (rd_kafka_outq_len(session->raw()) < 10) std::this_thread::yield();
    const auto refused = producer.append(some_records(1, 100'000));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::full);
    fills.join();
}

}  // namespace
}  // namespace tidings::testing
