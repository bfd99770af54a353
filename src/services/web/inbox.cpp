#include "services/web/inbox.h"

#include "services/web/answers.h"

namespace tidings::web {

void Inbox::post(Visit&& visit) {
    if (visits_.push(std::move(visit))) {
        wake_();
    } else {
        visit.responder.answer(overloaded("too many requests are waiting"));
    }
}

std::vector<Visit> Inbox::take(std::size_t max) {
    std::vector<Visit> visits;
    visits_.pop(visits, max);
    return visits;
}

}  // namespace tidings::web
