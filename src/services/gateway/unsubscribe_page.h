#pragma once

#include <string>

#include "http/message.h"

namespace tidings::gateway {

// What somebody sees who follows the link in a message: a question with a button, or that it is done. It
// needs no script, and nothing from elsewhere.
http::Response unsubscribe_page(const std::string& category, bool done);
http::Response broken_link_page();

}  // namespace tidings::gateway
