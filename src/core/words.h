#pragma once

#include <array>
#include <optional>
#include <string_view>

// The closed sets of words that stand in records, rows, JSON, metrics and logs. Each has `name` and
// `parse_…`; the order of the enumerators is stored and must not change, new ones go to the end.
namespace tidings::core {

enum class Channel { email, sms, push };
inline constexpr std::array kChannels{Channel::email, Channel::sms, Channel::push};

// Urgent first.
enum class Priority { critical, high, normal, low };
inline constexpr std::array kPriorities{Priority::critical, Priority::high, Priority::normal, Priority::low};

// What became of a notification; state.h says which may follow which.
enum class State { scheduled, queued, sent, delivered, failed, cancelled, expired, suppressed };
inline constexpr std::array kStates{State::scheduled, State::queued,    State::sent,    State::delivered,
                                    State::failed,    State::cancelled, State::expired, State::suppressed};

// Why a decision, or a notification, is as it is; reasons.h has a sentence for each.
enum class Reason {
    ok,
    channel_off,
    category_off,
    no_address,
    suppressed,
    quiet_hours,
    expired,
    template_error,
    no_template,
    delayed,
    waiting,
    retry,
    throttled,
    attempts_exhausted,
    rejected,
    unknown_outcome,
    poison,
    cancelled,
    replayed,
    bounced,
    erased,
    bad_address,
};
inline constexpr std::array kReasons{Reason::ok,           Reason::channel_off,
                                     Reason::category_off, Reason::no_address,
                                     Reason::suppressed,   Reason::quiet_hours,
                                     Reason::expired,      Reason::template_error,
                                     Reason::no_template,  Reason::delayed,
                                     Reason::waiting,      Reason::retry,
                                     Reason::throttled,    Reason::attempts_exhausted,
                                     Reason::rejected,     Reason::unknown_outcome,
                                     Reason::poison,       Reason::cancelled,
                                     Reason::replayed,     Reason::bounced,
                                     Reason::erased,       Reason::bad_address};

// How one attempt ended. The order is the rank: of two outcomes of one round the higher one counts.
enum class OutcomeKind { stale, throttled, cancelled, unknown, retry, poison, rejected, accepted, delivered };
inline constexpr std::array kOutcomeKinds{
    OutcomeKind::stale,    OutcomeKind::throttled, OutcomeKind::cancelled,
    OutcomeKind::unknown,  OutcomeKind::retry,     OutcomeKind::poison,
    OutcomeKind::rejected, OutcomeKind::accepted,  OutcomeKind::delivered};

std::string_view name(Channel c);
std::string_view name(Priority p);
std::string_view name(State s);
std::string_view name(Reason r);
std::string_view name(OutcomeKind o);

std::optional<Channel> parse_channel(std::string_view text);
std::optional<Priority> parse_priority(std::string_view text);
std::optional<State> parse_state(std::string_view text);
std::optional<Reason> parse_reason(std::string_view text);
std::optional<OutcomeKind> parse_outcome(std::string_view text);

template <class Word>
constexpr std::size_t index(Word w) {
    return static_cast<std::size_t>(w);
}

}  // namespace tidings::core
