#pragma once

#include "adapters/memory/memory_event_log.h"
#include "adapters/memory/memory_store.h"
#include "adapters/memory/memory_task_queue.h"
#include "services/catalog/catalog.h"
#include "services/records/catalog_record.h"
#include "services/records/status_record.h"
#include "support/builders.h"
#include "support/manual_clock.h"

namespace tidings::test {

// What services of the embedded engine stand on, in memory, with Ann's event type and its templates on the
// log.
struct Stage {
    explicit Stage(std::size_t queue_max = 100) : queue(clock, queue_max, {}) {
        publish(a_type());
        publish(words(core::Channel::email,
                      {{"subject", "Order {{ order_id }}"}, {"text", "Thanks, {{ user.id }}."}}));
        publish(words(core::Channel::sms, {{"text", "Order {{ order_id }}"}}));
        publish(words(core::Channel::push, {{"title", "Order"}, {"body", "{{ order_id }}"}}));
        catalog.refresh().value();
    }

    void publish(const records::CatalogEntry& entry) { append(records::write_catalog(entry)); }

    void append(const ports::NewRecord& record) { log.append(std::span(&record, 1)).value(); }

    static records::TemplateEntry words(core::Channel channel, json::object body) {
        return {core::TypeName("order.completed"), channel, "en", 1, std::move(body)};
    }

    // All that a topic holds.
    std::vector<ports::Record> read(core::Topic topic) {
        const auto reader = log.reader({topic}, ports::Reading::alone).value();
        reader->seek({topic, 0}, 0).value();
        return reader->poll(10'000).value();
    }

    // Every notification, the oldest first.
    std::vector<core::Notification> notifications() {
        auto items = store.list({}, {std::nullopt, 500}).value().items;
        std::reverse(items.begin(), items.end());
        return items;
    }

    core::Notification notification(core::NotificationId id) {
        return store.notifications(std::span(&id, 1)).value().at(id);
    }

    std::vector<ports::Leased> take(std::size_t max = 100) {
        return queue.take({{core::kChannels.begin(), core::kChannels.end()}, max, std::chrono::seconds{15}})
            .value();
    }

    void lose_queue() { queue.lose_memory(); }

    testing::ManualClock clock;
    adapters::MemoryEventLog log{clock};
    adapters::MemoryStore store;
    adapters::MemoryTaskQueue queue;
    catalog::CatalogView catalog{log};
};

}  // namespace tidings::test
