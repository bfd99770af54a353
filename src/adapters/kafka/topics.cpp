#include "adapters/kafka/topics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <set>

#include "adapters/kafka/admin.h"
#include "adapters/kafka/topic_configs.h"

namespace tidings::adapters::kafka {

using core::Topic;

namespace {

using NewTopic = Owned<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using Config = std::map<std::string, std::string>;

// How the cluster is before anything is made.
struct Found {
    int brokers = 0;
    std::map<std::string, std::int32_t> topics;  // how many partitions each has
    std::set<std::string> unled;                 // those that are there, and cannot be used now
};

// In milliseconds.
constexpr int kStep = 20;              // between two looks at what the brokers show
constexpr int kLeaderPatience = 1000;  // for one partition's leader
constexpr int kYoung = 5000;           // for so long a broker may not know a topic that has just been made
constexpr int kYoungStep = 100;        // between two looks at such a one

bool is_led(const rd_kafka_metadata_topic& topic) {
    return topic.err == RD_KAFKA_RESP_ERR_NO_ERROR && topic.partition_cnt > 0;
}

Result<Found> look(const Client& client) {
    const rd_kafka_metadata_t* metadata = nullptr;
    const auto code =
        rd_kafka_metadata(client.get(), 1, nullptr, &metadata, to_millis(client.options().patience));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return client.error("asking for the topics", code);
    }
    Found found{metadata->broker_cnt, {}, {}};
    for (int i = 0; i < metadata->topic_cnt; ++i) {
        const auto& topic = metadata->topics[i];
        if (is_led(topic)) {
            found.topics.emplace(topic.topic, topic.partition_cnt);
        } else {
            found.unled.insert(topic.topic);
        }
    }
    rd_kafka_metadata_destroy(metadata);
    return found;
}

std::int32_t partitions_of(Topic topic, const TopicSettings& settings) {
    return core::carries_events(topic) || topic == Topic::status ? settings.partitions : 1;
}

// What check_topics looks at.
Config relied_on(Topic topic) {
    return {{"cleanup.policy", topic == Topic::catalog ? "compact" : "delete"},
            {"max.message.bytes", std::to_string(kRecordBytesMax)}};
}

std::string millis(Duration d) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count());
}

// What an operator asks for, of new topics and of those that are there.
Config asked_for(Topic topic, const TopicSettings& settings) {
    Config config = relied_on(topic);
    config["retention.ms"] = millis(topic == Topic::dead ? settings.retention_dead : settings.retention);
    if (topic == Topic::catalog) config["retention.ms"] = "-1";
    if (settings.flush) config["flush.messages"] = "1";
    return config;
}

Config config_of(Topic topic, const TopicSettings& settings, std::int32_t replication) {
    Config config = asked_for(topic, settings);
    config["min.insync.replicas"] = std::to_string(std::max(1, replication - 1));
    config["unclean.leader.election.enable"] = "false";
    config["retention.bytes"] = "-1";
    return config;
}

Result<NewTopic> new_topic(const Client& client, Topic topic, const TopicSettings& settings,
                           std::int32_t replication) {
    std::array<char, 256> reason{};
    const std::string name = client.name_of(topic);
    NewTopic made(rd_kafka_NewTopic_new(name.c_str(), partitions_of(topic, settings), replication,
                                        reason.data(), reason.size()));
    if (!made) return invalid(fmt::format("kafka topic {}: {}", name, reason.data()));
    for (const auto& [key, value] : config_of(topic, settings, replication)) {
        rd_kafka_NewTopic_set_config(made.get(), key.c_str(), value.c_str());
    }
    return made;
}

