#include "services/notifier/handover.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include "base/log.h"
#include "services/notifier/held.h"
#include "services/notifier/lanes.h"
#include "services/notifier/surroundings.h"
#include "services/records/status_record.h"

namespace tidings::notifier {
namespace {

constexpr Duration kOld = std::chrono::seconds{5};
constexpr Duration kLate = kOld / 2;  // by our clock; the other's may be ahead
constexpr Duration kLinger = std::chrono::seconds{1};
constexpr std::size_t kRedoMax = 20;
constexpr std::size_t kKeptMax = 20;  // errands with their tasks, before more are adopted
constexpr Duration kLookAhead = std::chrono::minutes{1};
constexpr Duration kFar = std::chrono::years{1};
constexpr std::size_t kAheadMax = 1'000;

// Whether what was decided would be decided now.
bool still_stands(const core::Notification& n, const core::Circumstances& circumstances) {
    const auto verdict = core::decide_again(n, circumstances);
    return verdict.state == core::State::queued && verdict.address == n.address;
}

}  // namespace

Handover::Handover(ports::EventLog& log, ports::TaskQueue& queue, ports::Store& store,
                   const ports::Clock& clock, catalog::CatalogView& catalog, Tracker& tracker, Random random)
    : log_(log),
      queue_(queue),
      store_(store),
      clock_(clock),
      catalog_(catalog),
      tracker_(tracker),
      random_(random) {}

Errand Handover::begin() {
    Errand errand;
    errand.outgoing.created_at = clock_.now();
    errand.outgoing.id = Uuid::random(errand.now(), random_);
    errand.again.fence = {errand.outgoing.id, 0, queue_.memory()};
    return errand;
}

void Handover::tell(Errand& errand, const core::Notification& n) {
    errand.outgoing.notifications.push_back(n.id);
    errand.records.push_back(records::write_state(n));
}

void Handover::attach(const Errand& errand, ports::Changes& changes) {
    const bool has_row = !errand.outgoing.notifications.empty() || !errand.outgoing.changed_users.empty();
    if (has_row) changes.outgoing = errand.outgoing;
    changes.outgoing_done = done_;
}

void Handover::run(Errand errand) {
    // The commit that came before has deleted these rows.
    done_.clear();
    if (!errand.outgoing.changed_users.empty()) followed_.insert(errand.outgoing.id);
    // Where the commit took long, or we were held up, another may have done its row in the meantime.
    const bool is_late = clock_.now() - errand.outgoing.created_at >= kLate;
    const auto done = attempt(errand, is_late ? Try::again : Try::first);
    if (done && *done) return;
    const bool waits = !done && done.error().code == Errc::conflict;
    log::warning("handing over waits",
                 {{"error", done ? "a lane of the queue is full" : done.error().message},
                  {"errand", errand.outgoing.id.str()},
                  {"tasks", errand.tasks.size()}});
    failing_ = !done && !waits;
    kept_.push_back(std::move(errand));
}

// False: all is told, but some of its tasks had no room.
Result<bool> Handover::attempt(Errand& errand, Try which) {
    const auto pushed =
        which == Try::first ? push(errand.tasks, errand.again.fence) : push_again(errand.tasks, errand.again);
    if (!pushed) return pushed.error();
    if (!errand.records.empty()) {
        if (const auto told = log_.append(errand.records); !told) return told.error();
        errand.records.clear();
    }
    if (!errand.tasks.empty()) return false;
    const bool has_row = !errand.outgoing.notifications.empty();
    if (has_row && !followed_.contains(errand.outgoing.id)) is_done(errand.outgoing.id);
    return true;
}

void Handover::is_done(Uuid row) {
    if (done_.empty()) done_since_ = clock_.steady();
    done_.push_back(row);
}

void Handover::abandon(Uuid row, std::vector<core::UserId> users) {
    if (users.empty()) return;
    if (row != Uuid{}) followed_.insert(row);
    abandoned_.push_back({row, clock_.now(), {}, std::move(users)});
}

// Its tasks may still be kept: then it is they who end it.
void Handover::taken_back(Uuid row) {
    if (followed_.erase(row) == 0) return;
    const bool is_kept =
        std::ranges::any_of(kept_, [&](const Errand& errand) { return errand.outgoing.id == row; });
    if (!is_kept) is_done(row);
}

// Leaves in `tasks` those that found no room.
Result<> Handover::push(std::vector<core::Task>& tasks, const ports::Fence& fence) {
    if (tasks.empty()) return {};
    const auto taken = queue_.push(tasks, fence);
    if (!taken) return taken.error();
    std::vector<core::Task> left;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (!(*taken)[i]) left.push_back(std::move(tasks[i]));
    }
    tasks = std::move(left);
    return {};
}

