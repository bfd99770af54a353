#include "adapters/redis/connection.h"

#include <array>
#include <charconv>
#include <vector>

#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <poll.h>

namespace tidings::adapters::redis {
namespace {

constexpr double kVersionLeast = 6.2;

timeval timeval_of(Duration d) {
    return {.tv_sec = static_cast<time_t>(d.count() / 1'000'000),
            .tv_usec = static_cast<suseconds_t>(d.count() % 1'000'000)};
}

// A line of INFO, "name:value".
std::string info(std::string_view text, std::string_view name) {
    const auto at = text.find(fmt::format("\n{}:", name));
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + name.size() + 2);
    return std::string(text.substr(0, text.find_first_of("\r\n")));
}

struct Words {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;

    explicit Words(std::span<const std::string> arguments) {
        for (const std::string& argument : arguments) {
            texts.push_back(argument.data());
            sizes.push_back(argument.size());
        }
    }
    int count() const { return static_cast<int>(texts.size()); }
};

}  // namespace

void Reply::Free::operator()(redisReply* reply) const {
    freeReplyObject(reply);
}

bool Reply::is_nil() const {
    return !reply_ || reply_->type == REDIS_REPLY_NIL;
}

std::string_view Reply::text() const {
    if (!reply_ || (reply_->type != REDIS_REPLY_STRING && reply_->type != REDIS_REPLY_STATUS)) return {};
    return {reply_->str, reply_->len};
}

std::int64_t Reply::number() const {
    return reply_ && reply_->type == REDIS_REPLY_INTEGER ? reply_->integer : 0;
}

std::size_t Reply::size() const {
    return reply_ && reply_->type == REDIS_REPLY_ARRAY ? reply_->elements : 0;
}

Reply Reply::operator[](std::size_t i) const {
    Reply part;
    if (i < size()) part.reply_ = reply_->element[i];
    return part;
}

void Connection::Close::operator()(redisContext* context) const {
    redisFree(context);
}

Result<std::unique_ptr<Connection>> Connection::open(const Address& address, const Timeouts& timeouts) {
    std::unique_ptr<redisContext, Close> context(
        redisConnectWithTimeout(address.host.c_str(), address.port, timeval_of(timeouts.connect)));
    if (!context) return unavailable("no memory for a connection to redis");
    std::unique_ptr<Connection> connection(new Connection(std::move(context), address));
    if (!connection->is_good()) return connection->broken();
    redisSetTimeout(connection->context_.get(), timeval_of(timeouts.command));
    if (const auto entered = connection->enter(address); !entered) return entered.error();
    if (const auto learned = connection->learn(); !learned) return learned.error();
    return connection;
}

Result<> Connection::enter(const Address& address) {
    if (!address.password.empty() || !address.user.empty()) {
        std::vector<std::string> words{"AUTH"};
        if (!address.user.empty()) words.push_back(address.user);
        words.push_back(address.password.reveal());
        if (const auto reply = command(words); !reply) return reply.error();
    }
    if (address.database == 0) return {};
    const auto reply = command({"SELECT", std::to_string(address.database)});
    return reply ? Result<>{} : reply.error();
}

Result<> Connection::learn() {
    const auto reply = command({"INFO"});
    if (!reply) return reply.error();
    run_id_ = info(reply->text(), "run_id");
    version_ = info(reply->text(), "redis_version");
    mode_ = info(reply->text(), "redis_mode");
    eviction_ = info(reply->text(), "maxmemory_policy");
    if (run_id_.empty())
        return internal_error(fmt::format("redis at {} names no run_id in its INFO", place_));
    return {};
}

