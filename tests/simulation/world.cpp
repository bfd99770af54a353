#include "simulation/world.h"

#include <fmt/format.h>

#include "core/state.h"
#include "ports/paging.h"
#include "services/records/catalog_record.h"

namespace tidings::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::array kServices{Process::Service::gateway, Process::Service::tracker,
                               Process::Service::decider, Process::Service::worker, Process::Service::admin};

// Days at which clocks are put forward or back somewhere, and one at which none is.
constexpr std::array<std::string_view, 4> kStarts{"2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z",
                                                  "2026-03-07T22:00:00Z", "2026-06-15T12:00:00Z"};

Time start_of(Random& random) {
    return parse_rfc3339(kStarts[random.below(kStarts.size())]).value();
}

Settings settings_of(const Swarm& swarm, Random& random) {
    Settings settings;
    settings.batch_max = 1 + random.below(random.below(2) == 0 ? 5 : 500);
    if (swarm.has(Kind::small_queue)) settings.queue_max = 1 + random.below(8);
    if (swarm.has(Kind::limits)) {
        for (const auto channel : core::kChannels) {
            settings.limits[channel] = {static_cast<std::int64_t>(1 + random.below(10)), 1s};
        }
    }
    return settings;
}

core::EventType type(std::string name, core::Priority priority) {
    core::EventType t;
    t.name = core::TypeName(std::move(name));
    t.schema = json::object{{"type", "object"}};
    t.priority = priority;
    t.address = {{core::Channel::email, "/email"}, {core::Channel::sms, "/phone"}};
    return t;
}

std::vector<core::EventType> types() {
    std::vector<core::EventType> all{
        type("order.completed", core::Priority::normal), type("payment.failed", core::Priority::critical),
        type("user.registered", core::Priority::normal), type("code.sent", core::Priority::normal)};
    all[0].category = "orders";
    all[1].category_can_be_off = false;
    all[2].creates_recipient = true;
    all[3].hold_unknown = true;
    return all;
}

json::object words_for(core::Channel channel) {
    switch (channel) {
        case core::Channel::email:
            return {{"subject", "Number {{ n }}"}, {"text", "It is {{ n }}."}};
        case core::Channel::sms:
            return {{"text", "It is {{ n }}."}};
        case core::Channel::push:
            break;
    }
    return {{"title", "Number {{ n }}"}, {"body", "It is {{ n }}."}};
}

}  // namespace

World::World(std::uint64_t seed, const std::string& engine, bool traced)
    : random_(seed),
      swarm_(Swarm::draw(random_)),
      clock_(start_of(random_)),
      trace_(clock_, traced),
      weather_(swarm_, Random(random_.next()), trace_),
      engine_(Engine::make(engine, clock_)),
      settings_(settings_of(swarm_, random_)),
      services_random_(random_.next()),
      client_(swarm_, clock_, journal_, Random(random_.next()), [this] { return newest(); }) {
    publish_catalog();
    start();
}

std::string World::summary() const {
    return fmt::format("{} accepted, {} sends, {} cancelled, {} deaths", journal_.accepted.size(),
                       journal_.sends.size(), journal_.cancelled.size(), deaths_);
}

void World::publish_catalog() {
    std::vector<ports::NewRecord> records;
    for (const auto& t : types()) {
        records.push_back(records::write_catalog(t));
        for (const auto channel : core::kChannels) {
            records.push_back(
                records::write_catalog(records::TemplateEntry{t.name, channel, "en", 1, words_for(channel)}));
        }
    }
    engine_->log().append(records).value();
}

void World::start() {
    trace_.enter("outside");
    trace_.say("a process starts");
    process_ = std::make_unique<Process>(
        *engine_, clock_, weather_, trace_, swarm_, fair_, settings_, services_random_,
        [this](const ports::Changes& changes) { watch(changes); },
        [this](const core::Task& task, core::OutcomeKind outcome) { witness(task, outcome); });
}

void World::die() {
    if (process_) ++deaths_;
    trace_.enter("outside");
    trace_.say("the process is gone");
    process_.reset();
    engine_->reopen();
}

template <class Action>
void World::alive(Action action) {
    if (!process_) return;
    try {
        action(*process_);
    } catch (const Crash&) {
        die();
    }
}

std::size_t World::step(Process::Service service) {
    std::size_t count = 0;
    failed_ = failed_ || !process_;
    alive([&](Process& process) {
        failed_ = true;  // where it dies
        const auto stepped = process.step(service);
        failed_ = !stepped;
        if (stepped) count = *stepped;
    });
    if (process_) {
        for (auto& excess : process_->excesses()) journal_.faults.push_back(std::move(excess));
    }
    return count;
}

Client::Serve World::serve() {
    return [this](http::Request request, http::Responder responder) {
        // Where there is no process nobody answers: the responder does, with 500.
        alive([&](Process& process) { process.serve(std::move(request), std::move(responder)); });
    };
}

Faults World::run() {
    tumult();
    calm_down();
    Faults faults = journal_.faults;
    const Evidence evidence = gather();
    for (const auto check :
         {ledger_balances, no_accepted_event_is_lost, one_notification_for_each_decision,
          every_notification_is_settled, attempts_keep_the_policy, retries_come_on_time, quiet_hours_are_kept,
          nothing_is_sent_after_a_cancel, nothing_is_sent_to_the_unwilling, urgent_ones_go_at_once,
          states_are_the_fold_of_status}) {
        check(evidence, faults);
    }
    return faults;
}

