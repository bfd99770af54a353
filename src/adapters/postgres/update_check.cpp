#include "adapters/postgres/update_check.h"

#include "adapters/postgres/rows.h"
#include "core/state.h"

namespace tidings::adapters::postgres {
namespace {

constexpr const char* kRevisions =
    "SELECT n.id, n.revision, n.state FROM unnest($1::uuid[]) AS u(id) JOIN notifications n ON n.id = u.id";

struct Stored {
    std::int32_t revision = 0;
    core::State state = core::State::scheduled;
};

}  // namespace

Error why_refused(Connection& connection, const std::vector<ports::Changes::Update>& updates) {
    Parameters p;
    p.each<Uuid>(updates, [](const auto& update) { return update.after.id; });
    const auto rows = connection.run({kRevisions, std::move(p)});
    if (!rows) return error_of(rows.error());
    std::unordered_map<core::NotificationId, Stored> now;
    for (int i = 0; i < rows->size(); ++i) {
        const Row row = (*rows)[i];
        now[row.uuid(0)] = {row.as<std::int32_t>(1), row.word(2, core::kStates)};
    }
    for (const auto& update : updates) {
        const auto found = now.find(update.after.id);
        if (found == now.end()) return conflict("the notification to be changed does not exist");
        auto& [revision, state] = found->second;
        if (revision + 1 != update.after.revision) {
            return conflict("somebody else has changed the notification");
        }
        if (state != update.before || !core::may_become(state, update.after.state)) {
            return internal_error("a notification was to make a move that its state does not allow");
        }
        revision = update.after.revision;
        state = update.after.state;
    }
    return conflict("somebody else was changing the notification");
}

}  // namespace tidings::adapters::postgres
