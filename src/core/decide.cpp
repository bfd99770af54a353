#include "core/decide.h"

#include <algorithm>

#include "base/time_zone.h"
#include "core/address.h"

namespace tidings::core {
namespace {

struct Refusal {
    Reason reason;
    std::string detail;
};

// The preferences that hold whenever it is sent, whatever the moment.
std::optional<Refusal> refused(const Circumstances& c, Channel channel, const std::string& address) {
    const Recipient& r = c.recipient;
    if (r.erased) return Refusal{Reason::erased, "the recipient was deleted"};
    if (const auto on = r.channels.find(channel); on != r.channels.end() && !on->second) {
        return Refusal{Reason::channel_off, "the recipient has switched this channel off"};
    }
    const auto category = r.categories.find(c.type.category);
    if (c.type.category_can_be_off && category != r.categories.end() && !category->second) {
        return Refusal{Reason::category_off, "the recipient has switched off '" + c.type.category + "'"};
    }
    if (address.empty()) return Refusal{Reason::no_address, "neither the profile nor the data has one"};
    if (c.is_suppressed(channel, address)) return Refusal{Reason::suppressed, "the address is on the list"};
    return std::nullopt;
}

std::optional<std::string> address_fault(Channel channel, const std::string& address) {
    switch (channel) {
        case Channel::email:
            return email_fault(address);
        case Channel::sms:
            return phone_fault(address);
        case Channel::push:
            return std::nullopt;
    }
    return std::nullopt;
}

TimeZone zone_of(const Recipient& r) {
    if (r.timezone.empty()) return TimeZone::utc();
    const auto zone = TimeZone::find(r.timezone);
    return zone ? *zone : TimeZone::utc();
}

bool keeps_quiet(const Circumstances& c, Priority priority) {
    return c.recipient.quiet_hours && (priority != Priority::critical || c.type.critical_keeps_quiet);
}

Time after_quiet(const Circumstances& c, Priority priority, Time t) {
    if (!keeps_quiet(c, priority)) return t;
    return first_not_quiet(*c.recipient.quiet_hours, zone_of(c.recipient), t);
}

Notification notification_of(const Event& event, const Circumstances& c, Channel channel,
                             std::string address) {
    Notification n;
    n.id = notification_id(event.received_at, event.source, event.id, event.user, name(channel));
    n.source = event.source;
    n.event_id = event.id;
    n.type = event.type;
    n.type_version = c.type.version;
    n.user = event.user;
    n.channel = channel;
    n.priority = event.priority.value_or(c.type.priority);
    n.created_at = c.now;
    n.updated_at = c.now;
    n.address = std::move(address);
    n.traceparent = event.traceparent;
    return n;
}

// When it goes out, and when it is too late for it.
void set_times(Notification& n, const Event& event, const Circumstances& c) {
    const Time asked = std::max(event.send_at.value_or(c.now), c.now);
    n.first_due_at = asked;
    n.due_at = after_quiet(c, n.priority, asked);
    n.reason = n.due_at > asked ? Reason::quiet_hours : asked > c.now ? Reason::delayed : Reason::ok;
    n.expires_at = event.expires_at.value_or(asked + c.type.expires_after);
    n.due_at = std::min(n.due_at, n.expires_at);
}

void decide_channel(const Event& event, const Circumstances& c, const Renderer& render, Channel channel,
                    Decided& out) {
    Decision decision{event.user, channel, false, Reason::ok, ""};
    std::string address = address_for(event, c.type, c.recipient, channel);
    auto refusal = refused(c, channel, address);
    if (!refusal && c.cancelled) refusal = Refusal{Reason::cancelled, "cancelled before it was decided"};
    if (!refusal && event.expires_at && *event.expires_at <= c.now) {
        refusal = Refusal{Reason::expired, "it came too late"};
    }
    if (!refusal) {
        if (auto fault = address_fault(channel, address)) {
            refusal = Refusal{Reason::bad_address, "the address in the data " + *fault};
        }
    }
    if (refusal) {
        decision.reason = refusal->reason;
        decision.detail = refusal->detail;
        out.decisions.push_back(std::move(decision));
        return;
    }
    Notification n = notification_of(event, c, channel, std::move(address));
    set_times(n, event, c);
    decision.send = true;
    std::string content;
    if (auto rendered = render(channel)) {
        content = std::move(rendered->content);
        n.template_locale = rendered->locale;
        n.template_version = rendered->version;
    } else {
        n.state = State::failed;
        n.reason = rendered.error().code == Errc::not_found ? Reason::no_template : Reason::template_error;
        n.detail = rendered.error().message;
    }
    decision.reason = n.reason;
    decision.detail = n.detail;
    out.decisions.push_back(std::move(decision));
    out.notifications.push_back({std::move(n), std::move(content)});
}

}  // namespace

json::value Decision::to_json() const {
    json::object o;
    o["user"] = user.str();
    o["channel"] = name(channel);
    o["result"] = send ? "send" : "skip";
    o["reason"] = name(reason);
    o["detail"] = detail;
    return o;
}

Decided decide(const Event& event, const Circumstances& c, const Renderer& render) {
    Decided out;
    const auto& channels = event.channels ? *event.channels : c.type.channels;
    for (const Channel channel : channels) decide_channel(event, c, render, channel, out);
    return out;
}

Verdict decide_again(const Notification& n, const Circumstances& c) {
    std::string address = c.recipient.address(n.channel);
    if (address.empty()) address = n.address;
    if (n.cancel_requested) return {State::cancelled, Reason::cancelled, n.due_at, address};
    if (n.expires_at <= c.now) return {State::expired, Reason::expired, n.due_at, address};
    if (const auto refusal = refused(c, n.channel, address)) {
        return {State::suppressed, refusal->reason, n.due_at, address};
    }
    const Time due = std::min(after_quiet(c, n.priority, c.now), n.expires_at);
    if (due > c.now) return {State::scheduled, Reason::quiet_hours, due, address};
    return {State::queued, Reason::ok, c.now, address};
}

Time good_until(const Notification& n, const Circumstances& c) {
    if (!keeps_quiet(c, n.priority)) return n.expires_at;
    const auto quiet = first_quiet(*c.recipient.quiet_hours, zone_of(c.recipient), c.now);
    return quiet ? std::min(*quiet, n.expires_at) : n.expires_at;
}

std::string address_for(const Event& event, const EventType& type, const Recipient& recipient,
                        Channel channel) {
    std::string address = recipient.address(channel);
    if (!address.empty()) return address;
    const auto pointer = type.address.find(channel);
    if (pointer == type.address.end()) return {};
    const json::value* found = json::find(event.data, pointer->second);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

Recipient recipient_from(const Event& event, const EventType& type, const Recipient& known) {
    Recipient r = known;
    if (r.erased) {
        r = Recipient{};
        r.version = known.version;
    }
    r.user = event.user;
    const auto fill = [&](std::string& field, std::string_view found, bool good) {
        if (field.empty() && !found.empty() && good) field = found;
    };
    const std::string email = address_for(event, type, {}, Channel::email);
    const std::string phone = address_for(event, type, {}, Channel::sms);
    fill(r.email, email, !email_fault(email));
    fill(r.phone, phone, !phone_fault(phone));
    if (const auto* data = event.data.if_object()) {
        fill(r.locale, json::text_or_empty(*data, "locale"), true);
        const auto zone = json::text_or_empty(*data, "timezone");
        fill(r.timezone, zone, TimeZone::find(zone).has_value());
    }
    return r;
}

}  // namespace tidings::core
