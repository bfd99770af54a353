#include <algorithm>

#include "core/state.h"
#include "services/admin/admin.h"
#include "services/admin/query.h"
#include "services/admin/shapes.h"
#include "services/intake/submission.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

constexpr Duration kWaitMax = std::chrono::seconds{60};
constexpr std::size_t kWaitingMax = 1'000;
constexpr Duration kLookFor = std::chrono::milliseconds{10};  // at those who wait, in one step

std::optional<core::Source> source_in(const http::Request& request) {
    const auto* source = request.query_value("source");
    return source ? std::optional(core::Source(*source)) : std::nullopt;
}

// Each recipient of a request is a record of its own; the rows come one by one.
bool all_decided(const std::vector<ports::StoredEvent>& rows, const core::Event& newest) {
    return rows.size() >= static_cast<std::size_t>(newest.recipients);
}

// How long and for what somebody waits for an event.
struct Patience {
    Duration length{};
    bool final = false;
};

Patience read_patience(const http::Request& request, core::Faults& faults) {
    Query query(request, faults);
    Patience patience;
    patience.length = std::min<Duration>(query.duration("wait").value_or(Duration{}), kWaitMax);
    const auto* until = query.text("until");
    patience.final = until != nullptr;
    if (until && *until != "final") query.fault("until", "must be final");
    query.text("source");
    query.finish();
    return patience;
}

bool all_final(const std::vector<core::Notification>& notifications) {
    return std::all_of(notifications.begin(), notifications.end(),
                       [](const core::Notification& n) { return core::is_settled(n.state); });
}

// One id may be used by several sources; without one the newest event is meant.
const core::Event& newest_of(const std::vector<ports::StoredEvent>& rows) {
    return std::ranges::max_element(rows, {}, [](const auto& row) { return row.event.received_at; })->event;
}

http::Response not_decided() {
    return http::problem(404, "no event of this id has been decided (yet)");
}

}  // namespace

void Admin::take_event(web::Visit&& visit) {
    core::Faults faults;
    const auto patience = read_patience(visit.request, faults);
    if (!faults.empty()) return visit.responder.answer(web::refused(faults));
    if (patience.length == Duration::zero()) {
        auto answer = event_answer(visit.request, Wanted::anything);
        return visit.responder.answer(answer ? std::move(*answer) : not_decided());
    }
    if (waiting_.size() >= kWaitingMax) make_room();
    if (waiting_.size() >= kWaitingMax)
        return visit.responder.answer(web::overloaded("too many are waiting"));
    // Looked at in the same step, unless others have been waiting for their turn.
    waiting_.push_back({std::move(visit), parts_.clock.steady() + patience.length,
                        patience.final ? Wanted::final : Wanted::decided});
}

// Who has left, or looks as if they had, does not keep others out.
void Admin::make_room() {
    std::erase_if(waiting_, [](Waiting& waiting) {
        const bool ended = waiting.visit.responder.ended();
        if (ended) waiting.visit.responder.answer(web::overloaded("too many are waiting"));
        return ended;
    });
}

// The answer, or nothing while it is not there yet.
std::optional<http::Response> Admin::event_answer(const http::Request& request, Wanted wanted) {
    const core::EventId id(request.path_value("id"));
    const auto rows = parts_.queries.events(id, source_in(request));
    if (!rows) return web::answer_to(rows.error());
    if (rows->empty()) return std::nullopt;
    const core::Event& newest = newest_of(*rows);
    auto meant = *rows;
    std::erase_if(meant, [&](const auto& row) { return row.event.source != newest.source; });
    if (wanted != Wanted::anything && !all_decided(meant, newest)) return std::nullopt;
    ports::NotificationFilter filter;
    filter.event_id = id;
    filter.source = newest.source;
    std::vector<core::Notification> notifications;
    ports::Page page{std::nullopt, 500};
    do {
        auto listed = parts_.queries.list(filter, page);
        if (!listed) return web::answer_to(listed.error());
        std::move(listed->items.begin(), listed->items.end(), std::back_inserter(notifications));
        page.after = listed->next_cursor;
    } while (page.after);
    std::reverse(notifications.begin(), notifications.end());
    if (wanted == Wanted::final && !all_final(notifications)) return std::nullopt;
    return web::json_answer(200, to_json(meant, notifications));
}

// In turn, and not for long: a look at an event of thousands of notifications takes a while, and many may
// wait for it.
void Admin::look_after_waiting() {
    const auto begin = parts_.clock.steady();
    for (auto left = waiting_.size(); left > 0 && parts_.clock.steady() - begin < kLookFor; --left) {
        Waiting waiting = std::move(waiting_.front());
        waiting_.pop_front();
        if (!is_over(waiting, begin)) waiting_.push_back(std::move(waiting));
    }
}

// Answers where there is an answer, or no more time.
bool Admin::is_over(Waiting& waiting, SteadyTime now) {
    auto& responder = waiting.visit.responder;
    if (!responder.alive()) return true;
    if (auto answer = event_answer(waiting.visit.request, waiting.wanted)) {
        responder.answer(std::move(*answer));
        return true;
    }
    if (waiting.until > now && !waiting_is_over_ && !responder.ended()) return false;
    auto late = event_answer(waiting.visit.request, Wanted::anything);
    responder.answer(late ? std::move(*late) : not_decided());
    return true;
}

http::Response Admin::cancel_event(const web::Visit& visit) {
    core::Faults faults;
    Query query(visit.request, faults);
    const core::EventId id(visit.request.path_value("id"));
    // Both are kept, whether there is such an event or not.
    if (auto fault = core::name_fault(id.str())) faults.push_back({"", "the event in the path " + *fault});
    if (const auto* source = query.text("source")) {
        if (auto fault = core::name_fault(*source)) query.fault("source", *fault);
    }
    query.finish();
    if (!faults.empty()) return web::refused(faults);
    const auto named = source_in(visit.request);
    const auto rows = parts_.queries.events(id, named);
    if (!rows) return web::answer_to(rows.error());
    // Not decided yet: the tombstone is read when it is. Without a source it is the one that events without a
    // source get from whoever asks.
    const core::Source source =
        named.value_or(rows->empty() ? core::Source(visit.key_name) : newest_of(*rows).source);
    ports::Changes changes;
    changes.cancelled_events.push_back({{source, id}, parts_.clock.now()});
    if (const auto committed = parts_.store.commit(changes); !committed)
        return web::answer_to(committed.error());

    ports::NotificationFilter filter;
    filter.event_id = id;
    filter.source = source;
    bool all = true;
    auto notifications = cancel_all(filter, all);
    if (!notifications) return web::answer_to(notifications.error());
    const json::object body{
        {"id", id.str()}, {"source", source.str()}, {"notifications", std::move(*notifications)}};
    if (all) return web::json_answer(200, body);
    return conflict("some of its notifications were sent, or are being sent", body);
}

// Each as it is then; `all`: every one of them is cancelled.
Result<json::array> Admin::cancel_all(const ports::NotificationFilter& filter, bool& all) {
    json::array notifications;
    ports::Page page{std::nullopt, 500};
    do {
        const auto listed = parts_.queries.list(filter, page);
        if (!listed) return listed.error();
        for (const auto& n : listed->items) {
            const auto after = cancel(n.id);
            if (!after) return after.error();
            all = all && after->state == core::State::cancelled;
            json::object item = to_json(*after);
            if (after->state == core::State::queued) item["detail"] = "sending";
            notifications.push_back(std::move(item));
        }
        page.after = listed->next_cursor;
    } while (page.after);
    return notifications;
}

}  // namespace tidings::admin
