#include "adapters/redis/control.h"

#include <array>
#include <cstdlib>

#include <fmt/format.h>
#include <fnmatch.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "adapters/redis/envelope.h"
#include "adapters/redis/message.h"

namespace tidings::adapters::redis {
namespace {

constexpr std::size_t kPatternMax = 256;
constexpr std::ptrdiff_t kStarsMax = 4;  // of a pattern: each costs a search

double seconds_of(Time t) {
    return static_cast<double>(to_micros(t)) / 1e6;
}

double seconds_of(const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
}

json::array load() {
    std::array<double, 3> averages{};
    if (::getloadavg(averages.data(), 3) != 3) averages = {};
    return {averages[0], averages[1], averages[2]};
}

std::string system_name() {
    utsname names{};
    return ::uname(&names) == 0 ? names.sysname : "unknown";
}

// Every member that a stock tool looks at.
json::object queue(const std::string& name) {
    const json::object exchange{{"name", name},        {"type", "direct"},        {"arguments", nullptr},
                                {"durable", true},     {"passive", false},        {"auto_delete", false},
                                {"no_declare", false}, {"delivery_mode", nullptr}};
    return {{"name", name},
            {"exchange", exchange},
            {"routing_key", name},
            {"queue_arguments", nullptr},
            {"binding_arguments", nullptr},
            {"consumer_arguments", nullptr},
            {"durable", true},
            {"exclusive", false},
            {"auto_delete", false},
            {"no_ack", false},
            {"alias", nullptr},
            {"bindings", json::array{}},
            {"no_declare", nullptr},
            {"expires", nullptr},
            {"message_ttl", nullptr},
            {"max_length", nullptr},
            {"max_length_bytes", nullptr},
            {"max_priority", nullptr}};
}

json::array queues(const WorkerFacts& facts) {
    json::array out;
    for (const auto channel : facts.channels) out.push_back(queue(facts.names.queue(channel)));
    return out;
}

json::object usage() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return {{"utime", seconds_of(used.ru_utime)},
            {"stime", seconds_of(used.ru_stime)},
            {"maxrss", used.ru_maxrss},
            {"nvcsw", used.ru_nvcsw},
            {"nivcsw", used.ru_nivcsw}};
}

json::object stats(const WorkerFacts& facts, const WorkerCounts& counts, Time now, std::int64_t tick) {
    const json::object broker{{"hostname", facts.broker.host},
                              {"port", facts.broker.port},
                              {"transport", "redis"},
                              {"virtual_host", std::to_string(facts.broker.database)},
                              {"userid", nullptr},
                              {"ssl", false},
                              {"heartbeat", 0}};
    const json::object pool{{"implementation", "tidings"},
                            {"max-concurrency", counts.concurrency},
                            {"processes", json::array{::getpid()}}};
    return {{"total", json::object{{kDeliver, counts.processed}}},
            {"pid", ::getpid()},
            {"clock", std::to_string(tick)},
            {"uptime", std::chrono::duration_cast<std::chrono::seconds>(now - facts.started).count()},
            {"pool", pool},
            {"broker", broker},
            {"prefetch_count", counts.concurrency},
            {"rusage", usage()}};
}

// Whether it names this worker, or is for all.
bool is_for(const json::object& question, std::string_view hostname) {
    const auto* destination = json::member(question, "destination");
    if (destination && destination->is_array()) {
        const auto& names = destination->get_array();
        return std::ranges::find(names, json::value(hostname)) != names.end();
    }
    const std::string pattern(json::text_or_empty(question, "pattern"));
    if (pattern.empty()) return true;
    if (json::text_or_empty(question, "matcher") != "glob" || pattern.size() > kPatternMax ||
        std::ranges::count(pattern, '*') > kStarsMax) {
        return false;
    }
    return ::fnmatch(pattern.c_str(), std::string(hostname).c_str(), FNM_NOESCAPE) == 0;
}

double number_or(const json::object& o, std::string_view name, double fallback) {
    const auto* v = json::member(o, name);
    return v && v->is_number() ? v->to_number<double>() : fallback;
}

}  // namespace

json::object worker_event(std::string_view type, const WorkerFacts& facts, const WorkerCounts& counts,
                          Time now, std::int64_t tick) {
    return {{"type", type},
            {"hostname", facts.hostname},
            {"timestamp", seconds_of(now)},
            {"utcoffset", 0},
            {"pid", ::getpid()},
            {"clock", tick},
            {"freq", static_cast<double>(kHeartbeat.count()) / 1e6},
            {"active", counts.active},
            {"processed", counts.processed},
            {"loadavg", load()},
            {"sw_ident", "tidings"},
            {"sw_ver", facts.version},
            {"sw_sys", system_name()}};
}

std::optional<Question> read_question(std::string_view message, std::string_view hostname, Time now) {
    auto envelope = read_envelope(message);
    if (!envelope || !envelope->body.is_object()) return std::nullopt;
    const auto& body = envelope->body.get_object();
    if (number_or(envelope->headers, "expires", seconds_of(now)) < seconds_of(now)) return std::nullopt;
    if (!is_for(body, hostname)) return std::nullopt;
    Question question;
    question.method = json::text_or_empty(body, "method");
    question.ticket = json::text_or_empty(body, "ticket");
    question.tick =
        static_cast<std::int64_t>(std::clamp(number_or(envelope->headers, "clock", 0), 0.0, 1e15));
    if (const auto* arguments = json::member(body, "arguments"); arguments && arguments->is_object()) {
        question.arguments = arguments->get_object();
    }
    if (const auto* reply = json::member(body, "reply_to"); reply && reply->is_object()) {
        question.reply_exchange = json::text_or_empty(reply->get_object(), "exchange");
        question.reply_key = json::text_or_empty(reply->get_object(), "routing_key");
    }
    return question;
}

json::value answer(const Question& question, const WorkerFacts& facts, const WorkerCounts& counts, Time now,
                   std::int64_t tick) {
    const std::string& method = question.method;
    if (method == "ping") return json::object{{"ok", "pong"}};
    if (method == "active_queues") return queues(facts);
    if (method == "stats") return stats(facts, counts, now, tick);
    if (method == "registered") return json::array{kDeliver};
    if (method == "clock") return json::object{{"clock", tick}};
    if (method == "conf")
        return json::object{{"timezone", "UTC"}, {"task_default_queue", facts.names.queues}};
    if (method == "report") return json::object{{"ok", "software -> tidings:" + facts.version}};
    if (method == "query_task") return json::object{};
    if (method == "enable_events" || method == "disable_events") {
        return json::object{{"ok", "a worker of tidings sends no events of tasks"}};
    }
    // Texts and addresses are not for these tools, so tasks are counted (stats), not listed.
    for (const std::string_view list : {"active", "scheduled", "reserved", "revoked"}) {
        if (method == list) return json::array{};
    }
    return json::object{{"error", fmt::format("tidings does not take '{}' from remote control: use its own "
                                              "commands and settings, or a signal",
                                              method.substr(0, 64))}};
}

}  // namespace tidings::adapters::redis
