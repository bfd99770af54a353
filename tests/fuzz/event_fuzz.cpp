// Header lines, an empty line and the body of a request to POST /v1/events: the short form and CloudEvents in
// every mode. It is refused with a reason, or each of its events is within the bounds and reads the same from
// the log.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/json.h"
#include "fuzz/lines.h"
#include "http/syntax.h"
#include "services/intake/submission.h"
#include "services/records/event_record.h"

using namespace tidings;

namespace {

const Time kNow = parse_rfc3339("2026-06-15T12:00:00Z").value();

// One type, "note", whose data must have a string `text`.
catalog::Catalog make_catalog() {
    core::EventType type;
    type.name = core::TypeName("note");
    type.schema = json::read(R"({"type": "object", "required": ["text"],
                                 "properties": {"text": {"type": "string"}}})")
                      .value();
    catalog::Catalog catalog;
    catalog.add(std::move(type)).value();
    return catalog;
}

// As the parser of requests would let it through.
http::Request request_in(std::string_view text) {
    http::Request request;
    request.method = "POST";
    request.path = "/v1/events";
    for (const auto& [name, value] : fuzz::take_headers(text)) {
        if (http::is_token(name) && http::is_field_value(value))
            request.headers.emplace_back(http::to_lower(name), http::trim(value));
    }
    request.body = text;
    return request;
}

void check(const core::Event& event) {
    TIDINGS_ASSERT(!core::name_fault(event.id.str()));
    TIDINGS_ASSERT(!core::name_fault(event.source.str()));
    TIDINGS_ASSERT(!core::name_fault(event.user.str()));
    TIDINGS_ASSERT(event.type.str() == "note");
    TIDINGS_ASSERT(!event.channels || !event.channels->empty());
    TIDINGS_ASSERT(!event.expires_at || *event.expires_at > kNow);

    const auto written = records::write_event(event);
    const ports::Record record{{written.topic, 0}, 0, kNow, written.key, written.headers, written.value};
    TIDINGS_ASSERT(records::is_event(record));
    const auto again = records::read_event(record);
    TIDINGS_ASSERT(again.has_value());
    TIDINGS_ASSERT(again->key() == event.key() && again->body_hash() == event.body_hash());
    TIDINGS_ASSERT(again->received_at == event.received_at && again->type_version == event.type_version);
    TIDINGS_ASSERT(again->traceparent == event.traceparent);
}

void check(const http::Response& refusal) {
    constexpr std::array kStatuses{400, 413, 415, 422};
    TIDINGS_ASSERT(std::find(kStatuses.begin(), kStatuses.end(), refusal.status) != kStatuses.end());
    TIDINGS_ASSERT(json::read(refusal.body).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const catalog::Catalog catalog = make_catalog();
    const auto request = request_in({reinterpret_cast<const char*>(data), size});
    Random random{1};
    const auto submission = intake::read_submission(request, {catalog, kNow, "local", random});
    if (!submission) {
        check(submission.error());
        return 0;
    }
    TIDINGS_ASSERT(submission->answer.status == 202 && json::read(submission->answer.body).has_value());
    TIDINGS_ASSERT(submission->events.size() <= intake::kRecipientsMax);
    for (const auto& event : submission->events) check(event);
    return 0;
}
