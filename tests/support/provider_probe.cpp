// Runs one provider by commands, one JSON object a line, and prints its reports as they come:
//
//   {"make": "smtp", "settings": {…}}                        first; prints {"made": true} or {"error": …}
//   {"begin": [{"tag": 1, "to": …, "content": {…}, "within": "250ms", "leased": "15s"}, …]}    the last two
//   may
//                                                            be absent
//   {"advance": "60s"}                                       moves the provider's clock
//   {"state": true}                                          prints room and in_flight
//
// At the end of its input it destroys the provider and prints {"longest_call_ms": …}: how long the longest of
// all calls took, which tells whether any of them waited. The peer of tests/providers/.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <poll.h>
#include <unistd.h>

#include "base/json.h"
#include "providers/registry.h"
#include "support/manual_clock.h"

namespace {

using namespace tidings;
using Stopwatch = std::chrono::steady_clock;

void print(const json::object& line) {
    std::cout << json::write(line) << std::endl;
}

class Probe {
public:
    void command(const json::object& line) {
        if (line.contains("make")) make(line);
        if (line.contains("begin")) begin(line.at("begin").as_array());
        if (line.contains("advance"))
            clock_.advance(parse_duration(json::text_or_empty(line, "advance")).value());
        if (line.contains("state"))
            print({{"room", provider_->room()}, {"in_flight", provider_->in_flight()}});
    }

    void advance() {
        if (!provider_) return;
        std::vector<ports::Report> reports;
        timed([&] { provider_->advance(reports); });
        for (const ports::Report& report : reports) {
            print({{"tag", report.tag},
                   {"outcome", core::name(report.outcome.kind)},
                   {"reason", core::name(report.outcome.reason)},
                   {"detail", report.outcome.detail},
                   {"provider_id", report.outcome.provider_id}});
        }
    }

    void end() {
        timed([&] { provider_.reset(); });
        print({{"longest_call_ms", std::chrono::duration_cast<std::chrono::milliseconds>(longest_).count()}});
    }

private:
    void make(const json::object& line) {
        providers::Settings settings;
        for (const auto& [key, value] : line.at("settings").as_object()) {
            settings.set(std::string(key), std::string(value.as_string()));
        }
        auto made = providers::make_provider(line.at("make").as_string(), settings, clock_);
        if (!made) return print({{"error", made.error().message}});
        provider_ = std::move(*made);
        print({{"made", true}});
    }

    void begin(const json::array& items) {
        std::vector<ports::Delivery> deliveries;
        for (const json::value& item : items) {
            const json::object& one = item.as_object();
            ports::Delivery delivery;
            delivery.tag = static_cast<std::uint64_t>(one.at("tag").as_int64());
            delivery.task.channel = core::Channel::email;
            delivery.task.id.notification =
                Uuid::from(clock_.now(), {static_cast<std::uint8_t>(delivery.tag)});
            delivery.task.address = json::text_or_empty(one, "to");
            delivery.task.content = json::write(one.at("content"));
            if (one.contains("within")) {
                const auto within = parse_duration(json::text_or_empty(one, "within")).value();
                delivery.begin_by = clock_.steady() + within;
            }
            if (one.contains("leased")) {
                const auto lease = parse_duration(json::text_or_empty(one, "leased")).value();
                delivery.leased_until = clock_.steady() + lease;
            }
            deliveries.push_back(std::move(delivery));
        }
        timed([&] { provider_->begin(std::move(deliveries)); });
    }

    template <class Call>
    void timed(Call call) {
        const auto start = Stopwatch::now();
        call();
        longest_ = std::max(longest_, Stopwatch::now() - start);
    }

    testing::ManualClock clock_;
    std::unique_ptr<ports::Provider> provider_;
    Stopwatch::duration longest_{0};
};

// Whole lines from standard input, without waiting for longer than `wait_ms`; false at its end.
bool read_lines(std::string& pending, std::vector<std::string>& lines, int wait_ms) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (poll(&input, 1, wait_ms) <= 0) return true;
    char bytes[65536];
    const ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count <= 0) return false;
    pending.append(bytes, static_cast<std::size_t>(count));
    for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
        lines.push_back(pending.substr(0, end));
        pending.erase(0, end + 1);
    }
    return true;
}

}  // namespace

int main() {
    std::signal(SIGPIPE, SIG_IGN);
    Probe probe;
    std::string pending;
    std::vector<std::string> lines;
    constexpr int kPaceMs = 1;
    while (read_lines(pending, lines, kPaceMs)) {
        for (const std::string& line : lines) probe.command(json::read(line).value().as_object());
        lines.clear();
        probe.advance();
    }
    probe.end();
}
