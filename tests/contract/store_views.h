#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "contract/store_samples.h"

// Everything that a store of samples can be asked, as one text: two stores that hold the same say the same.
namespace tidings::testing {

inline const std::vector<std::string> kViewedUsers{"ann", "bob", "cyd", "dan"};
inline constexpr int kViewedEvents = 40;

template <class T>
std::string paged(const std::function<Result<ports::Listed<T>>(const ports::Page&)>& list,
                  std::size_t limit) {
    std::string out;
    ports::Page page{std::nullopt, limit};
    do {
        const auto listed = list(page).value();
        for (const auto& item : listed.items) out += describe(item) + "\n";
        out += "--\n";
        page.after = listed.next_cursor;
    } while (page.after);
    return out;
}

inline std::string all_lists(ports::StoreQueries& q, std::size_t limit) {
    std::vector<ports::NotificationFilter> filters(1);
    for (const auto& user : kViewedUsers) filters.push_back({.user = core::UserId(user)});
    for (const State s : core::kStates) filters.push_back({.states = {s}});
    filters.push_back({.event_id = core::EventId("event-3")});
    filters.push_back({.user = core::UserId("ann"), .states = {State::scheduled, State::queued}});
    filters.push_back({.channels = {Channel::sms}, .since = sample_time(3), .until = sample_time(20)});
    std::string out;
    for (const auto& filter : filters) {
        out += paged<core::Notification>([&](const auto& page) { return q.list(filter, page); }, limit);
    }
    out += paged<ports::OutboxEntry>([&](const auto& page) { return q.outbox(page); }, limit);
    out += paged<ports::DeadRecord>([&](const auto& page) { return q.dead_records(page); }, limit);
    out += paged<ports::Suppression>([&](const auto& page) { return q.suppressions(page); }, limit);
    return out;
}

// Everything that can be asked, as one text.
inline std::string everything(ports::Store& store, ports::StoreQueries& q) {
    std::string out = describe(q.ledger().value()) + "\n" + describe(q.recount().value()) + "\n";
    const auto add = [&out](const auto& items) {
        for (const auto& text : describe_all(items)) out += text + "\n";
    };
    for (const core::Topic topic : {core::Topic::events, core::Topic::status}) {
        for (int p = 0; p < 2; ++p)
            out += std::to_string(store.offset({topic, p}).value().value_or(-1)) + "\n";
    }
    for (int i = 0; i < kViewedEvents; ++i) {
        const core::EventId id("event-" + std::to_string(i));
        add(q.events(id, std::nullopt).value());
        out += std::to_string(
            store.cancelled_events(std::vector<ports::Changes::EventName>{{core::Source("shop"), id}})
                .value()
                .size());
    }
    std::vector<core::NotificationId> ids;
    std::vector<core::TaskId> tasks;
    for (int i = 1; i < 150; ++i) {
        ids.push_back(sample_id(i));
        add(q.attempts_of(sample_id(i)).value());
        for (int round = 0; round < 3; ++round) tasks.push_back({sample_id(i), round});
    }
    add(store.attempts(tasks).value());
    const auto contents = store.contents(ids).value();
    for (const auto& [id, content] : std::map(contents.begin(), contents.end()))
        out += id.str() + content + "\n";
    for (const auto& user : kViewedUsers) {
        const core::UserId id(user);
        add(store.waiting_of(id, {}, 1'000).value());
        for (const auto& [name, r] : store.recipients(std::span(&id, 1)).value()) {
            out += fmt::format("{} {} {} {}\n", name.str(), r.version, r.erased, json::write(r.to_json()));
        }
    }
    for (const Channel channel : core::kChannels) {
        for (const Priority priority : core::kPriorities) {
            add(store.due({channel, priority}, sample_time(60), 100).value());
            add(store.due({channel, priority}, sample_time(60), 2).value());
        }
        for (const auto& user : kViewedUsers) {
            const ports::Address address{channel, user};
            out += store.suppressed(std::span(&address, 1)).value().empty() ? "-" : "+";
        }
    }
    add(store.queued({}, 1000).value());
    add(store.queued(sample_id(20), 3).value());
    add(store.outgoing(sample_time(30), 100).value());
    return out + all_lists(q, 500) + all_lists(q, 3);
}

}  // namespace tidings::testing
