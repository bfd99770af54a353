#include "adapters/redis/celery_presence.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <unistd.h>

#include "adapters/redis/envelope.h"
#include "base/hash.h"
#include "base/log.h"

namespace tidings::adapters::redis {
namespace {

constexpr std::string_view kQuestions = "celery.pidbox";
constexpr std::string_view kSeparator = "\x06\x16";
constexpr Duration kPause = std::chrono::seconds{2};  // between attempts to appear
constexpr auto kAnswerKept = "60";                    // seconds; who asks waits for one or a few
constexpr std::size_t kQueueNameMax = 512;            // of a queue of answers

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
    return name.data();
}

std::string tag() {
    return to_hex(random_bytes(16));
}

}  // namespace

CeleryPresence::CeleryPresence(PresenceOptions options, const ports::Clock& clock)
    : options_(std::move(options)), clock_(clock) {
    facts_ = {.hostname = fmt::format("tidings-{}@{}", options_.unique, host_name()),
              .version = options_.version,
              .channels = options_.channels,
              .names = options_.names,
              .broker = options_.address,
              .started = clock_.now()};
    facts_.broker.password = {};
    thread_ = std::thread([this] { run(); });
}

CeleryPresence::~CeleryPresence() {
    stop_.raise();
    thread_.join();
}

void CeleryPresence::run() {
    while (!stop_.raised()) {
        Result<> done = appear();
        while (done && !stop_.raised()) done = serve();
        if (done) {
            disappear();
        } else {
            log::debug("not shown to celery's tools", {{"error", done.error().message}});
            stop_.raised(kPause);
        }
    }
}

Result<> CeleryPresence::appear() {
    auto speaks = Connection::open(options_.address, options_.timeouts);
    if (!speaks) return speaks.error();
    auto listens = Connection::open(options_.address, options_.timeouts);
    if (!listens) return listens.error();
    speaks_ = std::move(*speaks);
    listens_ = std::move(*listens);
    const auto heard =
        listens_->command({"SUBSCRIBE", fmt::format("/{}.{}", options_.address.database, kQuestions)});
    if (!heard) return heard.error();
    next_beat_ = clock_.steady() + kHeartbeat;
    return say("worker-online");
}

// One question, or one heartbeat.
Result<> CeleryPresence::serve() {
    const auto now = clock_.steady();
    if (now >= next_beat_) {
        next_beat_ = now + kHeartbeat;
        return say("worker-heartbeat");
    }
    const auto heard = listens_->receive(std::min(next_beat_ - now, kHeartbeat), stop_.descriptor());
    if (!heard) return heard.error();
    if (!*heard || (**heard)[0].text() != "message") return {};
    return hear((**heard)[2].text());
}

void CeleryPresence::disappear() {
    say("worker-offline").has_value();
}

Result<> CeleryPresence::say(std::string_view type) {
    std::string key(type);
    std::ranges::replace(key, '-', '.');
    const Envelope event{{{"hostname", facts_.hostname}},
                         worker_event(type, facts_, options_.counts(), clock_.now(), ++tick_)};
    const auto said =
        speaks_->command({"PUBLISH", fmt::format("/{}.celeryev/{}", options_.address.database, key),
                          write_envelope("celeryev", key, tag(), event)});
    return said ? Result<>{} : said.error();
}

Result<> CeleryPresence::hear(std::string_view message) {
    const auto question = read_question(message, facts_.hostname, clock_.now());
    if (!question) return {};
    tick_ = std::max(tick_, question->tick) + 1;
    if (question->method == "heartbeat") return say("worker-heartbeat");
    // `hello` is one worker of Celery asking others what they have revoked: it goes on without an answer.
    if (question->reply_key.empty() || question->method == "hello") return {};
    return reply(*question);
}

// To the queue that is bound to the exchange with the key, as kombu names it.
Result<> CeleryPresence::reply(const Question& question) {
    const std::string queue = fmt::format("{}.{}", question.reply_key, question.reply_exchange);
    if (queue.size() > kQueueNameMax) return {};
    const auto bound = speaks_->command({"SISMEMBER", "_kombu.binding." + question.reply_exchange,
                                         fmt::format("{0}{1}{1}{2}", question.reply_key, kSeparator, queue)});
    if (!bound) return bound.error();
    if (bound->number() != 1) return {};
    const Envelope envelope{
        {{"ticket", question.ticket}, {"clock", tick_}},
        json::object{{facts_.hostname, answer(question, facts_, options_.counts(), clock_.now(), tick_)}}};
    const auto pushed = speaks_->command(
        {"LPUSH", queue, write_envelope(question.reply_exchange, question.reply_key, tag(), envelope)});
    if (!pushed) return pushed.error();
    const auto kept = speaks_->command({"EXPIRE", queue, kAnswerKept});
    return kept ? Result<>{} : kept.error();
}

}  // namespace tidings::adapters::redis
