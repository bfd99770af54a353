#include "adapters/kafka/member.h"

#include <algorithm>
#include <array>

#include "base/log.h"

namespace tidings::adapters::kafka {

using core::Topic;
using ports::Partition;

namespace {

Properties member_properties(const Options& options, Topic topic) {
    Properties out{{"group.id", group_name(options, topic)},
                   {"partition.assignment.strategy", "cooperative-sticky"},
                   // How long a member that has died keeps its partitions: the least that brokers allow
                   // (group.min.session.timeout.ms).
                   {"session.timeout.ms", "6000"},
                   // A heartbeat's answer is how the others hear of who comes and goes.
                   {"heartbeat.interval.ms", "500"},
                   // Nothing depends on the group's offsets. What tell_done has stored is committed now and
                   // then, and when a partition goes.
                   {"enable.auto.commit", "true"},
                   {"enable.auto.offset.store", "false"},
                   {"auto.commit.interval.ms", "1000"},
                   {"auto.offset.reset", "latest"}};
    if (options.instance_id) out.emplace_back("group.instance.id", *options.instance_id);
    return out;
}

constexpr Duration kKnownWithin = std::chrono::seconds{1};
constexpr int kLookMillis = 10;

// What one `serve` looks at; more comes with the next.
constexpr int kServed = 100;

// Has all of them take turns until they are done, or `left` milliseconds are over.
void take_turns(const std::vector<Member*>& members, int& left, const auto& is_done, const auto& turn) {
    while (left > 0 && !std::ranges::all_of(members, is_done)) {
        for (Member* const member : members) {
            if (is_done(member)) continue;
            turn(member);
            left -= kLookMillis;
        }
    }
}

}  // namespace

Member::Member(std::shared_ptr<Wakes> wakes, std::shared_ptr<Standing> standing, Topic topic, Changes changes)
    : wakes_(std::move(wakes)), standing_(std::move(standing)), topic_(topic), changes_(std::move(changes)) {
    ++standing_->joining;
}

Result<std::unique_ptr<Member>> Member::join(const Options& options, const ports::Clock& clock,
                                             std::shared_ptr<Wakes> wakes, std::shared_ptr<Standing> standing,
                                             Topic topic, Changes changes) {
    std::unique_ptr<Member> member(
        new Member(std::move(wakes), std::move(standing), topic, std::move(changes)));
    ClientHooks hooks;
    hooks.rebalance = [raw = member.get()](rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* list) {
        raw->on_rebalance(code, list);
    };
    auto client =
        Client::make(RD_KAFKA_CONSUMER, options, clock, member_properties(options, topic), std::move(hooks));
    if (!client) return client.error();
    member->client_ = std::move(*client);
    if (auto subscribed = member->subscribe(); !subscribed) return subscribed.error();
    return member;
}

Result<> Member::subscribe() {
    rd_kafka_poll_set_consumer(client_->get());
    queue_.reset(rd_kafka_queue_get_consumer(client_->get()));
    // A change of the assignment waits for `serve`, so somebody has to be woken for it.
    rd_kafka_queue_cb_event_enable(queue_.get(), &Wakes::Line::on_event, &wakes_->of(topic_));
    const PartitionList list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), client_->name_of(topic_).c_str(), RD_KAFKA_PARTITION_UA);
    const auto code = rd_kafka_subscribe(client_->get(), list.get());
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return client_->error("joining the group", code);
    return {};
}

// librdkafka before 2.3 ends the program where a member is destroyed between the group's answer to its
// joining and its first assignment (its issue 4312), and waits without bound for one that has not yet been
// let go.
Member::~Member() {
    --(has_been_assigned_ ? standing_->joined : standing_->joining);
    if (!client_) return;
    be_quiet();
    closing_.reset();
    const bool may_end = has_been_assigned_ && rd_kafka_consumer_closed(client_->get()) != 0;
    if (!may_end) Client::keep_for_ever(std::move(client_));
}

