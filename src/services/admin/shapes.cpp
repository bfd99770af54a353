#include "services/admin/shapes.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "http/problem.h"

namespace tidings::admin {
namespace {

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value() : json::value(text);
}

// A record's bytes under a name: as text, or where they are none that JSON carries everywhere as base64,
// under a name that says so.
void put_bytes(json::object& o, const std::string& name, const std::string& bytes) {
    if (is_utf8(bytes) && bytes.find('\0') == std::string::npos)
        o[name] = bytes;
    else
        o[name + "_base64"] = base64_encode(bytes);
}

}  // namespace

json::object to_json(const core::Notification& n) {
    json::object o;
    o["id"] = n.id.str();
    o["event_id"] = n.event_id.str();
    o["source"] = n.source.str();
    o["type"] = n.type.str();
    o["user"] = n.user.str();
    o["channel"] = core::name(n.channel);
    o["priority"] = core::name(n.priority);
    o["state"] = core::name(n.state);
    o["reason"] = core::name(n.reason);
    o["detail"] = n.detail;
    o["address"] = text_or_null(n.address);
    o["provider"] = text_or_null(n.provider);
    o["attempt_count"] = n.attempt_count;
    o["cancel_requested"] = n.cancel_requested;
    o["created_at"] = format_rfc3339(n.created_at);
    o["updated_at"] = format_rfc3339(n.updated_at);
    o["due_at"] = format_rfc3339(n.due_at);
    o["expires_at"] = format_rfc3339(n.expires_at);
    o["template"] =
        n.template_version == 0
            ? json::value()
            : json::value(json::object{{"locale", n.template_locale}, {"version", n.template_version}});
    return o;
}

json::object to_json(const core::Attempt& a) {
    json::object o;
    o["number"] = a.number;
    o["provider"] = a.provider;
    o["started_at"] = format_rfc3339(a.started_at);
    o["finished_at"] = format_rfc3339(a.finished_at);
    o["outcome"] = core::name(a.outcome);
    o["detail"] = a.detail;
    o["provider_id"] = text_or_null(a.provider_id);
    return o;
}

json::object to_json(const ports::OutboxEntry& entry) {
    json::object o;
    o["notification_id"] = entry.attempt.notification.str();
    o["attempt"] = entry.attempt.number;
    o["channel"] = core::name(entry.channel);
    o["address"] = text_or_null(entry.address);
    o["content"] = content_json(entry.content);
    o["outcome"] = core::name(entry.attempt.outcome);
    o["at"] = format_rfc3339(entry.attempt.finished_at);
    return o;
}

json::object to_json(const ports::Suppression& s) {
    return {{"channel", core::name(s.channel)},
            {"address", s.address},
            {"reason", s.reason},
            {"at", format_rfc3339(s.at)}};
}

json::object to_json(const ports::DeadRecord& r) {
    json::array headers;
    for (const auto& [name, value] : r.headers) {
        json::object header;
        put_bytes(header, "name", name);
        put_bytes(header, "value", value);
        headers.push_back(std::move(header));
    }
    json::object o;
    o["id"] = r.id.str();
    o["kind"] = "record";
    o["reason"] = r.reason;
    o["detail"] = r.detail;
    o["at"] = format_rfc3339(r.at);
    o["topic"] = core::name(r.partition.topic);
    o["partition"] = r.partition.number;
    o["offset"] = r.offset;
    put_bytes(o, "key", r.key);
    o["headers"] = std::move(headers);
    put_bytes(o, "value", r.value);
    return o;
}

json::object dead_letter(const core::Notification& n) {
    json::object o = to_json(n);
    o["kind"] = "notification";
    o["at"] = format_rfc3339(n.updated_at);
    return o;
}

json::object to_json(const std::vector<ports::StoredEvent>& rows,
                     const std::vector<core::Notification>& notifications) {
    const core::Event& event = rows.front().event;
    std::int64_t conflicts = 0;
    json::array decisions;
    json::array users;
    for (const auto& row : rows) {
        conflicts += row.conflicts;
        users.push_back(json::value(row.event.user.str()));
        for (const auto& decision : row.decisions) decisions.push_back(decision.to_json());
    }
    json::array made;
    for (const auto& n : notifications) made.push_back(to_json(n));
    json::object o;
    o["id"] = event.id.str();
    o["source"] = event.source.str();
    o["type"] = event.type.str();
    o["user"] = rows.size() == 1 ? users.front() : json::value();
    if (rows.size() > 1) o["users"] = std::move(users);
    o["data"] = event.data;
    o["received_at"] = format_rfc3339(event.received_at);
    o["conflicts"] = conflicts;
    o["decisions"] = std::move(decisions);
    o["notifications"] = std::move(made);
    return o;
}

http::Response conflict(std::string_view detail, const json::object& members) {
    auto response = http::problem(409, detail);
    json::value body = json::read(response.body).value();
    for (const auto& member : members) body.as_object().insert_or_assign(member.key(), member.value());
    response.body = json::write(body);
    return response;
}

std::string broken_text(const records::TemplateEntry& broken, const core::Fault& fault) {
    return broken.type.str() + "/" + std::string(core::name(broken.channel)) + "/" + broken.locale +
           " would not render any more: " + fault.pointer.substr(1) + ": " + fault.detail;
}

json::value content_json(const std::string& content) {
    const auto v = json::read(content);
    return v ? *v : json::value();
}

}  // namespace tidings::admin
