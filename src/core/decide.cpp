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

// Of an address what is not on the list of suppressions, on which push tokens stand one by one.
std::string without_suppressed(const Circumstances& c, Channel channel, const std::string& address) {
    std::string left;
    for (const auto& part : split_address(channel, address)) {
        if (c.is_suppressed(channel, suppression_form(channel, part))) continue;
        if (!left.empty()) left += ',';
        left += part;
    }
    return left;
}

// The preferences that hold whenever it is sent, whatever the moment. Where nothing is refused, `address` is
// left with what may be sent to.
std::optional<Refusal> refused(const Circumstances& c, Channel channel, std::string& address) {
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
    auto left = without_suppressed(c, channel, address);
    if (left.empty()) return Refusal{Reason::suppressed, "the address is on the list"};
    address = std::move(left);
    return std::nullopt;
}

// Of an address that the data gave; a profile's were looked at when they were written.
std::optional<std::string> address_fault(Channel channel, const std::string& address) {
    switch (channel) {
        case Channel::email:
            return email_fault(address);
        case Channel::sms:
            return phone_fault(address);
        case Channel::push:
            return push_token_fault(address);
    }
    return std::nullopt;
}

bool keeps_quiet(const Circumstances& c, Priority priority) {
    return c.recipient.quiet_hours && (priority != Priority::critical || c.type.critical_keeps_quiet);
}

Time after_quiet(const Circumstances& c, Priority priority, Time t) {
    if (!keeps_quiet(c, priority)) return t;
    return first_not_quiet(*c.recipient.quiet_hours, c.recipient.zone(), t);
}

Notification notification_of(const Event& event, const Circumstances& c, Channel channel, std::string address,
                             bool address_from_profile) {
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
    n.address_from_profile = address_from_profile;
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

// Why there is to be no notification at all.
std::optional<Refusal> skipped(const Event& event, const Circumstances& c, Channel channel,
                               std::string& address, bool address_from_profile) {
    if (auto refusal = refused(c, channel, address)) return refusal;
    if (c.cancelled) return Refusal{Reason::cancelled, "cancelled before it was decided"};
    if (event.expires_at && *event.expires_at <= c.now) return Refusal{Reason::expired, "it came too late"};
    if (address_from_profile) return std::nullopt;
    if (const auto fault = address_fault(channel, address)) {
        return Refusal{Reason::bad_address, "the address in the data " + *fault};
    }
    return std::nullopt;
}

// The text, or the failure to make one.
DecidedNotification rendered(Notification n, Result<Rendered> made) {
    if (made) {
        n.template_locale = made->locale;
        n.template_version = made->version;
        return {std::move(n), std::move(made->content)};
    }
    n.state = State::failed;
    n.reason = made.error().code == Errc::not_found ? Reason::no_template : Reason::template_error;
    n.detail = made.error().message;
    return {std::move(n), ""};
}

void decide_channel(const Event& event, const Circumstances& c, const Renderer& render, Channel channel,
                    Decided& out) {
    std::string address = address_for(event, c.type, c.recipient, channel);
    const bool from_profile = !c.recipient.address(channel).empty();
    if (auto refusal = skipped(event, c, channel, address, from_profile)) {
        out.decisions.push_back({event.user, channel, false, refusal->reason, std::move(refusal->detail)});
        return;
    }
    Notification n = notification_of(event, c, channel, std::move(address), from_profile);
    set_times(n, event, c);
    auto decided = rendered(std::move(n), render(channel));
    const Notification& made = decided.notification;
    out.decisions.push_back({event.user, channel, true, made.reason, made.detail});
    out.notifications.push_back(std::move(decided));
}

// When it would go out if nobody wanted quiet. One that is held for its first send may be looked at early, so
// that its due time says nothing.
Time asked_for(const Notification& n) {
    const bool held = n.reason == Reason::quiet_hours || n.reason == Reason::delayed;
    return held ? n.first_due_at : n.due_at;
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
    for (auto at = channels.begin(); at != channels.end(); ++at) {
        // A producer that writes to the log itself may name a channel twice.
        if (std::find(channels.begin(), at, *at) == at) decide_channel(event, c, render, *at, out);
    }
    return out;
}

Verdict decide_again(const Notification& n, const Circumstances& c) {
    // What was erased gets no address again, of whoever is back.
    const std::string profiles = n.is_erased() ? "" : c.recipient.address(n.channel);
    Verdict v{State::queued, Reason::ok, n.due_at, profiles, !profiles.empty()};
    if (profiles.empty() && !n.address_from_profile) v.address = n.address;
    const auto become = [&v](State state, Reason reason) {
        v.state = state;
        v.reason = reason;
        return v;
    };
    if (n.cancel_requested) return become(State::cancelled, Reason::cancelled);
    if (n.expires_at <= c.now) return become(State::expired, Reason::expired);
    if (n.is_erased()) return become(State::suppressed, Reason::erased);
    if (const auto refusal = refused(c, n.channel, v.address)) {
        return become(State::suppressed, refusal->reason);
    }
    const Time asked = std::max(asked_for(n), c.now);
    const Time due = after_quiet(c, n.priority, asked);
    v.due_at = std::min(due, n.expires_at);
    if (due > asked) return become(State::scheduled, Reason::quiet_hours);
    if (due > c.now) {
        return become(State::scheduled, n.reason == Reason::quiet_hours ? Reason::delayed : n.reason);
    }
    return v;
}

Time good_until(const Notification& n, const Circumstances& c) {
    if (!keeps_quiet(c, n.priority)) return n.expires_at;
    const auto quiet = first_quiet(*c.recipient.quiet_hours, c.recipient.zone(), c.now);
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
        r.revision = known.revision;
        r.filled_from = known.filled_from;
        r.erased_at = known.erased_at;
    }
    r.user = event.user;
    const auto fill = [&](std::string& field, std::string_view found, bool good) {
        if (field.empty() && !found.empty() && good) field = found;
    };
    const std::string email = address_for(event, type, {}, Channel::email);
    const std::string phone = address_for(event, type, {}, Channel::sms);
    fill(r.email, email, !email_fault(email));
    fill(r.phone, phone, !phone_fault(phone));
    const std::string token = address_for(event, type, {}, Channel::push);
    if (r.push_tokens.empty() && !push_token_fault(token)) r.push_tokens.push_back({token, ""});
    if (const auto* data = event.data.if_object()) {
        const auto locale = json::text_or_empty(*data, "locale");
        fill(r.locale, locale, !locale_fault(locale));
        const auto zone = json::text_or_empty(*data, "timezone");
        fill(r.timezone, zone, TimeZone::find(zone).has_value());
    }
    return r;
}

}  // namespace tidings::core