// librdkafka 2.0 closes a member without telling the group where it has no partition, and never ends to close
// one whose assignment waits to be served. So it unsubscribes first, which does both well, and is closed when
// that is on its way.
bool Member::leave(const std::vector<Member*>& members, Duration within) {
    const auto is_known = [](const Member* member) { return member->is_known() || member->is_static(); };
    const auto is_gone = [](const Member* member) { return !member->is_known() || member->is_static(); };
    const auto is_closed = [](const Member* member) { return member->is_closed(); };
    const auto look = [](Member* member) { member->look(); };
    int left = to_millis(std::min(within, kKnownWithin));
    take_turns(members, left, is_known, look);
    left += to_millis(within - std::min(within, kKnownWithin));
    for (Member* const member : members) {
        if (!member->is_static()) rd_kafka_unsubscribe(member->client_->get());
    }
    take_turns(members, left, is_gone, look);
    for (Member* const member : members) member->close();
    take_turns(members, left, is_closed,
               [](Member* member) { rd_kafka_queue_poll_callback(member->closing_.get(), kLookMillis); });
    return std::ranges::all_of(members, is_closed);
}

// Whether the broker has said what it calls us, and we have not left. Before that we could not say who
// leaves, and the others would wait for a ghost.
bool Member::is_known() const {
    char* const id = rd_kafka_memberid(client_->get());
    const bool known = id != nullptr && *id != '\0';
    rd_kafka_mem_free(client_->get(), id);
    return known;
}

bool Member::reaches_brokers(Duration within) const {
    const rd_kafka_metadata_t* found = nullptr;
    const auto code = rd_kafka_metadata(client_->get(), 0, nullptr, &found, to_millis(within));
    if (found != nullptr) rd_kafka_metadata_destroy(found);
    return code == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void Member::look() {
    const Message message(rd_kafka_consumer_poll(client_->get(), kLookMillis));
}

// After this, no wake comes from it any more.
void Member::be_quiet() {
    if (queue_) rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
    queue_.reset();
}

void Member::close() {
    be_quiet();
    closing_.reset(rd_kafka_queue_new(client_->get()));
    auto* const failed = rd_kafka_consumer_close_queue(client_->get(), closing_.get());
    if (failed == nullptr) return;
    rd_kafka_error_destroy(failed);  // after a fatal error: the group has put it out already
    closing_.reset();
}

bool Member::is_closed() const {
    return !closing_ || rd_kafka_consumer_closed(client_->get()) != 0;
}

bool Member::is_over() const {
    std::array<char, 256> reason{};
    return rd_kafka_fatal_error(client_->get(), reason.data(), reason.size()) != RD_KAFKA_RESP_ERR_NO_ERROR;
}

Result<> Member::serve() {
    for (int i = 0; i < kServed; ++i) {
        const Message message(rd_kafka_consumer_poll(client_->get(), 0));
        if (!message) break;
        // Records of a partition that was not paused in time are nobody's.
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
        trouble_ = client_->error("the consumer group", message->err, rd_kafka_message_errstr(message.get()));
    }
    if (trouble_) return *std::exchange(trouble_, std::nullopt);
    return {};
}

void Member::on_rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* list) {
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        on_assigned(list);
        if (std::exchange(has_been_assigned_, true)) return;
        ++standing_->joined;
        --standing_->joining;
    } else {
        tell(list, changes_.lost);
        log_failed("giving partitions back", rd_kafka_incremental_unassign(client_->get(), list));
    }
}

void Member::on_assigned(const rd_kafka_topic_partition_list_t* list) {
    const PartitionList given(rd_kafka_topic_partition_list_copy(list));
    for (int i = 0; i < given->cnt; ++i) given->elems[i].offset = RD_KAFKA_OFFSET_END;
    log_failed("taking partitions", rd_kafka_incremental_assign(client_->get(), given.get()));
    rd_kafka_pause_partitions(client_->get(), given.get());
    tell(list, changes_.gained);
}

void Member::tell(const rd_kafka_topic_partition_list_t* list,
                  const std::function<void(Partition)>& change) const {
    for (int i = 0; i < list->cnt; ++i) change({topic_, list->elems[i].partition});
}

void Member::log_failed(const char* what, rd_kafka_error_t* error) const {
    if (error == nullptr) return;
    log::error("kafka consumer group", {{"reason", client_->error(what, error).message}});
}

void Member::tell_done(std::int32_t number, std::int64_t next) {
    const PartitionList list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), client_->name_of(topic_).c_str(), number)->offset = next;
    // Refused for a partition that has gone meanwhile, which is as well.
    (void)rd_kafka_offsets_store(client_->get(), list.get());
}

}  // namespace tidings::adapters::kafka