Result<> Handover::push_again(std::vector<core::Task>& tasks, Again& again) {
    if (tasks.empty()) return {};
    Lanes lanes(queue_);
    if (const auto refreshed = lanes.refresh(); !refreshed) return refreshed;
    std::vector<core::Task> fitting;
    std::vector<core::Task> left;
    for (core::Task& task : tasks) {
        (lanes.reserve({task.channel, task.priority}) ? fitting : left).push_back(std::move(task));
    }
    const auto pushed = push_unless_known(fitting, again);
    tasks = std::move(fitting);
    std::ranges::move(left, std::back_inserter(tasks));
    return pushed;
}

Result<> Handover::push_unless_known(std::vector<core::Task>& tasks, Again& again) {
    if (tasks.empty()) return {};
    if (const auto raised = raise(again); !raised) return raised;
    const auto left = leave_out_held(queue_, tasks, std::mem_fn(&core::Task::id));
    if (!left || tasks.empty()) return left;
    std::vector<core::TaskId> missing;
    for (const auto& task : tasks) missing.push_back(task.id);
    if (const auto tracked = tracker_.catch_up(again.goal, std::move(missing)); !tracked) return tracked;
    if (const auto read = read_anew(again.fence.row, tasks); !read) return read;
    return push(tasks, again.fence);
}

// Before anything is looked at: what others push from here on is refused. Where somebody else has raised it
// since the last try, he may have pushed, and the tasks be done with: then what was found missing before says
// nothing.
Result<> Handover::raise(Again& again) {
    const auto raised = queue_.fence(again.fence.row);
    if (!raised) return raised.error();
    if (!*raised) return conflict("another notifier is about to push them");
    if ((*raised)->number != again.fence.number + 1) again.goal = {};
    again.fence = **raised;
    return {};
}

Result<std::size_t> Handover::step() {
    const auto retried = retry_kept();
    failing_ = !retried;
    if (!retried) return retried;
    const auto forgotten = forget_done();
    if (!forgotten) return forgotten;
    return *retried + *forgotten;
}

// Each is tried, for a full lane says nothing about the others. Returns how many are done.
Result<std::size_t> Handover::retry_kept() {
    std::size_t count = 0;
    for (auto errand = kept_.begin(); errand != kept_.end();) {
        const auto done = attempt(*errand, Try::again);
        const bool waits = !done && done.error().code == Errc::conflict;  // for another notifier
        if (!done && !waits) return done.error();
        const bool is_done = done && *done;
        if (is_done) ++count;
        errand = is_done ? kept_.erase(errand) : std::next(errand);
    }
    return count;
}

Result<std::size_t> Handover::forget_done() {
    if (done_.empty() || clock_.steady() - done_since_ < kLinger) return std::size_t{0};
    ports::Changes changes;
    changes.outgoing_done = done_;
    if (const auto committed = store_.commit(changes); !committed) return committed.error();
    done_.clear();
    return std::size_t{1};
}

// Those that are still `queued`, and by what holds now: the queue may have been away for long.
Result<> Handover::read_anew(Uuid row, std::vector<core::Task>& tasks) {
    std::vector<core::NotificationId> ids;
    for (const auto& task : tasks) ids.push_back(task.id.notification);
    const auto found = store_.notifications(ids);
    if (!found) return found.error();
    std::vector<core::Notification> queued;
    for (const auto& task : tasks) {
        const auto n = found->find(task.id.notification);
        const bool stands =
            n != found->end() && n->second.state == core::State::queued && n->second.round == task.id.round;
        if (stands) queued.push_back(std::move(n->second));
    }
    auto anew = tasks_of(row, queued);
    if (!anew) return anew.error();
    tasks = std::move(*anew);
    return {};
}

