#include "adapters/kafka/kafka_event_log.h"
#include "adapters/kafka/topic_configs.h"
#include "contract/kafka_fixture.h"

// Topics: made, made again, checked, mended.
namespace tidings::testing {
namespace {

namespace kf = adapters::kafka;
using core::Topic;

class KafkaTopicsMade : public KafkaTest {
protected:
    void SetUp() override {
        KafkaTest::SetUp();
        if (IsSkipped()) return;
        client_ = kf::Client::make(RD_KAFKA_CONSUMER, topics().options(), clock_, {}).value();
    }
    std::map<std::string, std::string> settings_of(Topic topic) {
        const std::string name = client_->name_of(topic);
        return kf::describe_topics(*client_, {name}).value()[name].in_force;
    }
    void set(Topic topic, const std::string& name, const std::string& value) {
        auto own =
            kf::describe_topics(*client_, {client_->name_of(topic)}).value()[client_->name_of(topic)].own;
        own[name] = value;
        kf::alter_topic(*client_, client_->name_of(topic), own).value();
        wait_until([&] { return settings_of(topic)[name] == value; });
    }

    std::unique_ptr<kf::Client> client_;
};

TEST_F(KafkaTopicsMade, AreLaidOutAsTheProgramReliesOn) {
    auto events = settings_of(Topic::events);
    EXPECT_EQ(events["cleanup.policy"], "delete");
    EXPECT_EQ(events["retention.bytes"], "-1");
    EXPECT_EQ(events["unclean.leader.election.enable"], "false");
    EXPECT_EQ(events["min.insync.replicas"], "1");
    EXPECT_EQ(settings_of(Topic::catalog)["cleanup.policy"], "compact");
    EXPECT_EQ(client_->partitions(Topic::events, std::chrono::seconds{5}).value().size(), 3U);
    EXPECT_EQ(client_->partitions(Topic::catalog, std::chrono::seconds{5}).value().size(), 1U);
    EXPECT_TRUE(kf::check_topics(*client_));
}

TEST_F(KafkaTopicsMade, ASecondTimeChangesNothing) {
    kf::TopicSettings others;
    others.partitions = 7;
    others.retention = std::chrono::hours{1};
    const auto before = settings_of(Topic::events);
    EXPECT_EQ(kf::make_topics(topics().options(), others, clock_).value(), "all topics are there");
    EXPECT_EQ(settings_of(Topic::events), before);
}

TEST_F(KafkaTopicsMade, WithFlushEveryRecordIsOnDisk) {
    auto options = topics().options();
    options.topic_prefix += "flushed.";
    kf::TopicSettings settings;
    settings.flush = true;
    settings.partitions = 1;
    const KafkaTopics flushed(clock_, settings, options.topic_prefix);
    const std::string name = kf::topic_name(options, Topic::events);
    EXPECT_EQ(kf::describe_topics(*client_, {name}).value()[name].in_force["flush.messages"], "1");
}

TEST_F(KafkaTopicsMade, ThoseThatAreThereCanBeToldToFlushAndToKeepForLonger) {
    kf::TopicSettings settings;
    settings.flush = true;
    settings.retention = std::chrono::days{4000};
    EXPECT_THAT(kf::make_topics(topics().options(), settings, clock_).value(),
                ::testing::HasSubstr(client_->name_of(Topic::events)));
    EXPECT_EQ(settings_of(Topic::events)["flush.messages"], "1");
    EXPECT_EQ(settings_of(Topic::events)["retention.ms"], "345600000000");
    EXPECT_EQ(settings_of(Topic::catalog)["flush.messages"], "1");
    EXPECT_EQ(settings_of(Topic::catalog)["retention.ms"], "-1");
    EXPECT_EQ(kf::make_topics(topics().options(), {}, clock_).value(), "all topics are there");
    EXPECT_EQ(settings_of(Topic::events)["flush.messages"], "1") << "nobody said that it should not";
}

TEST_F(KafkaTopicsMade, MissingOnesAreNamedWithWhatMakesThem) {
    auto options = topics().options();
    options.topic_prefix += "nothing.";
    const auto opened = kf::KafkaEventLog::open(options, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::invalid);
    EXPECT_THAT(opened.error().message, ::testing::HasSubstr(options.topic_prefix + "events"));
    EXPECT_THAT(opened.error().message, ::testing::HasSubstr("tidings init"));
}

TEST_F(KafkaTopicsMade, AWrongLayoutIsRefusedUntilItIsMended) {
    set(Topic::catalog, "cleanup.policy", "delete");
    set(Topic::events, "max.message.bytes", "1000");
    set(Topic::events, "segment.bytes", "7340032");  // somebody's own, which stays
    const auto opened = kf::KafkaEventLog::open(topics().options(), clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::invalid);
    EXPECT_THAT(opened.error().message, ::testing::HasSubstr("max.message.bytes"));
    EXPECT_THAT(opened.error().message, ::testing::HasSubstr("tidings init"));

    const auto mended = kf::make_topics(topics().options(), {}, clock_).value();
    EXPECT_THAT(mended, ::testing::HasSubstr("mended the settings of"));
    EXPECT_THAT(mended, ::testing::HasSubstr(client_->name_of(Topic::catalog)));
    EXPECT_TRUE(kf::KafkaEventLog::open(topics().options(), clock_));
    EXPECT_EQ(settings_of(Topic::events)["segment.bytes"], "7340032");
    EXPECT_EQ(settings_of(Topic::catalog)["cleanup.policy"], "compact");
}

}  // namespace
}  // namespace tidings::testing
