#include <atomic>

#include "adapters/kafka/kafka_event_log.h"
#include "adapters/system/system_clock.h"
#include "contract/kafka_fixture.h"

// What the log on Kafka promises beyond the port: offsets, places, strangers' records.
namespace tidings::testing {
namespace {

using adapters::kafka::KafkaEventLog;
using core::Topic;
using ports::Partition;
using ports::Reading;

class KafkaLog : public KafkaTest {
protected:
    void SetUp() override {
        KafkaTest::SetUp();
        if (IsSkipped()) return;
        log_ = KafkaEventLog::open(topics().options(), clock_).value();
    }

    void append(Topic topic, const std::string& key, int count) {
        std::vector<ports::NewRecord> records;
        for (int i = 0; i < count; ++i) records.push_back({topic, key, {}, std::to_string(i)});
        ASSERT_TRUE(log_->append(records));
    }
    // The partition of a key, and what it holds.
    ports::Extent extent_of(Topic topic) {
        for (const auto& extent : log_->extents(topic).value()) {
            if (extent.end > 0) return extent;
        }
        ADD_FAILURE() << "nothing was appended";
        return {};
    }
    std::unique_ptr<ports::LogReader> reader_at_begin(Topic topic) {
        auto reader = log_->reader({topic}, Reading::alone).value();
        for (const auto& partition : reader->unpositioned()) EXPECT_TRUE(reader->seek(partition, 0));
        return reader;
    }

