#include "adapters/kafka/admin.h"

#include <array>

namespace tidings::adapters::kafka {

namespace {

// Of a group whose coordinator goes from one broker to another.
bool is_coordinator_moving(rd_kafka_resp_err_t code) {
    return code == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS ||
           code == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE || code == RD_KAFKA_RESP_ERR_NOT_COORDINATOR;
}

Event ask(const Client& client, const rd_kafka_AdminOptions_t* options, int patience, const Order& order) {
    const Queue queue(rd_kafka_queue_new(client.get()));
    order(options, queue.get());
    return Event(rd_kafka_queue_poll(queue.get(), patience));
}

}  // namespace

Result<Event> administer(const Client& client, rd_kafka_admin_op_t op, std::string_view what,
                         const Order& order) {
    const int patience = to_millis(client.options().patience);
    const AdminOptions options(rd_kafka_AdminOptions_new(client.get(), op));
    std::array<char, 256> reason{};
    const auto code =
        rd_kafka_AdminOptions_set_request_timeout(options.get(), patience, reason.data(), reason.size());
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return client.error(what, code, reason.data());
    Event event = ask(client, options.get(), patience + 1000, order);
    for (int i = 0; i < kRepeats && event && is_coordinator_moving(rd_kafka_event_error(event.get())); ++i) {
        rd_kafka_poll(client.get(), to_millis(kRepeatAfter));  // which has nothing to give: a pause
        event = ask(client, options.get(), patience + 1000, order);
    }
    if (!event) return client.error(what, RD_KAFKA_RESP_ERR__TIMED_OUT);
    const auto failed = rd_kafka_event_error(event.get());
    if (failed != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return client.error(what, failed, rd_kafka_event_error_string(event.get()));
    }
    return event;
}

}  // namespace tidings::adapters::kafka
