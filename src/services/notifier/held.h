#pragma once

#include <vector>

#include "ports/task_queue.h"

namespace tidings::notifier {

// Leaves those whose tasks the queue does not hold; `id_of` names the task of each.
template <class T, class IdOf>
Result<> leave_out_held(ports::TaskQueue& queue, std::vector<T>& list, const IdOf& id_of) {
    if (list.empty()) return {};
    std::vector<core::TaskId> ids;
    for (const auto& one : list) ids.push_back(id_of(one));
    const auto held = queue.holds(ids);
    if (!held) return held.error();
    std::size_t next = 0;
    std::erase_if(list, [&](const T&) { return (*held)[next++]; });
    return {};
}

}  // namespace tidings::notifier
