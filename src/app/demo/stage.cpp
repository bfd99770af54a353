#include "app/demo/stage.h"

#include "app/commands/client.h"
#include "app/demo/acts.h"
#include "base/hash.h"

namespace tidings::app {

namespace {

constexpr const char* kType = "demo.order";

// What is there is left as it is: putting it anew would make a version of it each time.
Result<> put_once(Story& story, const std::string& path, const json::value& body) {
    const Result<json::value> found = story.client().get(path);
    if (found) return {};
    if (found.error().code != Errc::not_found) return found.error();
    const Result<json::value> put = story.client().ask("PUT", path, body);
    if (!put) return put.error();
    return {};
}

}  // namespace

Stage live_stage() {
    using std::chrono::seconds;
    return {.is_live = true,
            .suffix = "-demo-" + to_hex(random_bytes(4)),
            .retried_type = kType,
            .waits = {seconds{1}, seconds{2}, seconds{3}}};
}

Result<> put_short_waits(Story& story) {
    json::array delays;
    for (const Duration wait : story.stage().waits) delays.emplace_back(format_duration(wait));
    const json::object type{{"title", "An order of the demo"},
                            {"description", "Made by `tidings demo --url`; it is tried again after seconds."},
                            {"priority", "high"},
                            {"channels", json::array{"email"}},
                            {"schema", {{"type", "object"}}},
                            {"retry", {{"delays", std::move(delays)}, {"jitter", 0}}}};
    if (const Result<> done = put_once(story, path_of({"event-types", kType}), type); !done) return done;
    return put_once(story, path_of({"templates", kType, "email", "en"}),
                    json::object{{"subject", "Your order {{ order_id }}"},
                                 {"text", "Thank you. You paid {{ total }} {{ currency }}.\n"}});
}

}  // namespace tidings::app
