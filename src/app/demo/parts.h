#pragma once

#include "app/demo/story.h"

// What several acts are made of.
namespace tidings::app {

bool is_delivered(const json::value& notification);

Result<Time> time_of(const json::value& object, std::string_view member);

// The data of an order, and of a payment for it that failed.
json::object order();
json::object failed_payment();

// The one notification of an event that goes to one channel, once it is decided.
Result<std::string> only_notification(Story& story, const std::string& event_id);

}  // namespace tidings::app
