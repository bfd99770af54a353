#include "services/worker/worker.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/log.h"
#include "services/records/status_record.h"

namespace tidings::worker {
namespace {

// While the log takes no outcomes, what is sent could not be recorded: nothing new is begun.
constexpr Duration kOutcomeWaitMax = std::chrono::seconds{1};

// How long others wait for a suspect, and a suspect for others: a provider that stands still must not hold up
// all channels.
constexpr Duration kApartMax = std::chrono::seconds{1};

// An append that fails takes up to ten seconds, of a lease's fifteen: it may not find a lease much older than
// when it was given.
constexpr int kRenewals = 8;

// For messages that are no tasks.
constexpr Duration kLookEvery = std::chrono::seconds{1};
constexpr std::size_t kUnreadableMax = 100;

core::Outcome unsent(core::OutcomeKind kind, std::string detail) {
    core::Outcome outcome;
    outcome.kind = kind;
    outcome.detail = std::move(detail);
    return outcome;
}

bool is_suspect(const ports::Leased& leased) {
    return leased.returns >= core::kAloneAfter;
}

}  // namespace

Worker::Worker(ports::TaskQueue& queue, ports::EventLog& log, const ports::Clock& clock,
               std::vector<Route> routes, Options options, Metrics& metrics)
    : queue_(queue),
      log_(log),
      clock_(clock),
      routes_(std::move(routes)),
      options_(options),
      metrics_(metrics) {}

Result<std::size_t> Worker::step() {
    // First of all: it may be long since the last step.
    const auto renewed = renew();
    for (Route& route : routes_) collect(route);
    const auto taken = take_from_all();
    const auto given_back = give_back();
    // What has been sent is told, and its leases are kept, whether or not the queue gives more.
    const auto reported = report();
    const auto set_aside = set_unreadable_aside();
    const auto renewed_again = renew();
    active_ = sending_.size() + finished_.size() + unsent_.size();
    if (!renewed) return renewed.error();
    if (!taken) return taken;
    if (!given_back) return given_back.error();
    if (!reported) return reported;
    if (!set_aside) return set_aside.error();
    if (!renewed_again) return renewed_again.error();
    return *taken + *reported;
}

Result<std::size_t> Worker::take_from_all() {
    const bool stuck = !outcomes_.empty() && clock_.steady() - oldest_outcome_ > kOutcomeWaitMax;
    if (draining_ || stuck) return std::size_t{0};
    if (idle()) apart_until_ = {};
    std::size_t count = 0;
    for (Route& route : routes_) {
        if (keeps_apart()) break;
        const auto taken = take(route);
        if (!taken) return taken;
        count += *taken;
        if (*taken > 0) collect(route);  // many providers answer at once
    }
    return count;
}

bool Worker::idle() const {
    return sending_.empty() && outcomes_.empty() && unsent_.empty();
}

bool Worker::busy() const {
    return !sending_.empty();
}

Result<std::size_t> Worker::take(Route& route) {
    const auto room = std::min(route.provider->room(), options_.batch_max);
    if (room == 0) return std::size_t{0};
    // The queue counts from a moment after this one.
    const SteadyTime asked = clock_.steady();
    auto leased = queue_.take({route.channels, room, options_.lease});
    if (!leased) return leased.error();
    const auto count = leased->size();
    if (count == 0) return count;
    if (idle()) renew_at_ = asked + options_.lease / kRenewals;
    if (is_suspect(leased->front()) && !std::exchange(made_room_, false) && !idle()) {
        made_room_ = true;
        apart_until_ = clock_.steady() + kApartMax;
        unsent_.push_back(std::move(leased->front()));
        return std::size_t{0};
    }
    made_room_ = false;
    const auto begun = begin(route, std::move(*leased), asked + options_.lease);
    if (!begun) return begun.error();
    return count;
}

Result<> Worker::begin(Route& route, std::vector<ports::Leased> leased, SteadyTime leased_until) {
    if (is_suspect(leased.front())) apart_until_ = clock_.steady() + kApartMax;
    if (const auto announced = announce(leased); !announced) {
        std::ranges::move(leased, std::back_inserter(unsent_));
        return announced;
    }
    judge(route, std::move(leased), leased_until);
    return {};
}

// What may end the program is sent while nothing else is under way: what is then found unreported is the
// guilty one. So nothing is begun while a suspect is on its way, or waits for the others to end. It waits in
// the queue, where it can be withdrawn.
bool Worker::keeps_apart() const {
    return clock_.steady() < apart_until_ && !idle();
}

// Says which sends begin, where somebody will have to know that after a crash.
Result<> Worker::announce(std::span<const ports::Leased> leased) {
    std::vector<ports::NewRecord> records;
    for (const auto& l : leased) {
        const bool may_begin = !l.withdrawn && l.task.good_until > clock_.now();
        if (l.task.announce && may_begin) records.push_back(records::write_started(l.task.id));
    }
    return records.empty() ? Result<>() : append(records);
}

// May wait for as long as the log allows, so leases are renewed before. Where that fails it is due again
// after it.
Result<> Worker::append(std::span<const ports::NewRecord> records) {
    static_cast<void>(renew());
    return log_.append(records);
}

// Sends what may be sent now; what waited too long for that says so, or goes back.
void Worker::judge(Route& route, std::vector<ports::Leased> leased, SteadyTime leased_until) {
    const Time now = clock_.now();
    std::vector<ports::Delivery> deliveries;
    for (auto& l : leased) {
        Sending sending{std::move(l), route.provider.get()};
        const bool has_permit = sending.leased.send_by >= clock_.steady();
        const bool may_begin = has_permit && leased_until >= clock_.steady();
        if (sending.leased.withdrawn) {
            finish(std::move(sending), now, now, unsent(core::OutcomeKind::cancelled, ""));
        } else if (sending.leased.task.good_until <= now) {
            finish(std::move(sending), now, now, unsent(core::OutcomeKind::stale, ""));
        } else if (!may_begin && sending.leased.task.announce) {
            // Its beginning is on record and did not come: that must be, too.
            const auto* why = has_permit ? "its lease had ended" : "its permit had ended";
            finish(std::move(sending), now, now, unsent(core::OutcomeKind::stale, why));
        } else if (!may_begin) {
            unsent_.push_back(std::move(sending.leased));
        } else {
            const auto tag = next_tag_++;
            deliveries.push_back({tag, sending.leased.task, begin_by(sending.leased), leased_until});
            sending_.emplace(tag, std::move(sending));
        }
    }
    if (!deliveries.empty()) route.provider->begin(std::move(deliveries));
}

// No send begins after its permit's end, nor after a rule may have changed.
SteadyTime Worker::begin_by(const ports::Leased& leased) const {
    constexpr Duration kFar = std::chrono::years{1};
    const Duration good_for = std::min<Duration>(leased.task.good_until - clock_.now(), kFar);
    return std::min(leased.send_by, clock_.steady() + good_for - Duration{1});
}

void Worker::collect(Route& route) {
    std::vector<ports::Report> reports;
    route.provider->advance(reports);
    for (auto& report : reports) {
        auto found = sending_.extract(report.tag);
        TIDINGS_ASSERT(!found.empty());
        const bool unsent = report.outcome.kind == core::OutcomeKind::stale;
        if (unsent && !found.mapped().leased.task.announce) {
            unsent_.push_back(std::move(found.mapped().leased));
            continue;
        }
        finish(std::move(found.mapped()), report.started_at, report.finished_at, std::move(report.outcome));
    }
}

Result<> Worker::give_back() {
    if (unsent_.empty()) return {};
    if (const auto released = queue_.release(unsent_); !released) return released.error();
    unsent_.clear();
    return {};
}

void Worker::finish(Sending sending, Time started, Time finished, core::Outcome outcome) {
    std::string provider(sending.provider->name());
    if (outcomes_.empty()) oldest_outcome_ = clock_.steady();
    if (log::enabled(log::Level::debug)) {
        log::debug("a task is done", {{"task", sending.leased.task.id.str()},
                                      {"provider", provider},
                                      {"attempt", sending.leased.task.attempt},
                                      {"outcome", core::name(outcome.kind)},
                                      {"detail", outcome.detail}});
    }
    tell_refusal(sending, outcome);
    metrics_
        .counter("tidings_attempts_total", "Attempts to send, by how they ended.",
                 {{"channel", std::string(core::name(sending.leased.task.channel))},
                  {"provider", provider},
                  {"outcome", std::string(core::name(outcome.kind))}})
        .add();
    outcomes_.push_back(records::write_outcome({sending.leased.task.id, sending.leased.task.attempt,
                                                std::move(provider), started, finished, std::move(outcome)}));
    finished_.push_back(std::move(sending.leased));
}

// A send that failed is no fault of this program, but nobody should have to look for it: the first one is
// told, and then, as Outage has it, how many there were.
void Worker::tell_refusal(const Sending& sending, const core::Outcome& outcome) {
    using enum core::OutcomeKind;
    if (outcome.kind != retry && outcome.kind != rejected && outcome.kind != unknown) return;
    const SteadyTime now = clock_.steady();
    auto& outage = refusals_[fmt::format("{} {}", sending.provider->name(), core::name(outcome.kind))];
    outage.end_if_quiet(now);
    const auto held_back = outage.failed(outcome.detail, now);
    if (!held_back) return;
    log::warning("a send failed", {{"task", sending.leased.task.id.str()},
                                   {"channel", core::name(sending.leased.task.channel)},
                                   {"provider", sending.provider->name()},
                                   {"outcome", core::name(outcome.kind)},
                                   {"detail", outcome.detail},
                                   {"held_back", *held_back}});
}

Result<std::size_t> Worker::report() {
    if (outcomes_.empty()) return std::size_t{0};
    if (const auto told = append(outcomes_); !told) return told.error();
    const auto count = outcomes_.size();
    outcomes_.clear();
    const auto finished = std::exchange(finished_, {});
    if (const auto done = queue_.acknowledge(finished); !done) return done.error();
    processed_ += count;
    return count;
}

Result<> Worker::renew() {
    const SteadyTime now = clock_.steady();
    if (now < renew_at_ || idle()) return {};
    std::vector<ports::Leased> held;
    for (const auto& [tag, sending] : sending_) held.push_back(sending.leased);
    std::ranges::copy(finished_, std::back_inserter(held));
    std::ranges::copy(unsent_, std::back_inserter(held));
    const auto stand = queue_.renew(held, options_.lease);
    if (!stand) return stand.error();
    renew_at_ = now + options_.lease / kRenewals;
    // `held` begins with them, in this order.
    for (std::size_t i = 0; const auto& [tag, sending] : sending_) {
        sending.provider->lease_until(tag, (*stand)[i++] ? now + options_.lease : SteadyTime::min());
    }
    return {};
}

// What stood in the queue and is no task goes on the status log, where it becomes a dead letter.
Result<> Worker::set_unreadable_aside() {
    if (clock_.steady() < look_at_) return {};
    const auto found = queue_.unreadable(kUnreadableMax);
    if (!found) return found.error();
    look_at_ = clock_.steady() + kLookEvery;
    if (found->empty()) return {};
    std::vector<ports::NewRecord> records;
    for (const auto& message : *found) {
        log::warning("a message in the queue is unusable",
                     {{"queue", message.queue}, {"bytes", message.size}, {"error", message.reason}});
        records.push_back(records::write_unreadable(message));
    }
    if (const auto told = append(records); !told) return told;
    return queue_.forget_unreadable(*found);
}

}  // namespace tidings::worker
