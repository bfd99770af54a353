#include "simulation/client.h"

#include <fmt/format.h>

namespace tidings::simulation {
namespace {

constexpr std::array<const char*, 4> kTypes{"order.completed", "payment.failed", "user.registered",
                                            "code.sent"};
constexpr std::array<const char*, 5> kZones{"Europe/Berlin", "America/New_York", "Asia/Kolkata",
                                            "Pacific/Apia", "America/Sao_Paulo"};

bool is_settled(int status) {
    return status != 500 && status != 503 && status != 429;
}

std::vector<std::string> users_of(const json::object& body) {
    if (const auto* user = json::member(body, "user")) return {std::string(user->get_string())};
    std::vector<std::string> users;
    for (const auto& user : body.at("users").get_array()) users.emplace_back(user.get_string());
    return users;
}

core::Priority priority_of(const json::object& body) {
    const auto word = json::text_or_empty(body, "priority");
    const bool urgent = json::text_or_empty(body, "type") == "payment.failed";
    return core::parse_priority(word).value_or(urgent ? core::Priority::critical : core::Priority::normal);
}

}  // namespace

Client::Client(const Swarm& swarm, const VirtualClock& clock, Journal& journal, Random random, Known known)
    : swarm_(swarm), clock_(clock), journal_(journal), random_(random), known_(std::move(known)) {}

void Client::act(const Serve& serve) {
    using enum Kind;
    if (chance(3) && repeat(serve)) return;
    switch (random_.below(9)) {
        case 0:
            if (swarm_.has(profile_changes)) return change_profile(serve);
            break;
        case 1:
            if (swarm_.has(cancels)) return cancel(serve);
            break;
        case 2:
            if (swarm_.has(replays)) return replay(serve);
            break;
        case 3:
            if (swarm_.has(suppressions)) return suppress(serve);
            break;
        default:
            break;
    }
    post_event(serve);
}

bool Client::repeat(const Serve& serve) {
    open_.remove_if(
        [](const Open& open) { return open.begun && *open.status != 0 && is_settled(*open.status); });
    for (auto& open : open_) {
        if (*open.status != 0) send(open, serve);
    }
    return !open_.empty();
}

void Client::ask(std::string method, std::string path, const json::value* body,
                 std::function<void(const http::Response&)> settled, const Serve& serve) {
    Open open;
    open.request.method = std::move(method);
    const auto query = std::min(path.find('?'), path.size());
    open.request.path = path.substr(0, query);
    if (query < path.size()) open.request.query = path.substr(query + 1);
    if (body) {
        open.request.headers = {{"content-type", "application/json"}};
        open.request.body = json::write(*body);
    }
    open.settled = std::move(settled);
    open_.push_back(std::move(open));
    send(open_.back(), serve);
}

void Client::send(Open& open, const Serve& serve) {
    *open.status = 0;
    open.begun = true;
    serve(open.request,
          http::Responder::to([status = open.status, settled = open.settled](http::Response&& response) {
              *status = response.status;
              if (is_settled(response.status)) settled(response);
          }));
}

void Client::post_event(const Serve& serve) {
    json::object body;
    if (!posted_.empty() && chance(8)) {
        body = posted_[random_.below(posted_.size())];
        if (swarm_.has(Kind::conflicts)) body["data"].as_object()["n"] = 1'000'000;
    } else {
        body["type"] = kTypes[random_.below(kTypes.size())];
        body["id"] = "event-" + std::to_string(posted_.size());
        body["source"] = "shop";
        if (chance(5)) {
            body["users"] = json::array{json::value(user()), json::value(user()), json::value(user())};
        } else {
            body["user"] = user();
        }
        json::object data{{"n", posted_.size()}};
        if (chance(2)) data["email"] = "data-" + std::to_string(random_.below(4)) + "@example.org";
        if (chance(3)) data["phone"] = "+1500555100" + std::to_string(random_.below(4));
        body["data"] = std::move(data);
        if (chance(4)) body["priority"] = core::name(core::kPriorities[random_.below(4)]);
        if (chance(4))
            body["channels"] = json::array{json::value(core::name(core::kChannels[random_.below(3)]))};
        if (swarm_.has(Kind::delays) && chance(4)) {
            body["send_at"] = format_rfc3339(clock_.now() + std::chrono::seconds{random_.below(20'000)});
        }
        if (swarm_.has(Kind::delays) && chance(6)) {
            body["expires_at"] =
                format_rfc3339(clock_.now() + std::chrono::seconds{21'000 + random_.below(20'000)});
        }
        posted_.push_back(body);
    }
    const json::value v = body;
    ask(
        "POST", "/v1/events", &v,
        [this, body](const http::Response& response) {
            if (response.status != 202) {
                if (!body.contains("expires_at") && !swarm_.has(Kind::conflicts)) {
                    journal_.faults.push_back(
                        fmt::format("a good event was answered with {}", response.status));
                }
                return;
            }
            for (const auto& user : users_of(body)) {
                journal_.accepted.push_back({core::Source("shop"),
                                             core::EventId(std::string(body.at("id").get_string())),
                                             core::UserId(user), priority_of(body), body.contains("send_at"),
                                             clock_.now(), clock_.steady(), json::write(body)});
            }
        },
        serve);
}

json::object Client::profile() {
    json::object p;
    if (!chance(4)) p["email"] = "profile-" + std::to_string(random_.below(6)) + "@example.org";
    if (!chance(3)) p["phone"] = "+1500555200" + std::to_string(random_.below(6));
    if (!chance(3)) p["push_tokens"] = json::array{json::value("token-" + std::to_string(random_.below(6)))};
    if (chance(2)) p["timezone"] = kZones[random_.below(kZones.size())];
    if (swarm_.has(Kind::quiet_hours) && !chance(3)) {
        const auto clock_face = [this] {
            return fmt::format("{:02}:{:02}", random_.below(24), random_.below(60));
        };
        p["quiet_hours"] = json::object{{"from", clock_face()}, {"to", clock_face()}};
    }
    if (swarm_.has(Kind::preferences)) {
        if (chance(3)) p["channels"] = json::object{{core::name(core::kChannels[random_.below(3)]), false}};
        if (chance(3)) p["categories"] = json::object{{"orders", !chance(2)}};
    }
    return p;
}

void Client::change_profile(const Serve& serve) {
    const std::string whose = user();
    const bool deletes = swarm_.has(Kind::deletions) && chance(6);
    const json::value body = deletes ? json::object() : profile();
    const std::string method = deletes ? "DELETE" : chance(3) ? "PATCH" : "PUT";
    const auto number = journal_.changes.size();
    journal_.changes.push_back(
        {core::UserId(whose), method, body.get_object(), clock_.steady(), std::nullopt, 0});
    ask(
        method, "/v1/users/" + whose, deletes ? nullptr : &body,
        [this, number](const http::Response& response) {
            journal_.changes[number].answered = clock_.steady();
            journal_.changes[number].status = response.status;
            if (response.status >= 300) {
                journal_.faults.push_back(fmt::format("a good change was answered with {}", response.status));
            }
        },
        serve);
}

void Client::cancel(const Serve& serve) {
    if (!posted_.empty() && chance(3)) {
        const auto& event = posted_[random_.below(posted_.size())];
        const core::EventId id(std::string(event.at("id").get_string()));
        journal_.event_cancel_asked.insert(id);
        return ask(
            "POST", "/v1/events/" + id.str() + "/cancel?source=shop", nullptr,
            [this, id](const http::Response& response) {
                if (response.status == 200) {
                    journal_.cancelled_events.try_emplace(id, journal_.sends.size());
                }
            },
            serve);
    }
    const auto known = known_();
    if (known.empty()) return;
    // The newest ones are still on their way.
    const auto id = known[random_.below(std::min<std::size_t>(known.size(), 10))];
    journal_.cancel_asked.insert(id);
    ask(
        "POST", "/v1/notifications/" + id.str() + "/cancel", nullptr,
        [this, id](const http::Response& response) {
            if (response.status == 200) journal_.cancelled.try_emplace(id, journal_.sends.size());
        },
        serve);
}

void Client::replay(const Serve& serve) {
    const auto known = known_();
    if (chance(2) || known.empty()) {
        return ask("POST", "/v1/dead-letters/replay", nullptr, [](const http::Response&) {}, serve);
    }
    // The same one twice, as a list put together by hand has it.
    const auto id = json::value(known[random_.below(known.size())].str());
    const json::value body = json::object{{"ids", json::array{id, id}}};
    ask("POST", "/v1/dead-letters/replay", &body, [](const http::Response&) {}, serve);
}

void Client::suppress(const Serve& serve) {
    const std::string name = (chance(2) ? "profile-" : "data-") + std::to_string(random_.below(4));
    const std::string path = "/v1/suppressions/email/" + name + "%40example.org";
    if (chance(3)) return ask("DELETE", path, nullptr, [](const http::Response&) {}, serve);
    const std::pair address{core::Channel::email, name + "@example.org"};
    ask(
        "PUT", path, nullptr,
        [this, address, asked = clock_.steady()](const http::Response& response) {
            const auto lifted = journal_.lifted.find(address);
            const bool stands = lifted == journal_.lifted.end() || lifted->second < asked;
            if (response.status < 300 && stands) journal_.listed.try_emplace(address);
        },
        serve);
}

}  // namespace tidings::simulation
