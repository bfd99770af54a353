#include "simulation/types.h"

#include "services/records/catalog_record.h"

namespace tidings::simulation {
namespace {

core::EventType type(std::string name, core::Priority priority) {
    core::EventType t;
    t.name = core::TypeName(std::move(name));
    t.schema = json::object{{"type", "object"}};
    t.priority = priority;
    t.address = {{core::Channel::email, "/email"}, {core::Channel::sms, "/phone"}};
    return t;
}

json::object words_for(core::Channel channel) {
    switch (channel) {
        case core::Channel::email:
            return {{"subject", "Number {{ n }}"}, {"text", "It is {{ n }}."}};
        case core::Channel::sms:
            return {{"text", "It is {{ n }}."}};
        case core::Channel::push:
            break;
    }
    return {{"title", "Number {{ n }}"}, {"body", "It is {{ n }}."}};
}

}  // namespace

std::vector<core::EventType> types() {
    std::vector<core::EventType> all{
        type("order.completed", core::Priority::normal), type("payment.failed", core::Priority::critical),
        type("user.registered", core::Priority::normal), type("code.sent", core::Priority::normal)};
    all[0].category = "orders";
    all[1].category_can_be_off = false;
    all[2].creates_recipient = true;
    all[3].hold_unknown = true;
    return all;
}

void publish_types(ports::EventLog& log) {
    std::vector<ports::NewRecord> records;
    for (const auto& t : types()) {
        records.push_back(records::write_catalog(t));
        for (const auto channel : core::kChannels) {
            records.push_back(
                records::write_catalog(records::TemplateEntry{t.name, channel, "en", 1, words_for(channel)}));
        }
    }
    log.append(records).value();
}

}  // namespace tidings::simulation
