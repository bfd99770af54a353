#include "simulation/evidence.h"

namespace tidings::simulation {

std::vector<core::OutcomeRecord> Evidence::outcomes(const core::TaskId& task) const {
    std::vector<core::OutcomeRecord> out;
    const auto told = status.find(task.notification);
    if (told == status.end()) return out;
    for (const auto& record : told->second) {
        const auto* outcome = std::get_if<core::OutcomeRecord>(&record);
        if (outcome && outcome->task == task) out.push_back(*outcome);
    }
    return out;
}

std::map<core::NotificationId, std::vector<Send>> Evidence::sends() const {
    std::map<core::NotificationId, std::vector<Send>> out;
    for (const auto& send : journal.sends) out[send.task.id.notification].push_back(send);
    return out;
}

}  // namespace tidings::simulation
