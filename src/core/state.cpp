#include "core/state.h"

#include <algorithm>

namespace tidings::core {
namespace {

struct Move {
    State from;
    State to;
    Cause cause;
};

// clang-format off
constexpr std::array kMoves{
    Move{State::scheduled, State::queued,     Cause::decision},
    Move{State::scheduled, State::failed,     Cause::decision},  // its template or type is gone
    Move{State::scheduled, State::expired,    Cause::decision},
    Move{State::scheduled, State::suppressed, Cause::decision},
    Move{State::scheduled, State::cancelled,  Cause::decision},  // the wish was on record
    Move{State::queued,    State::scheduled,  Cause::decision},  // withdrawn, to be decided again
    Move{State::queued,    State::suppressed, Cause::decision},
    Move{State::queued,    State::expired,    Cause::decision},

    Move{State::queued,    State::scheduled,  Cause::outcome},   // a retry, throttled, stale
    Move{State::queued,    State::sent,       Cause::outcome},
    Move{State::queued,    State::delivered,  Cause::outcome},
    Move{State::queued,    State::failed,     Cause::outcome},
    Move{State::queued,    State::cancelled,  Cause::outcome},
    Move{State::scheduled, State::sent,       Cause::outcome},   // an older round's success, come late
    Move{State::scheduled, State::delivered,  Cause::outcome},
    Move{State::scheduled, State::failed,     Cause::outcome},
    Move{State::scheduled, State::cancelled,  Cause::outcome},
    Move{State::failed,    State::scheduled,  Cause::outcome},   // from here on: one outcome outranks another
    Move{State::failed,    State::cancelled,  Cause::outcome},
    Move{State::failed,    State::sent,       Cause::outcome},
    Move{State::failed,    State::delivered,  Cause::outcome},
    Move{State::cancelled, State::scheduled,  Cause::outcome},
    Move{State::cancelled, State::failed,     Cause::outcome},
    Move{State::cancelled, State::sent,       Cause::outcome},
    Move{State::cancelled, State::delivered,  Cause::outcome},
    Move{State::sent,      State::delivered,  Cause::outcome},

    Move{State::sent,      State::delivered,  Cause::receipt},
    Move{State::sent,      State::failed,     Cause::receipt},
    Move{State::delivered, State::failed,     Cause::receipt},   // a bounce

    Move{State::scheduled, State::cancelled,  Cause::command},
    Move{State::queued,    State::cancelled,  Cause::command},
    Move{State::failed,    State::scheduled,  Cause::command},   // replay
    Move{State::failed,    State::queued,     Cause::command},
    Move{State::failed,    State::suppressed, Cause::command},
};
// clang-format on

}  // namespace

bool is_final(State s) {
    return s != State::scheduled && s != State::queued && s != State::sent;
}

bool is_settled(State s) {
    return is_final(s) || s == State::sent;
}

bool may_follow(State from, State to, Cause cause) {
    return std::any_of(kMoves.begin(), kMoves.end(),
                       [&](const Move& m) { return m.from == from && m.to == to && m.cause == cause; });
}

bool may_become(State from, State to) {
    return from == to || std::any_of(kMoves.begin(), kMoves.end(),
                                     [&](const Move& m) { return m.from == from && m.to == to; });
}

}  // namespace tidings::core
