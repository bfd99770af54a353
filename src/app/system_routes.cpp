#include "app/system_routes.h"

#include "base/json.h"
#include "embedded/api.h"

namespace tidings::app {
namespace {

http::Response ready(const Readiness& readiness) {
    json::object parts;
    bool good = !readiness.draining;
    for (const auto& [name, part] : readiness.parts()) {
        parts[name] = part.good;
        good = good && (part.good || !part.required);
    }
    const json::object body{
        {"ready", good}, {"draining", readiness.draining.load()}, {"parts", std::move(parts)}};
    return http::respond(good ? 200 : 503, "application/json", json::write(body));
}

std::string openapi() {
    for (const auto& file : embedded::api()) {
        if (file.path == "openapi.json") return std::string(file.bytes);
    }
    return "{}";
}

}  // namespace

void Readiness::set(const std::vector<PartHealth>& parts) {
    const std::lock_guard lock(mutex_);
    parts_.clear();
    for (const auto& part : parts) parts_[part.name] = {part.required, part.state.has_value()};
}

std::map<std::string, Readiness::Part> Readiness::parts() const {
    const std::lock_guard lock(mutex_);
    return parts_;
}

void add_system_routes(http::Router& router, Metrics& metrics, const Readiness& readiness) {
    router.add("GET", "/healthz", [](http::Request&&, http::Responder&& responder) {
        responder.answer(http::respond(200, "text/plain; charset=utf-8", "ok\n"));
    });
    router.add("GET", "/readyz", [&readiness](http::Request&&, http::Responder&& responder) {
        responder.answer(ready(readiness));
    });
    router.add("GET", "/metrics", [&metrics](http::Request&&, http::Responder&& responder) {
        responder.answer(http::respond(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text()));
    });
    router.add("GET", "/openapi.json", [text = openapi()](http::Request&&, http::Responder&& responder) {
        responder.answer(http::respond(200, "application/json", text));
    });
}

}  // namespace tidings::app
