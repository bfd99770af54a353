#include "base/log.h"
#include "core/moves.h"
#include "core/state.h"
#include "services/admin/admin.h"
#include "services/admin/query.h"
#include "services/admin/shapes.h"
#include "services/records/status_record.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

constexpr int kConflictsMax = 10;

std::optional<core::NotificationId> id_in(const http::Request& request) {
    return Uuid::parse(request.path_value("id"));
}

http::Response no_notification() {
    return http::problem(404, "there is no notification of this id");
}

}  // namespace

http::Response Admin::list_notifications(const http::Request& request) {
    core::Faults faults;
    Query query(request, faults);
    const auto page = query.page();
    auto filter = query.filter();
    filter.states = query.words("state", core::parse_state, core::kStates);
    query.finish();
    if (!faults.empty()) return web::refused(faults);
    const auto listed = parts_.queries.list(filter, page);
    return listed ? web::json_answer(200, list_json(*listed)) : no_page(listed.error());
}

http::Response Admin::get_notification(const http::Request& request) {
    const auto id = id_in(request);
    if (!id) return no_notification();
    const auto found = parts_.store.notifications(std::span(&*id, 1));
    if (!found) return web::answer_to(found.error());
    if (found->empty()) return no_notification();
    const auto contents = parts_.store.contents(std::span(&*id, 1));
    if (!contents) return web::answer_to(contents.error());
    const auto attempts = parts_.queries.attempts_of(*id);
    if (!attempts) return web::answer_to(attempts.error());
    json::object o = to_json(found->begin()->second);
    o["content"] = contents->empty() ? json::value() : content_json(contents->begin()->second);
    json::array list;
    for (const auto& attempt : *attempts) list.push_back(to_json(attempt));
    o["attempts"] = std::move(list);
    return web::json_answer(200, o);
}

http::Response Admin::cancel_notification(const http::Request& request) {
    const auto id = id_in(request);
    if (!id) return no_notification();
    const auto before = parts_.store.notifications(std::span(&*id, 1));
    if (!before) return web::answer_to(before.error());
    if (before->empty()) return no_notification();
    const auto after = cancel(*id);
    if (!after) return web::answer_to(after.error());
    if (after->state == core::State::cancelled) return web::json_answer(200, to_json(*after));
    const bool sending = after->state == core::State::queued;
    return conflict(sending ? "sending: a worker has it already; if it is not taken, it is not tried again"
                            : "it is " + std::string(core::name(after->state)) + " already",
                    {{"state", sending ? "sending" : core::name(after->state)}});
}

// The notification as it is then: `cancelled`; `queued` where a worker has it; or what won.
Result<core::Notification> Admin::cancel(core::NotificationId id) {
    Wish wish;
    for (int i = 0; i < kConflictsMax; ++i) {
        const auto found = parts_.store.notifications(std::span(&id, 1));
        if (!found) return found.error();
        if (found->empty()) return not_found("there is no notification of this id");
        core::Notification n = found->begin()->second;
        if (core::is_settled(n.state)) return n;
        if (n.state == core::State::queued) {
            if (!n.cancel_requested) {
                const auto requested = request_cancel(n, wish);
                if (!requested && requested.error().code == Errc::conflict) continue;
                if (!requested) return requested.error();
            }
            const auto taken = take_out({n.id, n.round}, wish);
            if (!taken) return taken.error();
            if (!*taken) return n;
        }
        const auto done = set_cancelled(n, wish);
        if (done) return n;
        if (done.error().code != Errc::conflict) return done.error();
    }
    return unavailable("it changes all the time; try again");
}

// The wish, and a row by which a notifier takes it back where this process ends before it has done so.
Result<> Admin::request_cancel(core::Notification& n, Wish& wish) {
    const Time now = parts_.clock.now();
    core::Notification after = n;
    after.cancel_requested = true;
    ++after.revision;
    ports::Changes changes;
    changes.updates.push_back({after, n.state, std::nullopt});
    changes.outgoing = ports::Outgoing{Uuid::random(now, random_), now, {}, {n.user}};
    if (const auto committed = parts_.store.commit(changes); !committed) return committed;
    wish.row = changes.outgoing->id;
    n = after;
    return {};
}

// False: it may be on its way to a provider, into the queue, or its outcome on its way out of it.
Result<bool> Admin::take_out(const core::TaskId& task, Wish& wish) {
    if (wish.taken_out == task) return true;
    const auto withdrawn = parts_.queue.withdraw(std::span(&task, 1));
    if (!withdrawn) return withdrawn.error();
    if (withdrawn->front() != ports::Withdrawn::removed) return false;
    // A queue that lacks its memory may hold it as it was before a worker took it.
    const auto forgotten = parts_.queue.has_lost_memory();
    if (!forgotten) return forgotten.error();
    if (!*forgotten) wish.taken_out = task;
    return !*forgotten;
}

Result<> Admin::set_cancelled(core::Notification& n, const Wish& wish) {
    const Time now = parts_.clock.now();
    core::Notification after = n;
    after.cancel_requested = true;
    core::move(after, core::State::cancelled, core::Reason::cancelled, core::Cause::command);
    after.updated_at = now;
    ++after.revision;
    ports::Changes changes;
    changes.updates.push_back({after, n.state, std::nullopt});
    changes.outgoing = ports::Outgoing{Uuid::random(now, random_), now, {after.id}};
    if (wish.row) changes.outgoing_done.push_back(*wish.row);
    if (const auto committed = parts_.store.commit(changes); !committed) return committed;
    n = after;
    tell(after, changes.outgoing->id);
    return {};
}

// A change that was committed; where telling fails, a notifier does it for the row that is left.
void Admin::tell(const core::Notification& n, const Uuid& outgoing) {
    if (!parts_.log.append(std::array{records::write_state(n)})) return;
    ports::Changes changes;
    changes.outgoing_done.push_back(outgoing);
    if (const auto done = parts_.store.commit(changes); !done) {
        log::warning("a change of state will be told twice",
                     {{"notification", n.id.str()}, {"error", done.error().message}});
    }
}

http::Response Admin::list_outbox(const http::Request& request) {
    core::Faults faults;
    Query query(request, faults);
    const auto page = query.page();
    query.finish();
    if (!faults.empty()) return web::refused(faults);
    const auto listed = parts_.queries.outbox(page);
    return listed ? web::json_answer(200, list_json(*listed)) : no_page(listed.error());
}

}  // namespace tidings::admin
