#include "core/ids.h"

#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "base/utf8.h"

namespace tidings::core {
namespace {

std::uint64_t first_8_bytes(const Sha256& hash) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value = (value << 8U) | hash[i];
    return value;
}

}  // namespace

std::optional<std::string> name_fault(std::string_view text) {
    if (text.empty()) return "must not be empty";
    if (text.size() > kNameMax) return "must be at most 256 bytes long";
    if (!is_utf8(text) || has_control(text)) return "must not hold control characters";
    return std::nullopt;
}

std::string TaskId::str() const {
    return notification.str() + "." + std::to_string(round);
}

std::optional<TaskId> TaskId::parse(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto id = Uuid::parse(text.substr(0, dot));
    const auto digits = text.substr(dot + 1);
    Round round = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), round);
    if (!id || fault != std::errc{} || end != digits.data() + digits.size() || round < 0) return std::nullopt;
    if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
    return TaskId{*id, round};
}

EventKey EventKey::of(const Source& source, const EventId& id, const UserId& user) {
    return {hash_of(id), first_8_bytes(sha256_of({source.str(), user.str()}))};
}

std::uint64_t EventKey::hash_of(const EventId& id) {
    return first_8_bytes(sha256(id.str()));
}

NotificationId notification_id(Time received_at, const Source& source, const EventId& id, const UserId& user,
                               std::string_view channel) {
    const Sha256 hash = sha256_of({source.str(), id.str(), user.str(), channel});
    std::array<std::uint8_t, 10> rest{};
    std::copy_n(hash.begin(), rest.size(), rest.begin());
    return Uuid::from(received_at, rest);
}

}  // namespace tidings::core
