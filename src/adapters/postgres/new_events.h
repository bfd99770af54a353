#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "ports/store.h"

namespace tidings::adapters::postgres {

// An event of this commit, with the hashes that its rows and those of its notifications have.
struct NewEvent {
    const core::Event* event;
    core::EventKey key;
    std::int64_t user_hash = 0;
    std::string notifications{};  // their ids, as PostgreSQL reads an array
    unsigned channels = 0;        // on which it has one, a bit each

    bool is_of(const core::Notification& n) const {
        return event->id == n.event_id && event->user == n.user && event->source == n.source;
    }
};

// Where a notification of this commit belongs.
struct Belonging {
    std::int32_t place = 0;  // of its event in this commit, from 1; 0: the event is in the store
    core::EventKey key;
    std::int64_t user_hash = 0;
};

std::vector<NewEvent> new_events(const ports::Changes& changes);

// Notes with each event what belongs to it.
class Assignment {
public:
    Assignment(const ports::Changes& changes, std::vector<NewEvent>& events);

    std::vector<Belonging> belongings;
    bool channel_twice = false;

private:
    Belonging assign(const core::Notification& n);
    std::optional<std::size_t> find(const core::Notification& n);

    std::vector<NewEvent>& events_;
    std::unordered_map<core::EventKey, std::size_t> places_;
    std::size_t last_ = 0;
};

}  // namespace tidings::adapters::postgres
