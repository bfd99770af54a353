#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "adapters/kafka/client.h"
#include "adapters/kafka/wakes.h"
#include "ports/event_log.h"

namespace tidings::adapters::kafka {

// How the members of one log stand. Any thread.
struct Standing {
    std::atomic<int> joining{0};  // who has not been told yet what it has, be it nothing
    std::atomic<int> joined{0};
    std::atomic<bool> left_in_vain{false};  // whether the last ones that went could not leave in time
};

// A membership in a topic's consumer group, which says what partitions are this member's, and reads none of
// them: a Fetcher does. For librdkafka begins to read what it is given at once, from an offset that it must
// be told then. Not for several threads.
class Member {
public:
    // Called within `serve` and at the end of the membership.
    struct Changes {
        std::function<void(ports::Partition)> gained;
        std::function<void(ports::Partition)> lost;
    };

    static Result<std::unique_ptr<Member>> join(const Options& options, const ports::Clock& clock,
                                                std::shared_ptr<Wakes> wakes,
                                                std::shared_ptr<Standing> standing, core::Topic topic,
                                                Changes changes);

    // Ends those that have left, and keeps the others, idle, until the program ends.
    ~Member();

    // All of them leave, so that others have their partitions at once: whether they could in that time.
    // Static members keep their places for the session timeout instead.
    //
    // Whoever is joining waits for the broker's answer, which waits for every other member to join again: one
    // heartbeat. A member that ends before that is a ghost, for which the others wait until its session is
    // over.
    static bool leave(const std::vector<Member*>& members, Duration within);

    // Whether some broker answers in that time.
    bool reaches_brokers(Duration within) const;

    // To be called often: a member that is silent for five minutes is taken for dead. Does not wait.
    Result<> serve();

    // After a fatal error (another process has taken its instance id): a new member must be made.
    bool is_over() const;

    // As LogReader::tell_done, of the topic's partition of that number.
    void tell_done(std::int32_t number, std::int64_t next);

private:
    Member(std::shared_ptr<Wakes> wakes, std::shared_ptr<Standing> standing, core::Topic topic,
           Changes changes);

    Result<> subscribe();
    bool is_known() const;
    bool is_static() const { return client_->options().instance_id.has_value(); }
    void be_quiet();
    void look();
    void close();
    bool is_closed() const;
    void on_rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* list);
    void on_assigned(const rd_kafka_topic_partition_list_t* list);
    void tell(const rd_kafka_topic_partition_list_t* list,
              const std::function<void(ports::Partition)>& change) const;
    void log_failed(const char* what, rd_kafka_error_t* error) const;

    std::shared_ptr<Wakes> wakes_;
    std::shared_ptr<Standing> standing_;
    const core::Topic topic_;
    Changes changes_;
    std::unique_ptr<Client> client_;
    Queue queue_;
    Queue closing_;  // where its last changes come, once it is closed
    std::optional<Error> trouble_;
    bool has_been_assigned_ = false;  // anything, even nothing
};

}  // namespace tidings::adapters::kafka