Result<> Connection::check() const {
    double version = 0;
    std::from_chars(version_.data(), version_.data() + version_.size(), version);
    if (version < kVersionLeast) {
        return invalid(
            fmt::format("redis at {} is {}: {} or later is needed", place_, version_, kVersionLeast));
    }
    if (mode_ != "standalone") {
        return invalid(fmt::format("redis at {} runs as {}: a single server is needed", place_, mode_));
    }
    if (eviction_ == "noeviction") return {};
    return invalid(fmt::format(
        "redis at {} may throw tasks away (maxmemory-policy {}): set `maxmemory-policy noeviction` in its "
        "configuration, or run `redis-cli config set maxmemory-policy noeviction`",
        place_, eviction_));
}

bool Connection::is_good() const {
    return context_->err == 0 && !elsewhere_;
}

bool Connection::was_closed() const {
    pollfd socket{context_->fd, POLLIN, 0};
    return poll(&socket, 1, 0) != 0;  // a server says nothing unasked but farewell
}

Error Connection::broken() const {
    const std::string why = context_->err == REDIS_ERR_IO && errno == EAGAIN ? "no answer in time"
                                                                             : std::string(context_->errstr);
    return unavailable(fmt::format("redis at {}: {}", place_, why));
}

// By the word with which Redis begins its errors. What follows may quote what was sent, so it is not shown
// where that was a password.
Error Connection::refused(std::string_view text) {
    const auto word = text.substr(0, text.find(' '));
    if (word == "NOSCRIPT") return not_found("no such script");
    if (word == "OOM") {
        return {Errc::full, fmt::format("the memory of redis at {} is full: raise its maxmemory", place_)};
    }
    if (word == "NOAUTH" || word == "WRONGPASS") {
        return unavailable(fmt::format("redis at {} refuses the user or the password", place_));
    }
    elsewhere_ = word == "READONLY" || word == "MASTERDOWN";
    for (const std::string_view passing :
         {"LOADING", "BUSY", "READONLY", "MASTERDOWN", "NOREPLICAS", "MISCONF", "TRYAGAIN", "CLUSTERDOWN"}) {
        if (word == passing) return unavailable(fmt::format("redis at {}: {}", place_, text));
    }
    return internal_error(fmt::format("redis at {}: {}", place_, text));
}

Result<Reply> Connection::command(std::span<const std::string> arguments) {
    Words words(arguments);
    auto* raw = static_cast<redisReply*>(
        redisCommandArgv(context_.get(), words.count(), words.texts.data(), words.sizes.data()));
    if (!raw) return broken();
    Reply reply(raw);
    if (raw->type == REDIS_REPLY_ERROR) return refused({raw->str, raw->len});
    return reply;
}

Result<> Connection::send(std::span<const std::string> arguments) {
    Words words(arguments);
    redisAppendCommandArgv(context_.get(), words.count(), words.texts.data(), words.sizes.data());
    for (int done = 0; done == 0;) {
        if (redisBufferWrite(context_.get(), &done) != REDIS_OK) return broken();
    }
    return {};
}

Result<std::optional<Reply>> Connection::receive(Duration patience, int stop) {
    void* raw = nullptr;
    if (redisGetReplyFromReader(context_.get(), &raw) != REDIS_OK) return broken();
    if (!raw) {
        std::array<pollfd, 2> watched{pollfd{context_->fd, POLLIN, 0}, pollfd{stop, POLLIN, 0}};
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(patience).count();
        poll(watched.data(), stop < 0 ? 1 : 2, static_cast<int>(std::max<std::int64_t>(wait, 0)));
        if (watched[0].revents == 0 || watched[1].revents != 0) return std::optional<Reply>{};
        if (redisBufferRead(context_.get()) != REDIS_OK) return broken();
        if (redisGetReplyFromReader(context_.get(), &raw) != REDIS_OK) return broken();
        if (!raw) return std::optional<Reply>{};
    }
    auto* answer = static_cast<redisReply*>(raw);
    Reply reply(answer);
    if (answer->type == REDIS_REPLY_ERROR) return refused({answer->str, answer->len});
    return std::optional<Reply>{std::move(reply)};
}

}  // namespace tidings::adapters::redis