Result<> create(const Client& client, const std::vector<NewTopic>& topics) {
    std::vector<rd_kafka_NewTopic_t*> wanted;
    for (const auto& topic : topics) wanted.push_back(topic.get());
    auto event =
        administer(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, "making topics",
                   [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                       rd_kafka_CreateTopics(client.get(), wanted.data(), wanted.size(), options, queue);
                   });
    if (!event) return event.error();
    std::size_t count = 0;
    const auto* const* made =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto code = rd_kafka_topic_result_error(made[i]);
        // Another `init` was faster.
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
        const char* reason = rd_kafka_topic_result_error_string(made[i]);
        return client.error(fmt::format("making topic {}", rd_kafka_topic_result_name(made[i])), code,
                            reason == nullptr ? "" : reason);
    }
    return {};
}

// Whether each partition has a leader that knows it. Before that it refuses what is appended.
bool is_served(const Client& client, const std::string& name, std::int32_t partitions) {
    for (std::int32_t i = 0; i < partitions; ++i) {
        std::int64_t begin = 0;
        std::int64_t end = 0;
        const auto code =
            rd_kafka_query_watermark_offsets(client.get(), name.c_str(), i, &begin, &end, kLeaderPatience);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
    }
    return true;
}

// Until every broker that we may ask has heard of the new topics and of who leads them, and so have those.
Result<> wait_for(const Client& client, const ports::Clock& clock, const std::vector<std::string>& names) {
    const SteadyTime until = clock.steady() + client.options().patience;
    do {
        auto found = look(client);
        if (!found) return found.error();
        const auto is_there = [&](const std::string& name) {
            const auto topic = found->topics.find(name);
            return topic != found->topics.end() && is_served(client, name, topic->second);
        };
        if (std::ranges::all_of(names, is_there)) return {};
        rd_kafka_poll(client.get(), kStep);  // which has nothing to give: a pause
    } while (clock.steady() < until);
    return unavailable("kafka topics were made, but the brokers do not serve them yet; try again");
}

std::int64_t number(const std::string& text) {
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

bool fits(const std::string& key, const std::string& wanted, const std::string& found) {
    if (key == "max.message.bytes") return number(found) >= number(wanted);
    // What is kept for longer was set so by somebody, and a shorter time would delete it.
    if (key == "retention.ms") return found == "-1" || (wanted != "-1" && number(found) >= number(wanted));
    return found == wanted;
}

// Those of the wanted settings that are not in force.
Config missing_in(const Config& in_force, Config wanted) {
    std::erase_if(wanted, [&](const auto& setting) {
        const auto found = in_force.find(setting.first);
        return found != in_force.end() && fits(setting.first, setting.second, found->second);
    });
    return wanted;
}

struct Misfit {
    Topic topic;
    Config missing;
    Config own;  // what was set for the topic
};

using WantedOf = std::function<Config(Topic)>;

Result<std::vector<Misfit>> misfits(const Client& client, const std::vector<Topic>& topics,
                                    const WantedOf& wanted) {
    std::vector<std::string> names;
    for (const auto topic : topics) names.push_back(client.name_of(topic));
    auto described = describe_topics(client, names);
    if (!described) return described.error();
    std::vector<Misfit> out;
    for (const auto topic : topics) {
        TopicConfig& config = (*described)[client.name_of(topic)];
        auto missing = missing_in(config.in_force, wanted(topic));
        if (!missing.empty()) out.push_back({topic, std::move(missing), std::move(config.own)});
    }
    return out;
}

// Until the brokers show what they were told.
Result<> wait_until_they_fit(const Client& client, const std::vector<Topic>& topics, const WantedOf& wanted) {
    for (int left = to_millis(client.options().patience); left > 0; left -= kStep) {
        auto wrong = misfits(client, topics, wanted);
        if (!wrong) return wrong.error();
        if (wrong->empty()) return {};
        rd_kafka_poll(client.get(), kStep);  // which has nothing to give: a pause
    }
    return unavailable("kafka topics were mended, but the brokers do not show it yet; try again");
}

// Returns the names of those that it has changed.
Result<std::vector<std::string>> mend(const Client& client, const std::vector<Topic>& there,
                                      const WantedOf& wanted) {
    auto wrong = misfits(client, there, wanted);
    if (!wrong) return wrong.error();
    std::vector<std::string> mended;
    for (auto& misfit : *wrong) {
        const std::string name = client.name_of(misfit.topic);
        for (const auto& [key, value] : misfit.missing) misfit.own[key] = value;
        if (auto done = alter_topic(client, name, misfit.own); !done) return done.error();
        mended.push_back(name);
    }
    if (auto done = wait_until_they_fit(client, there, wanted); !done) return done.error();
    return mended;
}

Result<> all_are_there(const Client& client) {
    auto found = look(client);
    if (!found) return found.error();
    for (const auto topic : core::kTopics) {
        const std::string name = client.name_of(topic);
        if (found->topics.contains(name)) continue;
        const auto& brokers = client.options().brokers;
        if (found->unled.contains(name)) {
            return unavailable(fmt::format("kafka ({}): topic {} has no leader now", brokers, name));
        }
        return invalid(
            fmt::format("kafka ({}) has no topic {}; run `tidings init`, which makes it", brokers, name));
    }
    // Who reads it relies on one order for all of it.
    const std::string catalog = client.name_of(Topic::catalog);
    const auto count = found->topics.at(catalog);
    if (count == 1) return {};
    return invalid(fmt::format(
        "kafka topic {} has {} partitions and must have one; delete it with Kafka's tools and run `tidings "
        "init`, which makes it anew with the built-in catalog",
        catalog, count));
}

std::string sentence(const std::vector<std::string>& made, const std::vector<std::string>& mended,
                     std::int32_t replication) {
    std::string out;
    if (!made.empty()) {
        out = fmt::format("made {} with {} {} of each record", fmt::join(made, ", "), replication,
                          replication == 1 ? "copy" : "copies");
    }
    if (!mended.empty()) {
        out += fmt::format("{}mended the settings of {}", out.empty() ? "" : "; ", fmt::join(mended, ", "));
    }
    return out.empty() ? "all topics are there" : out;
}

}  // namespace