    std::unique_ptr<KafkaEventLog> log_;
};

TEST_F(KafkaLog, KeysGoWhereJavaPutsThem) {
    // Kafka's own test vectors of murmur2.
    const std::vector<std::pair<std::string, std::int32_t>> vectors{
        {"21", -973932308},
        {"foobar", -790332482},
        {"a-little-bit-long-string", -985981536},
        {"a-little-bit-longer-string", -1486304829},
        {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
        {"abc", 479470107}};
    std::map<std::string, std::int32_t> expected;
    for (const auto& [key, hash] : vectors) {
        expected[key] = (hash & 0x7fffffff) % kPartitions;
        append(Topic::events, key, 1);
    }
    const auto reader = reader_at_begin(Topic::events);
    std::map<std::string, std::int32_t> found;
    wait_until([&] {
        for (const auto& r : reader->poll(100).value()) found[r.key] = r.partition.number;
        return found.size() == expected.size();
    });
    EXPECT_EQ(found, expected);
}

TEST_F(KafkaLog, ReadsWhatStrangersHaveWritten) {
    const auto client =
        adapters::kafka::Client::make(RD_KAFKA_PRODUCER, topics().options(), clock_, {}).value();
    const std::string name = client->name_of(Topic::events);
    constexpr std::int64_t kMillis = 1'700'000'000'123;
    ASSERT_EQ(rd_kafka_producev(
                  client->get(), RD_KAFKA_V_TOPIC(name.c_str()), RD_KAFKA_V_HEADER("without", nullptr, 0),
                  RD_KAFKA_V_HEADER("bytes", "\0x", 2), RD_KAFKA_V_TIMESTAMP(kMillis), RD_KAFKA_V_END),
              RD_KAFKA_RESP_ERR_NO_ERROR);
    ASSERT_EQ(rd_kafka_flush(client->get(), 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
    const auto reader = reader_at_begin(Topic::events);
    std::vector<ports::Record> read;
    wait_until([&] { return !(read = reader->poll(10).value()).empty(); });
    EXPECT_EQ(read[0].key, "");
    EXPECT_EQ(read[0].value, "");
    EXPECT_EQ(read[0].headers, (ports::Headers{{"without", ""}, {"bytes", std::string("\0x", 2)}}));
    EXPECT_EQ(read[0].appended_at, from_micros(kMillis * 1000));
}

TEST_F(KafkaLog, APartitionThatEndsBeforeWhereItStandsIsToBePositionedAnew) {
    append(Topic::events, "k", 1);
    const Partition partition = extent_of(Topic::events).partition;
    const auto reader = log_->reader({Topic::events}, Reading::alone).value();
    const auto is_positioned = [&] {
        const auto left = reader->unpositioned();
        return std::ranges::find(left, partition) == left.end();
    };
    reader->seek(partition, 3).value();
    ASSERT_TRUE(is_positioned());
    wait_until([&] {
        reader->poll(10).value();
        return !is_positioned();
    });
    reader->seek(partition, 0).value();
    std::vector<ports::Record> read;
    wait_until([&] { return !(read = reader->poll(10).value()).empty(); });
    EXPECT_EQ(read[0].offset, 0);
}

TEST_F(KafkaLog, APlaceThatIsGivenTwiceAtOnceIsTheLastOne) {
    for (int i = 0; i < 3; ++i) append(Topic::events, "k", 1);
    const Partition partition = extent_of(Topic::events).partition;
    const auto reader = log_->reader({Topic::events}, Reading::alone).value();
    reader->seek(partition, 0).value();
    reader->unposition();
    reader->seek(partition, 2).value();
    std::vector<ports::Record> read;
    wait_until([&] { return !(read = reader->poll(10).value()).empty(); });
    EXPECT_EQ(read[0].offset, 2);
}

TEST_F(KafkaLog, APartitionThatWasFullIsReadOnWithoutAPause) {
    // Some times as much as a partition may hold ready, in one partition beside idle ones.
    const std::string value(10'000, 'v');
    const std::vector<ports::NewRecord> records(500, {Topic::events, "k", {}, value});
    for (int i = 0; i < 6; ++i) ASSERT_TRUE(log_->append(records));
    const auto reader = reader_at_begin(Topic::events);
    SteadyTime last = clock_.steady();
    Duration longest{0};
    std::size_t read = 0;
    wait_until([&] {
        const auto polled = reader->poll(100).value();
        if (!polled.empty()) {
            if (read > 0) longest = std::max<Duration>(longest, clock_.steady() - last);
            last = clock_.steady();
        }
        read += polled.size();
        return read >= 3000;
    });
    EXPECT_EQ(read, 3000U);
    EXPECT_LT(longest, std::chrono::milliseconds{700});  // a second, where nobody asks for more
}

TEST_F(KafkaLog, KnowsHowFarAGroupIsBehind) {
    const std::vector<Topic> topics{Topic::events, Topic::events_critical};
    EXPECT_EQ(log_->lag(topics).value().records, 0);
    EXPECT_FALSE(log_->lag(topics).value().oldest);
    append(Topic::events, "k", 5);
    const auto extent = extent_of(Topic::events);
    const auto reader = log_->reader(topics, Reading::shared).value();
    wait_until([&] {
        (void)reader->poll(1);
        return reader->unpositioned().size() == 2 * kPartitions;
    });
    EXPECT_EQ(log_->lag(topics).value().records, 5);
    const Time fourth = clock_.now();
    append(Topic::events, "k", 1);
    reader->tell_done(extent.partition, 5);
    wait_until([&] {
        (void)reader->poll(1);
        return log_->lag(topics).value().records == 1;
    });
    const auto oldest = log_->lag(topics).value().oldest;
    ASSERT_TRUE(oldest);
    EXPECT_GE(*oldest, std::chrono::floor<std::chrono::milliseconds>(fourth));
    EXPECT_LE(*oldest, clock_.now());
}

TEST_F(KafkaLog, ATopicWithMorePartitionsThanBeforeIsReadWhole) {
    ManualClock standing;
    const auto log = KafkaEventLog::open(topics().options(), standing).value();
    const auto reader = log->reader({Topic::events}, Reading::alone).value();
    EXPECT_EQ(reader->unpositioned().size(), static_cast<std::size_t>(kPartitions));
    topics().grow(Topic::events, kPartitions + 1);
    wait_until([&] {
        standing.advance(std::chrono::minutes{1});
        EXPECT_TRUE(reader->poll(1));
        return reader->unpositioned().size() == kPartitions + 1;
    });
}

TEST(KafkaReach, AnAddressWhereNobodyAnswersIsNamed) {
    const adapters::SystemClock clock;
    adapters::kafka::Options options;
    options.brokers = "127.0.0.1:1";
    options.patience = std::chrono::milliseconds{300};
    const auto opened = KafkaEventLog::open(options, clock);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::unavailable);
    EXPECT_THAT(opened.error().message, ::testing::HasSubstr("127.0.0.1:1"));
}

TEST(KafkaReach, TheValueOfAPropertyIsNotLogged) {
    const adapters::SystemClock clock;
    adapters::kafka::Options options;
    options.brokers = "127.0.0.1:1";
    options.patience = std::chrono::milliseconds{300};
    options.properties["security.protocol"] = Secret("sasl_plaintext");
    options.properties["sasl.mechanisms"] = Secret("PLAIN");
    options.properties["sasl.username"] = Secret("somebody");
    options.properties["sasl.password"] = Secret("hunter2");
    options.properties["ssl.key.password"] = Secret("hunter2");  // of no use without TLS
    ::testing::internal::CaptureStderr();
    EXPECT_FALSE(KafkaEventLog::open(options, clock));
    EXPECT_THAT(::testing::internal::GetCapturedStderr(), ::testing::Not(::testing::HasSubstr("hunter2")));
}

TEST(KafkaReach, APropertyThatCannotBeIsNamedAndItsValueIsNot) {
    const adapters::SystemClock clock;
    for (const char* name : {"sasl.mechanisms", "security.protocol", "ssl.nonsense", "acks"}) {
        adapters::kafka::Options options;
        options.brokers = "127.0.0.1:1";
        options.properties[name] = Secret("hunter2");
        ::testing::internal::CaptureStderr();
        const auto opened = KafkaEventLog::open(options, clock);
        ASSERT_FALSE(opened) << name;
        EXPECT_EQ(opened.error().code, Errc::invalid) << name;
        EXPECT_THAT(opened.error().message, ::testing::HasSubstr(name));
        EXPECT_THAT(opened.error().message + ::testing::internal::GetCapturedStderr(),
                    ::testing::Not(::testing::HasSubstr("hunter2")));
    }
}

}  // namespace
}  // namespace tidings::testing