// Everything at once, in no order.
void World::tumult() {
    const auto rounds = 200 + random_.below(3000);
    for (std::uint64_t i = 0; i < rounds; ++i) {
        switch (random_.below(12)) {
            case 0:
                client_.act(serve());
                break;
            case 2:
                clock_.advance(std::chrono::milliseconds{1 + random_.below(300)});
                break;
            case 3:
                if (!process_) start();
                break;
            case 4:
                if (swarm_.has(Kind::crashes) && random_.below(60) == 0) die();
                if (swarm_.has(Kind::clock_jumps) && random_.below(40) == 0) {
                    clock_.jump(std::chrono::minutes{1 + random_.below(200)});
                }
                break;
            case 5:
                if (random_.below(8) == 0 && settle())
                    pass_time(std::chrono::seconds{1 + random_.below(1500)});
                break;
            default:
                step(kServices[random_.below(kServices.size())]);
        }
    }
}

bool World::settle() {
    for (int i = 0; i < 100; ++i) {
        if (!process_) start();
        std::size_t count = 0;
        bool failed = false;
        for (const auto service : kServices) {
            failed_ = false;
            count += step(service);
            failed = failed || failed_;
        }
        if (count == 0 && !failed && process_) return true;
        clock_.advance(1ms);
    }
    return false;
}

// At most to the moment at which something is due; while sends are in flight, only so far that their leases
// can be renewed.
void World::pass_time(Duration most) {
    if (process_ && process_->sending()) most = std::min<Duration>(most, 2s);
    for (const auto& n : all({core::State::scheduled})) {
        if (n.due_at > clock_.now()) most = std::min(most, n.due_at - clock_.now());
    }
    clock_.advance(most);
}

void World::calm_down() {
    weather_.clear_up();
    fair_ = true;
    if (!process_) start();
    for (int i = 0; i < 2'000; ++i) {
        const bool asking = client_.repeat(serve());
        const bool still = settle();
        const bool waiting = !all({core::State::scheduled, core::State::queued}).empty() ||
                             !engine_->store().outgoing(clock_.now(), 1).value().empty();
        if (!asking && still && !waiting) return;
        // A step every second at least, while something but time could move things on.
        const bool only_time = all({core::State::queued}).empty() && !asking;
        pass_time(only_time ? Duration{30min} : Duration{1s});
    }
    journal_.faults.push_back("it never came to rest");
}

void World::witness(const core::Task& task, core::OutcomeKind outcome) {
    trace_.say("sends {} to {}: {}", task.id.str(), task.address, core::name(outcome));
    Send send{task, clock_.now(), clock_.steady(), outcome, {}, std::nullopt, std::nullopt};
    const auto found = engine_->store().recipients(std::span(&task.user, 1)).value();
    if (const auto r = found.find(task.user); r != found.end()) send.recipient = r->second;
    if (const auto at = journal_.recipient_changed.find(task.user); at != journal_.recipient_changed.end()) {
        send.recipient_changed = at->second;
    }
    const auto listed = journal_.suppressed_since.find({task.channel, task.address});
    if (listed != journal_.suppressed_since.end()) send.suppressed_since = listed->second;
    journal_.sends.push_back(std::move(send));
}

void World::watch(const ports::Changes& changes) {
    tell(changes);
    for (const auto& r : changes.recipients) journal_.recipient_changed[r.user] = clock_.steady();
    for (const auto& change : changes.suppressions) {
        const std::pair address{change.suppression.channel, change.suppression.address};
        if (change.lift)
            journal_.suppressed_since.erase(address);
        else
            journal_.suppressed_since.try_emplace(address, clock_.steady());
    }
}

void World::tell(const ports::Changes& changes) {
    if (!trace_.on()) return;
    const auto row = [&](std::string_view what, const core::Notification& n) {
        trace_.say("{} {}.{} {} {}: {} ({}), due {}, to {}", what, n.id.str(), n.round, n.user.str(),
                   core::name(n.channel), core::name(n.state), core::name(n.reason), format_rfc3339(n.due_at),
                   n.address);
    };
    for (const auto& r : changes.recipients) {
        trace_.say("stores {}: version {} {}{}", r.user.str(), r.version, json::write(r.to_json()),
                   r.erased ? " erased" : "");
    }
    for (const auto& update : changes.updates) row("updates", update.after);
    for (const auto& made : changes.notifications) row("decides", made.notification);
    if (changes.outgoing) trace_.say("leaves errand {}", changes.outgoing->id.str());
    for (const auto& id : changes.outgoing_done) trace_.say("deletes errand {}", id.str());
    for (const auto& moved : changes.offsets) {
        trace_.say("moves {}/{} from {} to {}", core::name(moved.partition.topic), moved.partition.number,
                   moved.from, moved.to);
    }
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
    Evidence evidence{swarm_, journal_, {}, {}, {}, {}};
    for (const auto& accepted : journal_.accepted) {
        const auto key = core::EventKey::of(accepted.source, accepted.id, accepted.user);
        if (auto found = engine_->store().event(key).value()) evidence.events.emplace(key, std::move(*found));
    }
    for (auto& n : all({})) evidence.notifications.emplace(n.id, std::move(n));
    const auto reader = engine_->log().reader({core::Topic::status}, ports::Reading::alone).value();
    for (const auto& partition : reader->unpositioned()) reader->seek(partition, 0).value();
    for (auto found = reader->poll(1000).value(); !found.empty(); found = reader->poll(1000).value()) {
        for (const auto& record : found) {
            evidence.status[Uuid::parse(record.key).value()].push_back(records::read_status(record).value());
        }
    }
    for (const bool recount : {false, true}) evidence.ledgers.push_back(process_->ledger(recount).value());
    return evidence;
}

}  // namespace tidings::simulation
