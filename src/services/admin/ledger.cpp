#include "core/members.h"
#include "core/reasons.h"
#include "services/admin/admin.h"
#include "services/admin/query.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

constexpr Duration kOverdue = std::chrono::minutes{1};
constexpr std::size_t kLookMax = 500;
constexpr std::chrono::days kAdvanceMax{36'500};  // beyond it a sum of times might overflow

Result<std::int64_t> accepted(ports::EventLog& log) {
    std::int64_t sum = 0;
    for (const auto topic : {core::Topic::events, core::Topic::events_critical}) {
        const auto extents = log.extents(topic);
        if (!extents) return extents.error();
        for (const auto& extent : *extents) sum += extent.end;
    }
    return sum;
}

// Queued for long, beyond what the queue holds: their tasks were lost.
Result<std::int64_t> stuck(const Parts& parts, const core::Ledger& ledger, Duration lost_after) {
    const auto depths = parts.queue.depths();
    if (!depths) return depths.error();
    std::int64_t missing = ledger.states[core::index(core::State::queued)];
    for (const auto& depth : *depths) missing -= static_cast<std::int64_t>(depth.waiting + depth.leased);
    if (missing <= 0) return std::int64_t{0};
    const auto oldest = parts.store.queued({}, kLookMax);
    if (!oldest) return oldest.error();
    const auto old = std::count_if(oldest->begin(), oldest->end(), [&](const core::Notification& n) {
        return n.updated_at < parts.clock.now() - lost_after;
    });
    return std::min<std::int64_t>(old, missing);
}

Result<std::int64_t> overdue(const Parts& parts) {
    const auto depths = parts.queue.depths();
    if (!depths) return depths.error();
    const auto since = parts.clock.now() - kOverdue;
    const auto lanes = parts.store.due_lanes(since);
    if (!lanes) return lanes.error();
    std::int64_t count = 0;
    for (const auto& depth : *depths) {
        if (depth.waiting >= parts.queue.capacity() ||
            std::ranges::find(*lanes, depth.lane) == lanes->end()) {
            continue;
        }
        const auto late = parts.store.due(depth.lane, since, kLookMax);
        if (!late) return late.error();
        count += static_cast<std::int64_t>(late->size());
    }
    return count;
}

}  // namespace

Result<core::Ledger> Admin::ledger(const Parts& parts, const Options& options, bool recount) {
    // The store before the log: what is accepted in between is lag, never a shortage.
    auto ledger = recount ? parts.queries.recount() : parts.queries.ledger();
    if (!ledger) return ledger;
    const auto ends = accepted(parts.log);
    if (!ends) return ends.error();
    ledger->accepted = *ends;
    const auto lost = stuck(parts, *ledger, options.lost_after);
    if (!lost) return lost.error();
    ledger->stuck = *lost;
    const auto late = overdue(parts);
    if (!late) return late.error();
    ledger->overdue = *late;
    return ledger;
}

// ?recount=true counts the rows instead of trusting the counters.
http::Response Admin::get_ledger(const http::Request& request) {
    core::Faults faults;
    Query query(request, faults);
    const bool recount = query.flag("recount");
    query.finish();
    if (!faults.empty()) return web::refused(faults);
    const auto found = ledger(parts_, options_, recount);
    return found ? web::json_answer(200, found->to_json()) : web::answer_to(found.error());
}

http::Response Admin::get_reasons(const http::Request&) {
    return web::json_answer(200, core::reasons_to_json());
}

http::Response Admin::post_clock(const http::Request& request) {
    const auto body = web::read_body(request);
    if (!body) return body.error();
    core::Faults faults;
    core::Members members(*body, "", faults);
    const auto advance = members.text("advance");
    const auto set = members.text("set");
    members.finish();
    Time goal = parts_.clock.now();
    if (faults.empty() && advance.has_value() == set.has_value()) {
        faults.push_back({"", "must hold either advance or set"});
    }
    if (advance) {
        const auto d = parse_duration(*advance);
        if (d && *d <= kAdvanceMax)
            goal += *d;
        else
            members.fault("advance", "must be a duration such as 15m, up to 36500d");
    }
    if (set) {
        const auto t = parse_rfc3339(*set);
        if (t)
            goal = *t;
        else
            members.fault("set", "must be a time with an offset, such as 2026-03-29T00:30:00Z");
    }
    if (!faults.empty()) return web::refused(faults);
    if (const auto done = options_.set_clock(goal); !done) return web::answer_to(done.error());
    return web::json_answer(200, json::object{{"now", format_rfc3339(parts_.clock.now())}});
}

}  // namespace tidings::admin
