#include "simulation/world.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/state.h"
#include "ports/paging.h"
#include "simulation/types.h"

namespace tidings::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::array kServices{Service::gateway, Service::tracker, Service::decider, Service::worker,
                               Service::admin};

constexpr std::size_t kSendsMax = 20'000;  // of one run; more, and it goes round in circles

// Days at which clocks are put forward or back somewhere, and one at which none is.
constexpr std::array<std::string_view, 4> kStarts{"2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z",
                                                  "2026-03-07T22:00:00Z", "2026-06-15T12:00:00Z"};

Time start_of(Random& random) {
    return parse_rfc3339(kStarts[random.below(kStarts.size())]).value();
}

Swarm draw_swarm(const std::string& engine, const Less& less, Random& random) {
    Swarm swarm = Swarm::draw(random);
    for (const auto kind : less.kinds) swarm.leave_out(kind);
    if (engine == "cluster") return swarm;
    // One process has nobody to be apart from.
    for (const auto kind :
         {Kind::late_effects, Kind::twice, Kind::stops, Kind::rebalances, Kind::forgetful_queue,
          Kind::old_snapshots, Kind::queue_clock_jumps, Kind::skewed_clocks}) {
        swarm.leave_out(static_cast<std::size_t>(kind));
    }
    return swarm;
}

QueueSettings queue_settings(const Swarm& swarm, Random& random) {
    constexpr std::array<Duration, 3> kWindows{1s, 3s, 10s};
    QueueSettings settings;
    settings.has_snapshots = swarm.has(Kind::old_snapshots);
    if (swarm.has(Kind::small_queue)) settings.capacity = 1 + random.below(8);
    if (swarm.has(Kind::limits)) {
        for (const auto channel : core::kChannels) {
            const auto count = static_cast<std::int64_t>(1 + random.below(10));
            settings.limits[channel] = {count, kWindows[random.below(kWindows.size())]};
        }
    }
    return settings;
}

}  // namespace

World::World(std::uint64_t seed, const std::string& engine, const Less& less, Trace::Write write)
    : random_(seed),
      swarm_(draw_swarm(engine, less, random_)),
      clock_(start_of(random_)),
      trace_(clock_, std::move(write)),
      weather_(swarm_, random_.next(), clock_, trace_),
      queue_settings_(queue_settings(swarm_, random_)),
      engine_(Engine::make(engine, clock_, queue_settings_, random_)),
      batch_max_(1 + random_.below(random_.below(2) == 0 ? 5 : 500)),
      rounds_(200 + random_.below(3000)),
      client_(swarm_, clock_, journal_, Random(random_.next()), [this] { return newest(); }) {
    if (less.only_trouble) weather_.only(*less.only_trouble);
    if (less.rounds) rounds_ = std::min(rounds_, *less.rounds);
    weather_.on_pause([this] { interlude(); });
    publish_types(engine_->log());
    make_seats();
    start_all();
}

std::size_t World::deliveries() const {
    return static_cast<std::size_t>(std::ranges::count(journal_.sends, core::OutcomeKind::delivered,
                                                       [](const Send& sent) { return sent.outcome; }));
}

std::string World::summary() const {
    return fmt::format("{} accepted, {} sends, {} cancelled, {} deaths", journal_.accepted.size(),
                       journal_.sends.size(), journal_.cancelled.size(), deaths_);
}

// Either every process does everything, or each has a role of its own.
void World::make_seats() {
    const std::set<Service> all(kServices.begin(), kServices.end());
    const auto add = [&](const std::string& name, std::uint64_t count, const std::set<Service>& services) {
        for (std::uint64_t i = 1; i <= count; ++i) {
            Duration skew{};
            if (swarm_.has(Kind::skewed_clocks)) {
                skew = Duration(random_.below(2 * kSkew / Duration{1})) - kSkew;
            }
            seats_.push_back(
                {{fmt::format("{}-{}", name, i), services, skew, batch_max_}, nullptr, random_.next()});
        }
    };
    if (!engine_->is_shared()) return add("all", 1, all);
    if (random_.below(3) == 0) return add("all", 1 + random_.below(3), all);
    add("gateway", 1 + random_.below(2), {Service::gateway});
    add("notifier", 1 + random_.below(3), {Service::tracker, Service::decider});
    add("worker", 1 + random_.below(3), {Service::worker});
    add("admin", 1, {Service::admin});
}

