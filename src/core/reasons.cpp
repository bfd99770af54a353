#include "core/reasons.h"

#include "base/assert.h"

namespace tidings::core {

std::string_view sentence(Reason r) {
    switch (r) {
        case Reason::ok:
            return "Nothing stood in its way.";
        case Reason::channel_off:
            return "The recipient has switched this channel off.";
        case Reason::category_off:
            return "The recipient has switched this category off.";
        case Reason::no_address:
            return "Neither the recipient's profile nor the event's data has an address for this channel.";
        case Reason::suppressed:
            return "The address is on the suppression list.";
        case Reason::quiet_hours:
            return "It is held until the recipient's quiet hours are over.";
        case Reason::expired:
            return "It was not sent before it expired.";
        case Reason::template_error:
            return "The template could not be rendered with the event's data.";
        case Reason::no_template:
            return "There is no template for this event type, channel and locale.";
        case Reason::delayed:
            return "It is held until the moment that the producer asked for.";
        case Reason::waiting:
            return "It is to be decided again, because a rule may have changed while it waited.";
        case Reason::retry:
            return "The last attempt failed, and it will be tried again.";
        case Reason::throttled:
            return "The provider asked for patience; no attempt was used up.";
        case Reason::attempts_exhausted:
            return "Every attempt failed, and none is left.";
        case Reason::rejected:
            return "The provider refused it for good.";
        case Reason::unknown_outcome:
            return "It was sent, but no answer came; it may or may not have arrived.";
        case Reason::poison:
            return "Workers that took it did not come back, several times.";
        case Reason::cancelled:
            return "It was cancelled before it was sent.";
        case Reason::replayed:
            return "A person had it sent again.";
        case Reason::bounced:
            return "The provider took it, and later reported that it could not be delivered.";
        case Reason::erased:
            return "The recipient was deleted.";
        case Reason::bad_address:
            return "The address cannot be one of this channel.";
    }
    TIDINGS_ASSERT(false && "a reason without a sentence");
}

json::value reasons_to_json() {
    json::array items;
    for (const Reason r : kReasons) {
        items.push_back(json::object{{"reason", name(r)}, {"sentence", sentence(r)}});
    }
    return json::object{{"items", std::move(items)}};
}

}  // namespace tidings::core
