#pragma once

#include <span>

#include "base/result.h"

namespace tidings::notifier {

// Has `commit` (of a span; returns how many it is done with, from the first on) done all of a batch that the
// store may refuse for its content: Errc::invalid. Such a batch is halved until the guilty one stands alone,
// for which `alone` (of it and the refusal) is called instead. Returns how many are done with; fewer than all
// where `commit` stopped on the way.
template <class T, class Commit, class Alone>
Result<std::size_t> halve(std::span<T> batch, const Commit& commit, const Alone& alone) {
    const Result<std::size_t> committed = commit(batch);
    if (committed || committed.error().code != Errc::invalid) return committed;
    if (batch.size() == 1) {
        const Result<> done = alone(batch.front(), committed.error());
        return done ? Result<std::size_t>(1) : done.error();
    }
    const auto half = batch.size() / 2;
    const auto first = halve(batch.first(half), commit, alone);
    if (!first || *first < half) return first;
    const auto second = halve(batch.subspan(half), commit, alone);
    return second ? Result<std::size_t>(half + *second) : second;
}

}  // namespace tidings::notifier