void World::start(Seat& seat) {
    trace_.say("{} starts", seat.settings.name);
    const Surroundings around{
        *engine_,
        weather_,
        trace_,
        [this](const ports::Changes& changes) { watch(changes); },
        [this](const core::Task& task, core::OutcomeKind outcome, SteadyTime given) {
            witness(task, outcome, given);
        },
        [this](const core::Task& task) { return is_poison(task.id.notification); },
        [this](const ports::Leased& leased) { ++journal_.unheard[leased.task.id.notification]; }};
    seat.process =
        std::make_unique<Process>(around, clock_, seat.settings, Random(seat.chance + ++seat.starts));
}

void World::start_all() {
    for (auto& seat : seats_) {
        if (!seat.process) start(seat);
    }
}

// What a pause has interrupted ends where it goes on.
void World::die(Seat& seat) {
    if (!seat.process) return;
    seat.doomed = true;
    if (!seat.under_way.empty()) return;
    ++deaths_;
    if (!engine_->is_shared()) journal_.ended.push_back(clock_.steady());
    end(seat);
}

void World::end(Seat& seat) {
    trace_.say("{} is gone", seat.settings.name);
    seat.doomed = false;
    seat.process.reset();
    engine_->reopen();
}

// Told to end, it waits for what it sends, and tells it; where it cannot, it is killed. Others go on.
void World::restart(Seat& seat) {
    if (!seat.process) return;
    trace_.say("{} is told to end", seat.settings.name);
    seat.process->drain();
    const SteadyTime until = clock_.steady() + ScriptedProvider::kTimeout + 5s;
    while (seat.process && !seat.process->is_drained() && clock_.steady() < until) {
        step(seat, Service::worker);
        for (int i = 0; i < 10; ++i) step_any(random_);
        clock_.advance(200ms);
        weather_.land();
    }
    if (!seat.process) return;
    if (seat.process->is_drained()) return end(seat);
    die(seat);
}

bool World::may_step(const Seat& seat, Service service) const {
    if (!seat.process || seat.doomed || seat.stopped_until > clock_.steady()) return false;
    if (!seat.process->has(service) || seat.under_way.contains(service)) return false;
    // Each may wait for the other, see Tracker.
    if (service == Service::tracker) return !seat.under_way.contains(Service::decider);
    if (service == Service::decider) return !seat.under_way.contains(Service::tracker);
    return true;
}

std::size_t World::step(Seat& seat, Service service) {
    if (!may_step(seat, service)) return 0;
    const std::string before = trace_.who();
    seat.under_way.insert(service);
    running_.push_back(&seat);
    Result<std::size_t> stepped = unavailable("it dies");
    bool died = false;
    try {
        stepped = seat.process->step(service);
    } catch (const Crash&) {
        died = true;
    }
    running_.pop_back();
    seat.under_way.erase(service);
    trace_.enter(before);
    if (died || seat.doomed) die(seat);
    failed_ = failed_ || !stepped;
    if (!seat.process || seat.doomed) return 0;
    for (auto& excess : seat.process->excesses()) journal_.faults.push_back(std::move(excess));
    return stepped ? *stepped : 0;
}

void World::step_any(Random& chance) {
    auto& seat = seats_[chance.below(seats_.size())];
    step(seat, kServices[chance.below(kServices.size())]);
}

