#include "core/words.h"

#include "base/assert.h"

namespace tidings::core {
namespace {

constexpr std::array<std::string_view, kChannels.size()> kChannelNames{"email", "sms", "push"};
constexpr std::array<std::string_view, kPriorities.size()> kPriorityNames{"critical", "high", "normal",
                                                                          "low"};
constexpr std::array<std::string_view, kStates.size()> kStateNames{
    "scheduled", "queued", "sent", "delivered", "failed", "cancelled", "expired", "suppressed"};
constexpr std::array<std::string_view, kReasons.size()> kReasonNames{"ok",           "channel_off",
                                                                     "category_off", "no_address",
                                                                     "suppressed",   "quiet_hours",
                                                                     "expired",      "template_error",
                                                                     "no_template",  "delayed",
                                                                     "waiting",      "retry",
                                                                     "throttled",    "attempts_exhausted",
                                                                     "rejected",     "unknown_outcome",
                                                                     "poison",       "cancelled",
                                                                     "replayed",     "bounced",
                                                                     "erased",       "bad_address"};
constexpr std::array<std::string_view, kOutcomeKinds.size()> kOutcomeNames{
    "stale", "throttled", "cancelled", "unknown", "retry", "poison", "rejected", "accepted", "delivered"};

template <class Word, std::size_t count>
std::string_view name_in(const std::array<std::string_view, count>& names, Word w) {
    TIDINGS_ASSERT(index(w) < count);
    return names[index(w)];
}

template <class Word, std::size_t count>
std::optional<Word> parse_in(const std::array<std::string_view, count>& names, std::string_view text) {
    for (std::size_t i = 0; i < count; ++i) {
        if (names[i] == text) return static_cast<Word>(i);
    }
    return std::nullopt;
}

}  // namespace

std::string_view name(Channel c) {
    return name_in(kChannelNames, c);
}
std::string_view name(Priority p) {
    return name_in(kPriorityNames, p);
}
std::string_view name(State s) {
    return name_in(kStateNames, s);
}
std::string_view name(Reason r) {
    return name_in(kReasonNames, r);
}
std::string_view name(OutcomeKind o) {
    return name_in(kOutcomeNames, o);
}

std::optional<Channel> parse_channel(std::string_view text) {
    return parse_in<Channel>(kChannelNames, text);
}
std::optional<Priority> parse_priority(std::string_view text) {
    return parse_in<Priority>(kPriorityNames, text);
}
std::optional<State> parse_state(std::string_view text) {
    return parse_in<State>(kStateNames, text);
}
std::optional<Reason> parse_reason(std::string_view text) {
    return parse_in<Reason>(kReasonNames, text);
}
std::optional<OutcomeKind> parse_outcome(std::string_view text) {
    return parse_in<OutcomeKind>(kOutcomeNames, text);
}

}  // namespace tidings::core
