#include <algorithm>

#include "core/state.h"
#include "services/admin/admin.h"
#include "services/admin/shapes.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

constexpr Duration kWaitMax = std::chrono::seconds{60};
constexpr std::size_t kWaitingMax = 1'000;
constexpr Duration kLookMax = std::chrono::milliseconds{10};  // at those who wait, in one step

std::optional<core::Source> source_in(const http::Request& request) {
    const auto* source = request.query_value("source");
    return source ? std::optional(core::Source(*source)) : std::nullopt;
}

// Each recipient of a request is a record of its own; the rows come one by one.
bool all_decided(const std::vector<ports::StoredEvent>& rows, const core::Event& newest) {
    return rows.size() >= static_cast<std::size_t>(newest.recipients);
}

bool all_final(const std::vector<core::Notification>& notifications) {
    return std::all_of(notifications.begin(), notifications.end(),
                       [](const core::Notification& n) { return core::is_settled(n.state); });
}

// One id may be used by several sources; without one the newest event is meant.
const core::Event& newest_of(const std::vector<ports::StoredEvent>& rows) {
    return std::ranges::max_element(rows, {}, [](const auto& row) { return row.event.received_at; })->event;
}

http::Response not_known() {
    return http::problem(404, "no event of this id has been decided (yet)");
}

}  // namespace

void Admin::take_event(web::Visit&& visit) {
    const auto* wait = visit.request.query_value("wait");
    const auto* until = visit.request.query_value("until");
    const bool final = until && *until == "final";
    if (until && !final) return visit.responder.answer(web::refused({{"until", "must be final"}}));
    Duration patience{};
    if (wait) {
        const auto parsed = parse_duration(*wait);
        if (!parsed)
            return visit.responder.answer(web::refused({{"wait", "must be a duration such as 10s"}}));
        patience = std::min<Duration>(*parsed, kWaitMax);
    }
    if (patience == Duration::zero()) {
        auto answer = event_answer(visit.request, Wanted::anything);
        return visit.responder.answer(answer ? std::move(*answer) : not_known());
    }
    if (waiting_.size() >= kWaitingMax)
        return visit.responder.answer(web::overloaded("too many are waiting"));
    // Looked at in the same step, unless others have been waiting for their turn.
    waiting_.push_back(
        {std::move(visit), parts_.clock.steady() + patience, final ? Wanted::final : Wanted::decided});
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
    for (auto left = waiting_.size(); left > 0 && parts_.clock.steady() - begin < kLookMax; --left) {
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
    if (waiting.until > now && !waiting_is_over_) return false;
    auto late = event_answer(waiting.visit.request, Wanted::anything);
    responder.answer(late ? std::move(*late) : not_known());
    return true;
}

http::Response Admin::cancel_event(const http::Request& request) {
    const core::EventId id(request.path_value("id"));
    const auto rows = parts_.queries.events(id, source_in(request));
    if (!rows) return web::answer_to(rows.error());
    // Not decided yet: the tombstone is read when it is. Without a source it is the one that events without a
    // source get.
    const core::Source source =
        source_in(request).value_or(rows->empty() ? core::Source("local") : newest_of(*rows).source);
    ports::Changes changes;
    changes.cancelled_events.push_back({{source, id}, parts_.clock.now()});
    if (const auto committed = parts_.store.commit(changes); !committed)
        return web::answer_to(committed.error());

    ports::NotificationFilter filter;
    filter.event_id = id;
    filter.source = source;
    json::array notifications;
    bool all = true;
    ports::Page page{std::nullopt, 500};
    do {
        const auto listed = parts_.queries.list(filter, page);
        if (!listed) return web::answer_to(listed.error());
        for (const auto& n : listed->items) {
            const auto after = cancel(n.id);
            if (!after) return web::answer_to(after.error());
            all = all && after->state == core::State::cancelled;
            json::object item = to_json(*after);
            if (after->state == core::State::queued) item["detail"] = "sending";
            notifications.push_back(std::move(item));
        }
        page.after = listed->next_cursor;
    } while (page.after);
    json::object body{
        {"id", id.str()}, {"source", source.str()}, {"notifications", std::move(notifications)}};
    if (all) return web::json_answer(200, body);
    auto response = http::problem(409, "some of its notifications were sent, or are being sent");
    json::value v = json::read(response.body).value();
    for (auto& member : body) v.as_object().insert_or_assign(member.key(), member.value());
    response.body = json::write(v);
    return response;
}

}  // namespace tidings::admin