// Others go on while one stands in the middle of a call; it may be gone when they are done. By a chance of
// its own, so that what follows is the same without it.
void World::interlude() {
    if (running_.size() > 2) return;
    Random chance(weather_.draw(1'000'000'000));
    for (auto steps = 1 + chance.below(60); steps > 0; --steps) {
        if (chance.below(10) == 0) {
            clock_.advance(std::chrono::milliseconds{1 + chance.below(chance.below(6) == 0 ? 20'000 : 200)});
        } else {
            step_any(chance);
        }
        weather_.land();
    }
    if (running_.back()->doomed) throw Crash{};
}

World::Seat* World::seat_for(const http::Request& request) {
    const bool gateways = request.path.starts_with("/v1/users/") || request.path == "/v1/events";
    const auto service = gateways ? Service::gateway : Service::admin;
    std::vector<Seat*> found;
    for (auto& seat : seats_) {
        if (seat.process && !seat.doomed && seat.process->has(service)) found.push_back(&seat);
    }
    return found.empty() ? nullptr : found[random_.below(found.size())];
}

Client::Serve World::serve() {
    return [this](http::Request request, http::Responder responder) {
        // Where there is no process nobody answers: the responder does, with 500.
        if (auto* seat = seat_for(request)) seat->process->serve(std::move(request), std::move(responder));
    };
}

Faults World::run() {
    tumult();
    calm_down();
    Faults faults = journal_.faults;
    std::ranges::move(judge(gather()), std::back_inserter(faults));
    return faults;
}

// Everything at once, in no order.
void World::tumult() {
    for (std::uint64_t i = 0; i < rounds_; ++i) {
        weather_.land();
        switch (random_.below(12)) {
            case 0:
                client_.act(serve());
                note_orders();
                break;
            case 1:
                disturb();
                break;
            case 2:
                clock_.advance(std::chrono::milliseconds{1 + random_.below(300)});
                break;
            case 3:
                if (auto& seat = seats_[random_.below(seats_.size())]; !seat.process) start(seat);
                break;
            case 4:
                if (random_.below(8) == 0 && settle())
                    pass_time(std::chrono::seconds{1 + random_.below(1500)});
                break;
            default:
                step_any(random_);
        }
    }
}

// What happens to processes and servers from outside.
void World::disturb() {
    auto& seat = seats_[random_.below(seats_.size())];
    if (weather_.comes(Kind::crashes, "kill")) die(seat);
    if (weather_.comes(Kind::restarts, "restart")) restart(seat);
    if (weather_.comes(Kind::stops, "stop")) {
        seat.stopped_until = clock_.steady() + std::chrono::milliseconds{1 + weather_.draw(60'000)};
    }
    if (weather_.comes(Kind::rebalances, "rebalance")) engine_->rebalance();
    if (weather_.comes(Kind::forgetful_queue, "forget")) {
        engine_->forget_queue();
        journal_.forgotten.push_back(clock_.steady());
    }
    if (weather_.comes(Kind::old_snapshots, "restore")) {
        engine_->restore_queue(1 + weather_.draw(100));
        journal_.forgotten.push_back(clock_.steady());
    }
    if (weather_.comes(Kind::queue_clock_jumps, "the queue's jumps")) {
        const auto by =
            std::chrono::milliseconds{1 + weather_.draw(weather_.draw(2) == 0 ? 3'000 : 12'000'000)};
        const bool back = weather_.draw(2) == 0;
        engine_->set_queue_clock(back ? -by : by);
        if (!back) journal_.queue_set_ahead.push_back(clock_.steady());
    }
    if (weather_.comes(Kind::clock_jumps, "jump")) {
        const auto by = std::chrono::minutes{1 + weather_.draw(200)};
        const bool back = weather_.draw(4) == 0;
        clock_.jump(back ? -by : by);
        journal_.set.push_back(clock_.steady());
        if (back) journal_.set_back = clock_.steady();
    }
}

bool World::settle(int most) {
    for (int i = 0; i < most; ++i) {
        start_all();
        failed_ = false;
        std::size_t count = 0;
        for (auto& seat : seats_) {
            for (const auto service : kServices) count += step(seat, service);
        }
        weather_.land();
        const bool all_up =
            std::ranges::all_of(seats_, [](const Seat& seat) { return seat.process != nullptr; });
        if (count == 0 && !failed_ && all_up) return true;
        clock_.advance(1ms);
    }
    return false;
}

// At most to the moment at which something is due; while sends are in flight, only so far that their leases
// can be renewed, and while something has yet to be read, or to be done for a commit, only so far as a
// service sleeps at most.
void World::pass_time(Duration most) {
    const auto sending = [](const Seat& seat) { return seat.process && seat.process->sending(); };
    if (std::ranges::any_of(seats_, sending)) most = std::min<Duration>(most, 2s);
    const bool undone = !engine_->store().outgoing(clock_.now() + std::chrono::years{1}, 1).value().empty();
    if (undone || lags()) most = std::min<Duration>(most, 1s);
    for (const auto& n : all({core::State::scheduled})) {
        // By the clock that is furthest behind.
        const Time due = n.due_at + kSkew;
        if (due > clock_.now()) most = std::min(most, due - clock_.now());
    }
    clock_.advance(most);
}

void World::calm_down() {
    weather_.clear_up();
    engine_->calm_down();
    for (auto& seat : seats_) seat.stopped_until = {};
    // A limit may let one through in ten seconds, of hundreds; that is no standstill.
    std::size_t sent = 0;
    for (int idle = 0; idle < 2'000 && journal_.sends.size() < kSendsMax; ++idle) {
        if (std::exchange(sent, journal_.sends.size()) != journal_.sends.size()) idle = 0;
        const bool asking = client_.repeat(serve());
        note_orders();
        const bool still = settle(idle < 50 ? 100 : 3);
        const bool waiting = lags() || !all({core::State::scheduled, core::State::queued}).empty() ||
                             !engine_->store().outgoing(clock_.now() + 24h, 1).value().empty();
        if (!asking && still && !waiting) return;
        // A step every second at least, while something but time could move things on.
        const bool only_time = all({core::State::queued}).empty() && !asking;
        pass_time(only_time ? Duration{30min} : Duration{1s});
    }
    journal_.faults.push_back("it never came to rest");
}

// Whether anything that is on the log has yet to be read.
bool World::lags() {
    return std::ranges::any_of(std::array{core::Topic::events, core::Topic::events_critical,
                                          core::Topic::status, core::Topic::commands},
                               [this](core::Topic topic) { return has_unread(topic); });
}

bool World::has_unread(core::Topic topic) {
    return std::ranges::any_of(engine_->log().extents(topic).value(), [this](const ports::Extent& extent) {
        return engine_->store().offset(extent.partition).value().value_or(0) < extent.end;
    });
}

void World::witness(const core::Task& task, core::OutcomeKind outcome, SteadyTime given) {
    trace_.say("sends {} to {}: {}", task.id.str(), task.address, core::name(outcome));
    Send send{.task = task,
              .at = clock_.now(),
              .steady = clock_.steady(),
              .outcome = outcome,
              .set_back = journal_.set_back};
    const auto found = engine_->store().recipients(std::span(&task.user, 1)).value();
    if (const auto r = found.find(task.user); r != found.end()) send.recipient = r->second;
    const auto changed = journal_.recipient_changed.find(task.user);
    send.knows_recipient = !is_being_taken_back(task.user) &&
                           (changed == journal_.recipient_changed.end() || changed->second < given);
    const auto listed = journal_.listed.find({task.channel, task.address});
    send.knows_suppression =
        listed != journal_.listed.end() && listed->second.carried_out && *listed->second.carried_out < given;
    journal_.sends.push_back(std::move(send));
}

bool World::is_being_taken_back(const core::UserId& user) const {
    return std::ranges::any_of(journal_.to_be_taken_back, [&](const auto& row) {
        return std::ranges::find(row.second, user) != row.second.end();
    });
}

// The order to take back what waits for an address stands on the log before its request is answered.
void World::note_orders() {
    for (auto& [address, listing] : journal_.listed) {
        if (listing.order.empty()) listing.order = engine_->log().extents(core::Topic::commands).value();
    }
}

void World::note_what_is_carried_out() {
    for (auto& [address, listing] : journal_.listed) {
        if (listing.order.empty() || listing.carried_out) continue;
        const bool done = std::ranges::all_of(listing.order, [&](const ports::Extent& extent) {
            return engine_->store().offset(extent.partition).value().value_or(0) >= extent.end;
        });
        if (done) listing.carried_out = clock_.steady();
    }
}

void World::watch(const ports::Changes& changes) {
    clock_.advance(1us);  // that a commit takes some, so that no process makes two at the same one
    tell(trace_, changes);
    for (const auto& r : changes.recipients) journal_.recipient_changed[r.after.user] = clock_.steady();
    if (changes.outgoing && !changes.outgoing->changed_users.empty()) {
        journal_.to_be_taken_back[changes.outgoing->id] = changes.outgoing->changed_users;
    }
    for (const auto& id : changes.outgoing_done) {
        const auto row = journal_.to_be_taken_back.extract(id);
        if (row.empty()) continue;
        for (const auto& user : row.mapped()) journal_.recipient_changed[user] = clock_.steady();
    }
    note_what_is_carried_out();
    for (const auto& change : changes.suppressions) {
        const std::pair address{change.suppression.channel, change.suppression.address};
        if (!change.lift) continue;
        journal_.listed.erase(address);
        journal_.lifted[address] = clock_.steady();
    }
}

bool World::is_poison(const core::NotificationId& id) const {
    if (!swarm_.has(Kind::poison)) return false;
    return std::hash<core::NotificationId>{}(id) % swarm_.odds(Kind::poison) == 0;
}

std::vector<core::NotificationId> World::newest() {
    std::vector<core::NotificationId> ids;
    for (const auto& n : engine_->queries().list({}, {std::nullopt, 50}).value().items) ids.push_back(n.id);
    return ids;
}

std::vector<core::Notification> World::all(const std::vector<core::State>& states) {
    std::vector<core::Notification> out;
    ports::NotificationFilter filter;
    filter.states = states;
    ports::Page page{std::nullopt, ports::kPageMax};
    do {
        auto listed = engine_->queries().list(filter, page).value();
        std::move(listed.items.begin(), listed.items.end(), std::back_inserter(out));
        page.after = listed.next_cursor;
    } while (page.after);
    return out;
}

Evidence World::gather() {
    Evidence evidence{.swarm = swarm_, .journal = journal_, .limits = queue_settings_.limits};
    for (const auto& type : types()) {
        if (type.hold_unknown) evidence.held.insert(type.name);
    }
    for (const auto& accepted : journal_.accepted) {
        const auto key = core::EventKey::of(accepted.source, accepted.id, accepted.user);
        if (auto found = engine_->store().event(key).value()) evidence.events.emplace(key, std::move(*found));
    }
    for (auto& n : all({})) {
        if (is_poison(n.id)) evidence.poison.insert(n.id);
        evidence.notifications.emplace(n.id, std::move(n));
    }
    std::vector<core::UserId> changed;
    for (const auto& change : journal_.changes) changed.push_back(change.user);
    evidence.recipients = engine_->store().recipients(changed).value();
    const auto reader = engine_->log().reader({core::Topic::status}, ports::Reading::alone).value();
    for (const auto& partition : reader->unpositioned()) reader->seek(partition, 0).value();
    for (auto found = reader->poll(1000).value(); !found.empty(); found = reader->poll(1000).value()) {
        for (const auto& record : found) {
            evidence.status[Uuid::parse(record.key).value()].push_back(records::read_status(record).value());
        }
    }
    catalog::CatalogView catalog(engine_->log());
    const auto queue = engine_->queue();
    const admin::Parts parts{engine_->log(), engine_->store(), engine_->queries(), *queue, clock_, catalog};
    for (const bool recount : {false, true}) {
        evidence.ledgers.push_back(admin::Admin::ledger(parts, {}, recount).value());
    }
    return evidence;
}

}  // namespace tidings::simulation
