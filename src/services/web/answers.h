#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "core/faults.h"
#include "http/message.h"
#include "http/problem.h"

namespace tidings::web {

http::Response json_answer(int status, const json::value& body);

// 422 with every fault.
http::Response refused(const core::Faults& faults);

// For a route whose query has no fields: 422 that names each there is, so that one who misspells or misplaces
// something learns of it. Nothing where there is none.
std::optional<http::Response> refused_query(const http::Request& request);

// 503 with Retry-After.
http::Response overloaded(std::string_view detail);

// 404 for not_found, 409 for conflict, 422 for invalid, 503 for what may work later; what is internal says no
// more than that, and is logged.
http::Response answer_to(const Error& error);

// Whether a content type says JSON: application/json or anything ending in +json.
bool is_json(std::string_view content_type);

// The body as JSON, or the answer that says why it is none: 400, or 415 where Content-Type says that it is
// something else. Without a Content-Type it is read, and with the one that curl sends unasked.
boost::system::result<json::value, http::Response> read_body(const http::Request& request);

}  // namespace tidings::web
