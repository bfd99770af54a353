#pragma once

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "base/random.h"
#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/task_queue.h"
#include "services/catalog/catalog.h"
#include "services/notifier/tracker.h"

namespace tidings::notifier {

// What pushing again has come to, from one try to the next.
struct Again {
    ports::Fence fence;    // of the last try
    Tracker::Goal goal{};  // before it may push
};

// What is left to do outside the store once a commit has been made.
struct Errand {
    // When the commit says that it is made: what it moves is `updated_at` that very time, by which a row is
    // known to stand for a task.
    Time now() const { return outgoing.created_at; }

    ports::Outgoing outgoing;               // the row that stands for it
    Again again{};                          // where it is pushed again
    std::vector<core::Task> tasks;          // to be pushed
    std::vector<ports::NewRecord> records;  // to be told on the status log
};

// Does what commits leave to be done: push tasks, then tell the changes of state. The row that stands for an
// errand is part of the commit; it is deleted by a later one, so a crash in between leaves it lying, and
// `redo_old` does it again: pushing and telling twice changes nothing. For one thread.
class Handover {
public:
    Handover(ports::EventLog& log, ports::TaskQueue& queue, ports::Store& store, const ports::Clock& clock,
             catalog::CatalogView& catalog, Tracker& tracker, Random random);

    // Begins an errand: gives it its row.
    Errand begin();
    static void tell(Errand& errand, const core::Notification& n);

    // Adds the row, where there is anything to do, and the rows that are done with, to a commit.
    void attach(const Errand& errand, ports::Changes& changes);

    // To be called after the commit. What fails is kept, and tried again by `step`.
    void run(Errand errand);

    // Whether the log or the queue fails: nothing new should be begun.
    bool blocked() const { return failing_; }

    // Whether errands are kept, for that or because a lane of the queue is full. A full lane holds up nothing
    // but its own tasks.
    bool waiting() const { return !kept_.empty(); }

    // Tries kept errands again; deletes rows that no commit has taken along for a second. Returns what it
    // did.
    Result<std::size_t> step();

    // Does what other processes have left undone for five seconds, as long as not too much is kept already.
    Result<std::size_t> redo_old();

    // Users of such rows, for whoever takes back what waits for them and then says `taken_back`. So also of
    // the errands run here that have changed users: their rows stay until then.
    std::vector<ports::Outgoing> abandoned() { return std::exchange(abandoned_, {}); }
    void taken_back(Uuid row);

    // Adds users to those. A row for what was queued for them (nil: there is none) stays as long as theirs
    // do.
    void abandon(Uuid row, std::vector<core::UserId> users);

    // The tasks of queued notifications, as they would be pushed now; an erased one makes none. Nor does one
    // of which something else would be decided by now: its user is abandoned. `row` stands for them, or nil.
    Result<std::vector<core::Task>> tasks_of(Uuid row, std::span<const core::Notification> notifications);

    // Pushes what may have been pushed before, as `tasks_of` makes it now, and leaves in `tasks` what finds
    // no room; about that it asks nobody, since a lane may be full for long. What has been sent meanwhile is
    // not pushed: when a task leaves the queue its outcome is on the status log, so one that the queue did
    // not hold and that is still `queued` once the log has been read to where it ended then was never taken,
    // as long as nobody else has pushed it since: the fence of `again` sees to that, whose row whoever else
    // may push them names too. Errc::conflict while other notifiers have yet to read that far, or are about
    // to push; `again` is for the next call.
    Result<> push_again(std::vector<core::Task>& tasks, Again& again);

private:
    enum class Try { first, again };
    Result<bool> attempt(Errand& errand, Try which);
    Result<> push(std::vector<core::Task>& tasks, const ports::Fence& fence);
    Result<> push_unless_known(std::vector<core::Task>& tasks, Again& again);
    Result<> raise(Again& again);
    Result<> read_anew(Uuid row, std::vector<core::Task>& tasks);
    void is_done(Uuid row);
    bool is_ours(Uuid row) const;
    Result<std::size_t> retry_kept();
    Result<std::size_t> forget_done();
    Result<std::vector<ports::Outgoing>> rows_to_redo();
    Result<Errand> again(const ports::Outgoing& outgoing);

    ports::EventLog& log_;
    ports::TaskQueue& queue_;
    ports::Store& store_;
    const ports::Clock& clock_;
    catalog::CatalogView& catalog_;
    Tracker& tracker_;
    Random random_;
    std::vector<Errand> kept_;
    bool failing_ = false;
    std::set<Uuid> followed_;  // rows whose users are being taken back here
    std::vector<ports::Outgoing> abandoned_;
    std::vector<Uuid> done_;
    SteadyTime done_since_{};
    SteadyTime look_ahead_at_{};
};

}  // namespace tidings::notifier
