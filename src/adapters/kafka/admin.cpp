#include "adapters/kafka/admin.h"

#include <array>

namespace tidings::adapters::kafka {

Result<Event> administer(const Client& client, rd_kafka_admin_op_t op, std::string_view what,
                         const std::function<void(rd_kafka_AdminOptions_t*, rd_kafka_queue_t*)>& order) {
    const int patience = to_millis(client.options().patience);
    const AdminOptions options(rd_kafka_AdminOptions_new(client.get(), op));
    std::array<char, 256> reason{};
    const auto code =
        rd_kafka_AdminOptions_set_request_timeout(options.get(), patience, reason.data(), reason.size());
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return client.error(what, code, reason.data());
    const Queue queue(rd_kafka_queue_new(client.get()));
    order(options.get(), queue.get());
    Event event(rd_kafka_queue_poll(queue.get(), patience + 1000));
    if (!event) return client.error(what, RD_KAFKA_RESP_ERR__TIMED_OUT);
    const auto failed = rd_kafka_event_error(event.get());
    if (failed != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return client.error(what, failed, rd_kafka_event_error_string(event.get()));
    }
    return event;
}

}  // namespace tidings::adapters::kafka
