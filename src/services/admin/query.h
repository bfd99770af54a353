#pragma once

#include "core/faults.h"
#include "http/message.h"
#include "ports/store_queries.h"

namespace tidings::admin {

// Readers of a list's query; faults name the query's field ("limit"). A field that the list does not have is
// one, too: `read_page` alone is for lists without filters.
ports::Page read_page(const http::Request& request, core::Faults& faults);
ports::Page read_filtered_page(const http::Request& request, core::Faults& faults);
ports::NotificationFilter read_filter(const http::Request& request, core::Faults& faults);

}  // namespace tidings::admin
