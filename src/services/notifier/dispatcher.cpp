#include "services/notifier/dispatcher.h"

#include "base/log.h"
#include "core/moves.h"
#include "services/notifier/halve.h"

namespace tidings::notifier {
namespace {

// More than these, and it is not the notifications that are at fault.
constexpr std::size_t kRefusedMax = 100;
constexpr Duration kRefusedPause = std::chrono::minutes{1};

void apply(const core::Verdict& verdict, Time now, core::Notification& n) {
    core::move(n, verdict.state, verdict.reason, core::Cause::decision);
    n.due_at = verdict.due_at;
    n.address = verdict.address;
    n.address_from_profile = verdict.address_from_profile;
    n.updated_at = now;
    ++n.revision;
}

}  // namespace

Dispatcher::Dispatcher(ports::Store& store, const ports::Clock& clock, catalog::CatalogView& catalog,
                       Lanes& lanes, Handover& handover, const Options& options)
    : store_(store),
      clock_(clock),
      catalog_(catalog),
      lanes_(lanes),
      handover_(handover),
      options_(options) {}

Result<std::size_t> Dispatcher::step() {
    if (handover_.blocked() || clock_.steady() < resumes_at_) return std::size_t{0};
    if (const auto refreshed = lanes_.refresh(); !refreshed) return refreshed.error();
    auto found = due();
    if (!found) return found.error();
    if (found->empty()) return std::size_t{0};
    const auto moved = dispatch_all(*found);
    // Somebody else has moved one of them: the next step reads anew.
    if (!moved && moved.error().code == Errc::conflict) return std::size_t{1};
    return moved;
}

// An endless stream of urgent ones must not stop the others, so each lane leaves a few places to those behind
// it.
Result<std::vector<core::Notification>> Dispatcher::due() {
    const auto lanes = store_.due_lanes(clock_.now());
    if (!lanes) return lanes.error();
    std::vector<core::Notification> all;
    std::size_t behind = core::kPriorities.size() * core::kChannels.size();
    const std::size_t share = options_.batch_max / (2 * behind);
    for (const auto priority : core::kPriorities) {
        for (const auto channel : core::kChannels) {
            const ports::Lane lane{channel, priority};
            --behind;
            if (std::ranges::find(*lanes, lane) == lanes->end()) {
                lanes_.set_waiting(lane, false);
                continue;
            }
            const auto places = options_.batch_max - all.size() - behind * share;
            const auto room = std::min(lanes_.room(lane), places);
            if (room == 0) continue;
            auto found = due(lane, room);
            if (!found) return found.error();
            lanes_.set_waiting(lane, found->size() == room);
            lanes_.reserve_for_waiting(lane, found->size());
            std::move(found->begin(), found->end(), std::back_inserter(all));
        }
    }
    return all;
}

Result<std::vector<core::Notification>> Dispatcher::due(ports::Lane lane, std::size_t max) {
    auto found = store_.due(lane, clock_.now(), max + refused_.size());
    if (!found || refused_.empty()) return found;
    std::erase_if(*found, [&](const core::Notification& n) { return refused_.contains(n.id); });
    found->resize(std::min(found->size(), max));
    return found;
}

Result<std::size_t> Dispatcher::dispatch_all(std::span<const core::Notification> due) {
    return halve(
        due,
        [this](std::span<const core::Notification> some) { return dispatch({some.begin(), some.end()}); },
        [this](const core::Notification& guilty, const Error& why) { return leave(guilty, why); });
}

Result<> Dispatcher::leave(const core::Notification& guilty, const Error& why) {
    if (refused_.size() >= kRefusedMax) {
        refused_.clear();
        resumes_at_ = clock_.steady() + kRefusedPause;
        return why;
    }
    log::error("the store refuses to move a notification; it stays where it is",
               {{"notification", guilty.id.str()}, {"error", why.message}});
    refused_.insert(guilty.id);
    return {};
}

Result<std::size_t> Dispatcher::dispatch(std::vector<core::Notification> due) {
    const auto around = Surroundings::load(store_, due);
    if (!around) return around.error();
    const auto catalog = catalog_.current();
    ports::Changes changes;
    Errand errand = handover_.begin();
    const Time now = errand.now();
    std::vector<core::Notification> queued;
    for (auto& n : due) {
        const auto before = n.state;
        const auto* type = catalog->type(n.type, n.type_version);
        if (!type) {
            apply({core::State::failed, core::Reason::no_template, now, n.address, n.address_from_profile},
                  now, n);
            n.detail = "its event type is gone";
        } else {
            apply(core::decide_again(n, around->circumstances(n, *type, now)), now, n);
        }
        if (n.state == core::State::queued) queued.push_back(n);
        Handover::tell(errand, n);
        changes.updates.push_back({n, before, std::nullopt});
    }
    handover_.attach(errand, changes);
    auto tasks = handover_.tasks_of(errand.outgoing.id, queued);
    if (!tasks) return tasks.error();
    errand.tasks = std::move(*tasks);
    if (const auto committed = store_.commit(changes); !committed) return committed.error();
    handover_.abandon(errand.outgoing.id, second_look(store_, options_, around->versions(), errand));
    handover_.run(std::move(errand));
    return due.size();
}

}  // namespace tidings::notifier
