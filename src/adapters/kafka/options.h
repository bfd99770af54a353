#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "core/topic.h"
#include "ports/clock.h"

namespace tidings::adapters::kafka {

// How a log on Kafka is reached. Plain values; only what stands in `properties` may be secret.
struct Options {
    std::string brokers;  // "host:port,host:port": some of the cluster's, enough to find the others
    std::string topic_prefix = "tidings.";

    // Static membership: the partitions of a reader that comes back under its name within the session timeout
    // stay its own. Unique among the shared readers of the same topics.
    std::optional<std::string> instance_id;

    // How long a record may wait for company before it is sent. Batches grow by themselves while the brokers
    // are busy, so it buys nothing, and librdkafka 2.0 makes at least a millisecond of it.
    Duration linger{0};
    // After that, `append` gives up.
    Duration delivery_timeout = std::chrono::seconds{10};
    // How long a question to the cluster may take.
    Duration patience = std::chrono::seconds{10};
    // How long brokers are waited for at the start that refuse to be connected to, as they do while they
    // start.
    Duration patience_refused = std::chrono::seconds{10};
    std::string compression = "lz4";  // none, gzip, snappy, lz4, zstd
    // Records that wait for the brokers, in all; beyond it `append` is refused.
    std::size_t buffer_bytes = 128 << 20;

    // librdkafka's own, for transport and identity: `security.protocol`, `sasl.*`, `ssl.*`,
    // `enable.ssl.certificate.verification`.
    std::map<std::string, Secret> properties;
};

// The largest record that topics, producers and readers are set up for, key and headers included.
inline constexpr std::int64_t kRecordBytesMax = 16 << 20;

std::string topic_name(const Options& options, core::Topic topic);

// The consumer group of the shared readers of a topic has the topic's name. Each topic has one of its own:
// where one group reads two, two members may well get one topic each.
std::string group_name(const Options& options, core::Topic topic);

}  // namespace tidings::adapters::kafka