Result<std::size_t> Handover::redo_old() {
    if (failing_ || kept_.size() >= kKeptMax) return std::size_t{0};
    const auto old = rows_to_redo();
    if (!old) return old.error();
    std::size_t count = 0;
    for (const auto& outgoing : *old) {
        if (is_ours(outgoing.id)) continue;
        if (kept_.size() >= kKeptMax) break;
        auto errand = again(outgoing);
        if (!errand) return errand.error();
        if (!outgoing.changed_users.empty()) {
            followed_.insert(outgoing.id);
            abandoned_.push_back(outgoing);
        }
        const auto done = attempt(*errand, Try::again);
        if (!done || !*done) kept_.push_back(std::move(*errand));
        if (!done && done.error().code != Errc::conflict) return done.error();
        ++count;
    }
    return count;
}

// Whether this process is at it already.
bool Handover::is_ours(Uuid row) const {
    return std::ranges::find(done_, row) != done_.end() || followed_.contains(row) ||
           std::ranges::any_of(kept_, [&](const Errand& errand) { return errand.outgoing.id == row; });
}

// Those that are old; now and then also those that will be for hours, since the clock was set back behind
// them.
Result<std::vector<ports::Outgoing>> Handover::rows_to_redo() {
    const Time now = clock_.now();
    // Our own rows may be among the oldest.
    const auto ours = kept_.size() + done_.size() + followed_.size();
    auto old = store_.outgoing(now - kOld, kRedoMax + ours);
    if (!old || clock_.steady() < look_ahead_at_) return old;
    auto all = store_.outgoing(now + kFar, kAheadMax);
    if (!all) return all;
    look_ahead_at_ = clock_.steady() + kLookAhead;
    std::ranges::copy_if(*all, std::back_inserter(*old),
                         [&](const ports::Outgoing& row) { return row.created_at > now + kLookAhead; });
    return old;
}

// What is left to do of an errand of which only the row is known.
Result<Errand> Handover::again(const ports::Outgoing& outgoing) {
    const auto found = store_.notifications(outgoing.notifications);
    if (!found) return found.error();
    Errand errand{outgoing, {{outgoing.id}}, {}, {}};
    std::vector<core::Notification> queued;
    for (const auto& [id, n] : *found) {
        errand.records.push_back(records::write_state(n));
        // One that was queued since has another errand. Whose clock is ahead says nothing about that.
        if (n.state == core::State::queued && n.updated_at == outgoing.created_at) queued.push_back(n);
    }
    auto tasks = tasks_of(outgoing.id, queued);
    if (!tasks) return tasks.error();
    errand.tasks = std::move(*tasks);
    return errand;
}

Result<std::vector<core::Task>> Handover::tasks_of(Uuid row,
                                                   std::span<const core::Notification> notifications) {
    std::vector<core::Task> tasks;
    if (notifications.empty()) return tasks;
    const auto around = Surroundings::load(store_, notifications);
    if (!around) return around.error();
    std::vector<core::NotificationId> ids;
    for (const auto& n : notifications) ids.push_back(n.id);
    auto contents = store_.contents(ids);
    if (!contents) return contents.error();
    const auto catalog = catalog_.current();
    std::set<core::UserId> changed;
    for (const auto& n : notifications) {
        if (n.is_erased()) continue;
        const auto* type = catalog->type(n.type, n.type_version);
        if (!type) {
            tasks.push_back(core::task_of(n, std::move((*contents)[n.id]), false, n.expires_at));
            continue;
        }
        const auto circumstances = around->circumstances(n, *type, clock_.now());
        if (!still_stands(n, circumstances)) {
            changed.insert(n.user);
            continue;
        }
        tasks.push_back(core::task_of(n, std::move((*contents)[n.id]), type->hold_unknown,
                                      core::good_until(n, circumstances)));
    }
    abandon(row, {changed.begin(), changed.end()});
    return tasks;
}

}  // namespace tidings::notifier
