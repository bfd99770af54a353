#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/strong_id.h"
#include "base/uuid.h"

namespace tidings::core {

inline constexpr std::size_t kNameMax = 256;  // bytes of an id, a source or a user

// Why a text cannot name an event, a source or a user, or nothing when it can.
std::optional<std::string> name_fault(std::string_view text);

using EventId = StrongId<struct EventIdTag>;    // the producer's, unique within its source; 1 to 256 bytes
using Source = StrongId<struct SourceTag>;      // who produced it; 1 to 256 bytes
using UserId = StrongId<struct UserIdTag>;      // the recipient, as the producers name it; 1 to 256 bytes
using TypeName = StrongId<struct TypeNameTag>;  // an event type: "order.completed"

// Names one notification for ever; see notification_id() for how it is made.
using NotificationId = Uuid;

// Raised by every move to `queued`; 0 before the first.
using Round = std::int32_t;

// Names one order to send: the notification and the round it belongs to.
struct TaskId {
    NotificationId notification;
    Round round = 0;

    // "<notification id>.<round>"; only that form is read, without signs or leading zeros.
    std::string str() const;
    static std::optional<TaskId> parse(std::string_view text);

    auto operator<=>(const TaskId&) const = default;
};

// Names one event for one recipient: 64 bits of a hash of the event id, so that all with the same id stand
// side by side, then 64 bits of a hash of source and user.
struct EventKey {
    std::uint64_t id_hash = 0;
    std::uint64_t rest_hash = 0;

    static EventKey of(const Source& source, const EventId& id, const UserId& user);
    static std::uint64_t hash_of(const EventId& id);

    auto operator<=>(const EventKey&) const = default;
};

// The id of the notification of one event for one user on one channel: the moment the record was received in
// its time bits, a hash of the four names in the rest. Reading the same record again gives the same id.
NotificationId notification_id(Time received_at, const Source& source, const EventId& id, const UserId& user,
                               std::string_view channel);

}  // namespace tidings::core

template <>
struct std::hash<tidings::core::TaskId> {
    std::size_t operator()(const tidings::core::TaskId& id) const noexcept {
        return std::hash<tidings::Uuid>{}(id.notification) ^ static_cast<std::size_t>(id.round);
    }
};

template <>
struct std::hash<tidings::core::EventKey> {
    std::size_t operator()(const tidings::core::EventKey& key) const noexcept {
        return static_cast<std::size_t>(key.id_hash ^ (key.rest_hash * 0x9e3779b97f4a7c15ULL));
    }
};
