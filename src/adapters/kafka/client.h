#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <librdkafka/rdkafka.h>

#include "adapters/kafka/log_lines.h"
#include "adapters/kafka/options.h"
#include "base/result.h"

namespace tidings::adapters::kafka {

// What librdkafka has made, given back to it.
template <auto Destroy>
struct Destroyer {
    template <class T>
    void operator()(T* what) const {
        Destroy(what);
    }
};
template <class T, auto Destroy>
using Owned = std::unique_ptr<T, Destroyer<Destroy>>;

using TopicHandle = Owned<rd_kafka_topic_t, rd_kafka_topic_destroy>;
using Queue = Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using Event = Owned<rd_kafka_event_t, rd_kafka_event_destroy>;
using Message = Owned<rd_kafka_message_t, rd_kafka_message_destroy>;
using PartitionList = Owned<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;

using Properties = std::vector<std::pair<std::string, std::string>>;

// librdkafka counts in milliseconds.
int to_millis(Duration d);

// What goes from one broker to another, which takes a moment, is asked again.
inline constexpr int kRepeats = 20;
inline constexpr Duration kRepeatAfter = std::chrono::milliseconds{50};

// Called from librdkafka's background thread for a producer, and from whoever serves the client for a
// consumer; never while that client is made or ended, but for a rebalance at its close.
struct ClientHooks {
    std::function<void(rd_kafka_resp_err_t, const char* reason)> error;
    std::function<void(rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*)> rebalance;
    void (*delivered)(rd_kafka_t*, const rd_kafka_message_t*, void*) = nullptr;
};

// One client of librdkafka: its settings, the topics it uses, its errors as ours. Its log lines are ours too.
// Every method may be called from any thread.
class Client {
public:
    // Errc::invalid names the property that librdkafka does not take. Connects in the background.
    static Result<std::unique_ptr<Client>> make(rd_kafka_type_t type, const Options& options,
                                                const ports::Clock& clock, Properties properties,
                                                ClientHooks hooks = {});
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client();

    // Keeps a client that must not be ended, idle and silent, until the program ends.
    static void keep_for_ever(std::unique_ptr<Client> client);

    rd_kafka_t* get() const { return client_; }
    const Options& options() const { return options_; }

    std::string name_of(core::Topic topic) const { return topic_name(options_, topic); }

    // The numbers of a topic's partitions, asked for anew; waits at most `patience`.
    Result<std::vector<std::int32_t>> partitions(core::Topic topic, Duration patience) const;

    // Waits for a first broker: for Options::patience, or patience_refused where they all refuse.
    // Errc::unavailable says why. To be called before others use the client.
    Result<> reach();

    // "kafka (host:port): WHAT: Local: Timed out"
    Error error(std::string_view what, rd_kafka_resp_err_t code, std::string_view reason = {}) const;
    Error error(std::string_view what, rd_kafka_error_t* owned) const;

private:
    Client(Options options, const ports::Clock& clock, ClientHooks hooks);

    // What brokers have said while they were to be reached.
    struct Heard {
        std::string refused;  // why one does not let us in
        std::string away;     // why none is reached
        bool all_away = false;

        void take(rd_kafka_resp_err_t code, const char* why);
    };
    Result<> reach_while(const Heard& heard);

    Result<> start(rd_kafka_type_t type, const Properties& properties);
    void set_callbacks(rd_kafka_conf_t* conf) const;

    Options options_;
    LogLines lines_;
    ClientHooks hooks_;
    Heard* heard_ = nullptr;  // within `reach` only: later any thread may call back
    rd_kafka_t* client_ = nullptr;
};

}  // namespace tidings::adapters::kafka
