#include "services/web/inbox.h"

#include "services/web/answers.h"

namespace tidings::web {

void Inbox::post(Visit&& visit) {
    const std::size_t size = visit.request.body.size();
    if (bytes_.fetch_add(size) + size <= kBytesMax && visits_.push(std::move(visit))) return wake_();
    bytes_ -= size;
    // NOLINTNEXTLINE(bugprone-use-after-move): the queue moves only what it takes
    visit.responder.answer(overloaded("too many requests are waiting"));
}

std::vector<Visit> Inbox::take(std::size_t max) {
    std::vector<Visit> visits;
    visits_.pop(visits, max);
    for (const Visit& visit : visits) bytes_ -= visit.request.body.size();
    return visits;
}

}  // namespace tidings::web