Result<std::string> make_topics(const Options& options, const TopicSettings& settings,
                                const ports::Clock& clock) {
    auto client = Client::make(RD_KAFKA_CONSUMER, options, clock, {});
    if (!client) return client.error();
    if (auto reached = (*client)->reach(); !reached) return reached.error();
    auto found = look(**client);
    if (!found) return found.error();
    const std::int32_t replication =
        settings.replication > 0 ? settings.replication : std::min(3, found->brokers);
    std::vector<NewTopic> wanted;
    std::vector<std::string> made;
    std::vector<Topic> there;
    for (const auto topic : core::kTopics) {
        if (found->topics.contains((*client)->name_of(topic))) {
            there.push_back(topic);
            continue;
        }
        auto topic_made = new_topic(**client, topic, settings, replication);
        if (!topic_made) return topic_made.error();
        wanted.push_back(std::move(*topic_made));
        made.push_back((*client)->name_of(topic));
    }
    if (!wanted.empty()) {
        if (auto done = create(**client, wanted); !done) return done.error();
        if (auto done = wait_for(**client, clock, made); !done) return done.error();
    }
    auto mended = mend(**client, there, [&](Topic topic) { return asked_for(topic, settings); });
    if (!mended) return mended.error();
    return sentence(made, *mended, replication);
}

Result<> check_topics(const Client& client) {
    auto there = all_are_there(client);
    for (int left = kYoung; !there && there.error().code == Errc::invalid && left > 0; left -= kYoungStep) {
        rd_kafka_poll(client.get(), kYoungStep);  // which has nothing to give: a pause
        there = all_are_there(client);
    }
    if (!there) return there;
    auto wrong = misfits(client, {core::kTopics.begin(), core::kTopics.end()}, relied_on);
    if (!wrong) return wrong.error();
    if (wrong->empty()) return {};
    const Misfit& first = wrong->front();
    return invalid(
        fmt::format("kafka topic {} has a {} that does not fit; run `tidings init`, which mends it",
                    client.name_of(first.topic), first.missing.begin()->first));
}

}  // namespace tidings::adapters::kafka
