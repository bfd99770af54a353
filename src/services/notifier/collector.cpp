#include "services/notifier/collector.h"

#include <utility>

#include "services/notifier/unreported.h"

namespace tidings::notifier {
namespace {

constexpr std::size_t kMax = 100;

// A worker that was only held up reports late, and that is worth waiting for.
constexpr Duration kWait = std::chrono::seconds{15};

}  // namespace

Result<std::size_t> Collector::step() {
    if (ended_.empty()) {
        if (const auto looked = look(); !looked) return looked.error();
    }
    if (ended_.empty()) return std::size_t{0};
    const auto folded = tracker_.has_folded(until_);
    if (!folded) return folded.error();
    if (!*folded) return std::size_t{0};
    const auto outcomes = outcomes_of(ended_);
    if (!outcomes) return outcomes.error();
    if (const auto told = log_.append(*outcomes); !told) return told.error();
    if (const auto done = queue_.acknowledge(ended_); !done) return done.error();
    return std::exchange(ended_, {}).size();
}

// An outcome on its way is worth more than a guess. What comes on the log after this look is not waited for,
// since under load there is always more.
Result<> Collector::look() {
    auto ended = queue_.ended(kMax);
    if (!ended) return ended.error();
    if (ended->empty()) return {};
    auto until = tracker_.reach();
    if (!until) return until.error();
    ended_ = std::move(*ended);
    until_ = std::move(*until);
    return {};
}

// Of those that are not settled yet.
Result<std::vector<ports::NewRecord>> Collector::outcomes_of(std::span<const ports::Leased> ended) {
    std::vector<core::NotificationId> ids;
    for (const auto& leased : ended) ids.push_back(leased.task.id.notification);
    const auto found = store_.notifications(ids);
    if (!found) return found.error();
    std::vector<ports::NewRecord> records;
    for (const auto& [task, lease, send_by, withdrawn, returns] : ended) {
        const auto n = found->find(task.id.notification);
        const bool open =
            n != found->end() && n->second.state == core::State::queued && n->second.round == task.id.round;
        if (!open) continue;
        records.push_back(outcome_of(
            {task.id, task.attempt, returns + 1, "the worker did not report in time", kWait}, clock_.now()));
    }
    return records;
}

}  // namespace tidings::notifier
