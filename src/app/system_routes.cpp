#include "app/system_routes.h"

#include "app/steady_now.h"
#include "base/json.h"
#include "embedded/api.h"

namespace tidings::app {
namespace {

constexpr Duration kPatience = std::chrono::seconds{5};

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

Readiness::Readiness(std::function<SteadyTime()> now) : now_(now ? std::move(now) : steady_now) {}

void Readiness::turns_to(const std::string& part) {
    const std::lock_guard lock(mutex_);
    look_ = Look{part, now_()};
}

void Readiness::set(const std::vector<PartHealth>& parts) {
    const std::lock_guard lock(mutex_);
    look_.reset();
    parts_.clear();
    for (const auto& part : parts)
        parts_[part.name] = {part.required, part.state.has_value() && !part.is_coming};
}

std::map<std::string, Readiness::Part> Readiness::parts() const {
    const std::lock_guard lock(mutex_);
    auto parts = parts_;
    const bool stands_still = look_ && now_() - look_->since > kPatience;
    const auto found = stands_still ? parts.find(look_->part) : parts.end();
    if (found != parts.end()) found->second.good = false;
    return parts;
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
