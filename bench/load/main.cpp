// Sends events at a constant rate and reports what the server made of them; see README.md.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "connection.h"

namespace tidings::load {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Plan {
    int port = 8080;
    int admin_port = 0;  // who answers questions, where that is another process
    double rate = 1000;  // events a second
    double seconds = 10;
    int batch = 100;  // events in a request
    int connections = 4;
    int users = 1000;
    bool follow = false;  // after each event, wait until it is delivered: the latency is the whole way's
    std::string priority = "normal";
    std::string prefix = "load";
};

struct Result {
    std::vector<double> latencies;  // seconds, of answered requests, from the moment they were due
    std::map<int, int> statuses;
};

Plan parse(int count, char** arguments) {
    std::map<std::string, std::string> given;
    for (int i = 1; i + 1 < count; i += 2) given[arguments[i]] = arguments[i + 1];
    Plan plan;
    const auto number = [&](const char* name, auto& value) {
        if (given.contains(name))
            value = static_cast<std::decay_t<decltype(value)>>(std::atof(given[name].c_str()));
    };
    number("--port", plan.port);
    plan.admin_port = plan.port;
    number("--admin-port", plan.admin_port);
    number("--rate", plan.rate);
    number("--seconds", plan.seconds);
    number("--batch", plan.batch);
    number("--connections", plan.connections);
    number("--users", plan.users);
    plan.follow = given["--follow"] == "yes";
    if (given.contains("--priority")) plan.priority = given["--priority"];
    if (given.contains("--prefix")) plan.prefix = given["--prefix"];
    return plan;
}

std::string event(const Plan& plan, long number) {
    return fmt::format(
        R"({{"type":"order.completed","id":"{}-{}","user":"u{}","priority":"{}","data":{{"order_id":"A-{}",)"
        R"("total":129.9,"currency":"EUR","items":[{{"name":"Teapot","quantity":1,"price":99.9}},)"
        R"({{"name":"Cup","quantity":2,"price":15.0}}],"url":"https://shop.example.org/orders/A-{}"}}}})",
        plan.prefix, number, number % plan.users, plan.priority, number, number);
}

std::string body(const Plan& plan, long request) {
    if (plan.batch == 1) return event(plan, request);
    std::string text = "[";
    for (int i = 0; i < plan.batch; ++i) {
        if (i > 0) text += ',';
        text += event(plan, request * plan.batch + i);
    }
    return text + "]";
}

void make_users(const Plan& plan) {
    Connection connection(plan.port);
    for (int i = 0; i < plan.users; ++i) {
        const auto answer = connection.call(
            "PUT", fmt::format("/v1/users/u{}", i),
            fmt::format(R"({{"email":"u{}@example.org","phone":"+1415555{:04}","push_tokens":["token-{}"]}})",
                        i, i % 10000, i));
        if (answer.status != 202) {
            fmt::print(stderr, "PUT /v1/users/u{}: {} {}\n", i, answer.status, answer.body);
            std::exit(1);
        }
    }
}

boost::json::object ledger(const Plan& plan) {
    Connection connection(plan.admin_port);
    const auto answer = connection.call("GET", "/v1/ledger", "");
    if (answer.status != 200) {
        fmt::print(stderr, "GET /v1/ledger: {} {}\n", answer.status, answer.body);
        std::exit(1);
    }
    return boost::json::parse(answer.body).as_object();
}

std::int64_t delivered(const boost::json::object& ledger) {
    return ledger.at("states").as_object().at("delivered").as_int64();
}

// Connection `lane` sends the requests lane, lane + connections, …, each at its own moment.
Result send_lane(const Plan& plan, int lane, long requests, Clock::time_point start) {
    Connection connection(plan.port);
    Connection admin(plan.admin_port);
    Result result;
    const Seconds apart(plan.batch / plan.rate);
    for (long i = lane; i < requests; i += plan.connections) {
        const std::string text = body(plan, i);
        const auto due = start + std::chrono::duration_cast<Clock::duration>(apart * static_cast<double>(i));
        std::this_thread::sleep_until(due);
        const auto answer = connection.call("POST", "/v1/events", text);
        ++result.statuses[answer.status];
        if (plan.follow) {
            admin.call("GET", fmt::format("/v1/events/{}-{}?wait=10s&until=final", plan.prefix, i), "");
        }
        result.latencies.push_back(Seconds(Clock::now() - due).count());
    }
    return result;
}

Result send_all(const Plan& plan, long requests, Clock::time_point start) {
    Result all;
    std::mutex mutex;
    std::vector<std::thread> lanes;
    for (int lane = 0; lane < plan.connections; ++lane) {
        lanes.emplace_back([&, lane] {
            auto result = send_lane(plan, lane, requests, start);
            const std::lock_guard lock(mutex);
            all.latencies.insert(all.latencies.end(), result.latencies.begin(), result.latencies.end());
            for (const auto& [status, n] : result.statuses) all.statuses[status] += n;
        });
    }
    for (auto& lane : lanes) lane.join();
    std::sort(all.latencies.begin(), all.latencies.end());
    return all;
}

double at(const std::vector<double>& sorted, double share) {
    if (sorted.empty()) return 0;
    return 1000 * sorted[std::min(sorted.size() - 1,
                                  static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

int run(const Plan& plan) {
    make_users(plan);
    while (ledger(plan).at("lag").as_int64() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const auto before = delivered(ledger(plan));
    const long requests = std::max(1L, static_cast<long>(plan.rate * plan.seconds / plan.batch));
    const auto start = Clock::now();
    const Result result = send_all(plan, requests, start);
    const double sending = Seconds(Clock::now() - start).count();
    const int accepted = result.statuses.contains(202) ? result.statuses.at(202) : 0;
    const std::int64_t goal = before + 3LL * accepted * plan.batch;
    const auto at_end = delivered(ledger(plan));
    std::int64_t now = at_end;
    const auto patience = Clock::now() + std::chrono::seconds(120);
    while (now < goal && Clock::now() < patience) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        now = delivered(ledger(plan));
    }
    const double whole = Seconds(Clock::now() - start).count();
    fmt::print("rate {:.0f} events/s, batch {}: sent {} events in {:.2f} s; statuses", plan.rate, plan.batch,
               requests * plan.batch, sending);
    for (const auto& [status, n] : result.statuses) fmt::print(" {}:{}", status, n);
    fmt::print("\n  {} latency ms: p50 {:.2f}  p99 {:.2f}  p99.9 {:.2f}  max {:.2f}\n",
               plan.follow ? "request to recorded outcome" : "accept", at(result.latencies, 0.5),
               at(result.latencies, 0.99), at(result.latencies, 0.999), at(result.latencies, 1));
    fmt::print(
        "  notifications: {} of {} delivered, backlog at the end of sending {}; {:.0f} notifications/s\n",
        now - before, goal - before, goal - at_end, static_cast<double>(now - before) / whole);
    fmt::print("  balanced: {}\n", ledger(plan).at("balanced").as_bool());
    return now == goal ? 0 : 1;
}

}  // namespace
}  // namespace tidings::load

int main(int count, char** arguments) {
    return tidings::load::run(tidings::load::parse(count, arguments));
}
