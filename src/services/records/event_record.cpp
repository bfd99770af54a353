#include "services/records/event_record.h"

#include <algorithm>
#include <charconv>

#include "core/channel_list.h"
#include "services/records/profile_record.h"
#include "services/records/record_version.h"

namespace tidings::records {
namespace {

constexpr std::string_view kReceivedAt = "tidings_received_at";
constexpr std::string_view kRecipients = "tidings_recipients";
constexpr std::string_view kTypeVersion = "tidings_type_version";

template <class Number>
Number number_in(const ports::Headers& headers, std::string_view name) {
    const auto text = ports::header(headers, name);
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Result<std::optional<Time>> time_in(const ports::Headers& headers, std::string_view name) {
    const auto text = ports::header(headers, name);
    if (text.empty()) return std::optional<Time>{};
    const auto t = parse_rfc3339(text);
    if (!t) return invalid(std::string(name) + " is not an RFC 3339 time");
    return std::optional{*t};
}

Result<> read_extensions(const ports::Headers& headers, core::Event& event) {
    if (const auto word = ports::header(headers, "ce_priority"); !word.empty()) {
        event.priority = core::parse_priority(word);
        if (!event.priority) return invalid("ce_priority is not one of critical, high, normal, low");
    }
    if (const auto list = ports::header(headers, "ce_channels"); !list.empty()) {
        event.channels = core::parse_channels(list);
        if (!event.channels) return invalid("ce_channels is no comma list of email, sms, push");
    }
    const auto send_at = time_in(headers, "ce_sendat");
    if (!send_at) return send_at.error();
    event.send_at = *send_at;
    const auto expires_at = time_in(headers, "ce_expirytime");
    if (!expires_at) return expires_at.error();
    event.expires_at = *expires_at;
    return {};
}

Time received_at(const ports::Record& record) {
    const auto micros = number_in<std::int64_t>(record.headers, kReceivedAt);
    const bool stamped = micros > 0 && has_rfc3339(from_micros(micros));
    return stamped ? from_micros(micros) : record.appended_at;
}

// A record whose value is a whole CloudEvent (CloudEvents 1.0, Kafka binding, structured mode).
bool is_structured(const ports::Record& record) {
    return ports::header(record.headers, "content-type").starts_with("application/cloudevents+json");
}

// The same event as a record in binary mode.
Result<ports::Record> unwrap(const ports::Record& record) {
    const auto read = json::read(record.value);
    const auto* event = read ? read->if_object() : nullptr;
    if (!event) return invalid("the CloudEvent is no JSON object");
    ports::Record out = record;
    for (const auto& member : *event) {
        if (const auto* text = member.value().if_string()) {
            out.headers.emplace_back("ce_" + std::string(member.key()), std::string(*text));
        }
    }
    const auto* data = json::member(*event, "data");
    if (!data) return invalid("the CloudEvent has no data, or none that is JSON");
    if (ports::header(out.headers, "ce_type").empty()) return invalid("the CloudEvent has no type");
    out.value = json::write(*data);
    return out;
}

Result<core::Event> read_binary(const ports::Record& record) {
    core::Event event;
    const auto& h = record.headers;
    event.id = core::EventId(std::string(ports::header(h, "ce_id")));
    event.source = core::Source(std::string(ports::header(h, "ce_source")));
    event.type = core::TypeName(std::string(ports::header(h, "ce_type")));
    const auto subject = ports::header(h, "ce_subject");
    event.user = core::UserId(subject.empty() ? record.key : std::string(subject));
    if (event.user.empty()) return invalid("neither ce_subject nor the key names a user");
    for (const auto& [name, text] : {std::pair{"ce_id", event.id.str()},
                                     {"ce_source", event.source.str()},
                                     {"ce_subject, or the key,", event.user.str()}}) {
        if (text.empty()) return invalid(std::string(name) + " is missing");
        if (const auto fault = core::name_fault(text)) return invalid(std::string(name) + ' ' + *fault);
    }
    if (const auto extensions = read_extensions(h, event); !extensions) return extensions.error();
    event.traceparent = ports::header(h, "traceparent");
    event.received_at = received_at(record);
    event.recipients = std::max(1, number_in<std::int32_t>(h, kRecipients));
    event.type_version = number_in<std::int32_t>(h, kTypeVersion);
    auto data = json::read(record.value);
    if (!data) return invalid("the data is not JSON: " + data.error().message);
    event.data = std::move(*data);
    return event;
}

}  // namespace

core::Topic topic_for(core::Priority priority) {
    return priority == core::Priority::critical ? core::Topic::events_critical : core::Topic::events;
}

ports::NewRecord write_event(const core::Event& event) {
    ports::NewRecord record;
    record.key = event.user.str();
    auto& h = record.headers;
    h.reserve(11);
    h.emplace_back("ce_specversion", "1.0");
    h.emplace_back("ce_id", event.id.str());
    h.emplace_back("ce_source", event.source.str());
    h.emplace_back("ce_type", event.type.str());
    h.emplace_back("ce_subject", event.user.str());
    h.emplace_back("content-type", "application/json");
    if (event.priority) h.emplace_back("ce_priority", core::name(*event.priority));
    if (event.channels) h.emplace_back("ce_channels", core::join(*event.channels));
    if (event.send_at) h.emplace_back("ce_sendat", format_rfc3339(*event.send_at));
    if (event.expires_at) h.emplace_back("ce_expirytime", format_rfc3339(*event.expires_at));
    if (!event.traceparent.empty()) h.emplace_back("traceparent", event.traceparent);
    h.emplace_back(kReceivedAt, std::to_string(to_micros(event.received_at)));
    if (event.recipients > 1) h.emplace_back(kRecipients, std::to_string(event.recipients));
    h.emplace_back(kTypeVersion, std::to_string(event.type_version));
    json::write(event.data, record.value);
    return record;
}

bool is_event(const ports::Record& record) {
    return is_structured(record) || !ports::header(record.headers, "ce_type").empty();
}

Result<core::Event> read_event(const ports::Record& record) {
    if (const auto known = understood(record.headers); !known) return known.error();
    if (!is_structured(record)) return read_binary(record);
    const auto unwrapped = unwrap(record);
    return unwrapped ? read_binary(*unwrapped) : unwrapped.error();
}

Result<Time> stamp_of(const ports::Record& record) {
    if (is_event(record)) {
        const auto event = read_event(record);
        return event ? Result<Time>(event->received_at) : event.error();
    }
    const auto change = read_profile_change(record);
    return change ? Result<Time>(from_micros(change->version)) : change.error();
}

}  // namespace tidings::records
