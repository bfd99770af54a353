#pragma once

#include "adapters/postgres/pool.h"
#include "adapters/postgres/rows.h"

// How the store's methods ask: what is told apart once, here, is who repeats what.
namespace tidings::adapters::postgres {

inline constexpr int kTries = 5;

enum class WhenLost { repeat, give_up };

// Has `work`, which gives an Answered, done on a borrowed connection, and again where that may go well: after
// a deadlock, and, of what changes nothing, once more after the connection was lost.
template <class Work>
auto on_connection(Pool& pool, WhenLost when_lost, const Work& work)
    -> Result<typename std::invoke_result_t<Work, Connection&>::value_type> {
    bool was_lost = false;
    for (int tries = 1;; ++tries) {
        auto connection = pool.borrow();
        if (!connection) return connection.error();
        try {
            auto done = work(**connection);
            if (done) return std::move(done).value();
            const Failure& failure = done.error();
            const bool repeat =
                failure.lost ? when_lost == WhenLost::repeat && !was_lost : is_passing(failure);
            if (!repeat || tries == kTries) return error_of(failure);
            was_lost = was_lost || failure.lost;
        } catch (const UnknownWord&) {
            return internal_error("a row holds a word that is not known: a newer program wrote it");
        }
    }
}

// What `read` makes of the answer to a step that changes nothing.
template <class Read>
auto ask(Pool& pool, const Step& step, const Read& read)
    -> Result<std::invoke_result_t<Read, const Answer&>> {
    using Out = std::invoke_result_t<Read, const Answer&>;
    return on_connection(pool, WhenLost::repeat, [&](Connection& connection) -> Answered<Out> {
        const auto answer = connection.run(step);
        if (!answer) return answer.error();
        return read(*answer);
    });
}

// What `read` makes of each row.
template <class Read>
auto ask_rows(Pool& pool, const Step& step, const Read& read) {
    return ask(pool, step, [&](const Answer& rows) { return rows.all(read); });
}

// What `read` makes of the first row, if there is one.
template <class Read>
auto ask_row(Pool& pool, const Step& step, const Read& read) {
    using Out = std::optional<std::invoke_result_t<Read, const Row&>>;
    return ask(pool, step, [&](const Answer& rows) -> Out {
        if (rows.empty()) return std::nullopt;
        return read(rows[0]);
    });
}

}  // namespace tidings::adapters::postgres
