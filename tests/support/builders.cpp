#include "support/builders.h"

namespace tidings::test {

using namespace std::chrono_literals;

Time at(std::string_view rfc3339) {
    return parse_rfc3339(rfc3339).value();
}

json::value json_of(std::string_view text) {
    return json::read(text).value();
}

core::Event an_event() {
    core::Event e;
    e.source = core::Source("shop");
    e.id = core::EventId("order-1042");
    e.type = core::TypeName("order.completed");
    e.type_version = 1;
    e.user = core::UserId("ann");
    e.data = json_of(R"({"order_id": "1042", "total": 99.5, "currency": "EUR", "email": "ann@data.example",
                         "phone": "+15005550007"})");
    e.received_at = kNoon;
    return e;
}

core::EventType a_type() {
    core::EventType t;
    t.name = core::TypeName("order.completed");
    t.version = 3;
    t.title = "Order completed";
    t.schema = json_of(R"({"type": "object"})");
    t.category = "orders";
    t.address = {{core::Channel::email, "/email"}, {core::Channel::sms, "/phone"}};
    return t;
}

core::Recipient a_recipient() {
    core::Recipient r;
    r.user = core::UserId("ann");
    r.version = 1;
    r.revision = 1;
    r.email = "ann@example.org";
    r.phone = "+15005550006";
    r.push_tokens = {{"token-a", "ios"}};
    r.locale = "en";
    r.timezone = "Europe/Berlin";
    return r;
}

core::Notification a_notification() {
    const core::Event e = an_event();
    core::Notification n;
    n.id = core::notification_id(e.received_at, e.source, e.id, e.user, "email");
    n.source = e.source;
    n.event_id = e.id;
    n.type = e.type;
    n.type_version = 3;
    n.user = e.user;
    n.state = core::State::queued;
    n.round = 1;
    n.created_at = kNoon;
    n.updated_at = kNoon;
    n.due_at = kNoon;
    n.first_due_at = kNoon;
    n.expires_at = kNoon + 72h;
    n.address = "ann@example.org";
    n.address_from_profile = true;
    n.template_locale = "en";
    n.template_version = 1;
    return n;
}

core::OutcomeRecord an_outcome(core::OutcomeKind kind, core::Round round) {
    core::OutcomeRecord record;
    record.task = {a_notification().id, round};
    record.attempt = round;
    record.provider = "outbox";
    record.started_at = kNoon + 1s;
    record.finished_at = kNoon + 2s;
    record.outcome.kind = kind;
    return record;
}

}  // namespace tidings::test
