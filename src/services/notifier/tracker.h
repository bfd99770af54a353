#pragma once

#include <map>
#include <mutex>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "core/fold.h"
#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/task_queue.h"
#include "services/catalog/catalog.h"
#include "services/notifier/options.h"
#include "services/notifier/topic_reader.h"

namespace tidings::notifier {

// Follows the status log and folds outcomes into the store. For any thread.
class Tracker {
public:
    Tracker(ports::EventLog& log, ports::Store& store, ports::TaskQueue& queue, const ports::Clock& clock,
            catalog::CatalogView& catalog, const Options& options);

    // One batch; returns the number of its records.
    Result<std::size_t> step();

    // How far the status log reaches now, and, later, whether all that was on it then is folded.
    Result<std::vector<ports::Extent>> reach() { return log_.extents(core::Topic::status); }
    Result<bool> has_folded(std::span<const ports::Extent> reach);

    // Whether all outcomes that were reported before the call are folded.
    Result<bool> at_the_end();

    // What must be folded before tasks that are not in the queue count as never taken: all that was reported
    // when they were found missing.
    class Goal {
    private:
        friend Tracker;
        std::vector<core::TaskId> missing_;
        std::vector<ports::Extent> reach_;
    };

    // Folds what is this notifier's of the log up to its end. Errc::conflict while another one has yet to
    // fold its part: to be called again then. Under load there is always more on the log, so that call goes
    // on to the end that the first one saw, as long as the same tasks are missing.
    Result<> catch_up(Goal& goal, std::vector<core::TaskId> missing);

private:
    // What a batch of records says.
    struct Told {
        std::vector<core::OutcomeRecord> outcomes;
        std::vector<core::TaskId> started;
        std::vector<std::pair<const ports::Record*, Error>> unreadable;
    };
    using Notifications = std::unordered_map<core::NotificationId, core::Notification>;
    using AttemptKey = std::tuple<core::NotificationId, core::Round, std::string>;

    // Notifications and attempts as they were read, and as the outcomes make them.
    struct Fold {
        Notifications before;
        Notifications after;
        std::map<AttemptKey, core::Attempt> attempts;
        std::set<AttemptKey> written;
        std::vector<core::TaskId> overtaken;  // queued rounds that an older round's success has settled
    };

    Result<> fold_up_to(const ports::Extent& extent);
    Result<std::size_t> step_alone();  // by whoever holds `stepping_`
    Result<> track_all(std::span<const ports::Record> records);
    static Told read(std::span<const ports::Record> records);
    Result<> track(std::span<const ports::Record> records);
    Result<Fold> load(const Told& told);
    void fold(const core::OutcomeRecord& outcome, const catalog::Catalog& catalog, Fold& f) const;
    ports::Changes changes_of(Fold& f) const;
    core::FoldPolicy policy_for(const core::Notification& n, const catalog::Catalog& catalog) const;

    ports::EventLog& log_;
    std::mutex stepping_;  // over the reader
    TopicReader reader_;
    ports::Store& store_;
    ports::TaskQueue& queue_;
    const ports::Clock& clock_;
    catalog::CatalogView& catalog_;
    const Options& options_;
};

}  // namespace tidings::notifier
