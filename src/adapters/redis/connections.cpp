#include "adapters/redis/connections.h"

#include <algorithm>

namespace tidings::adapters::redis {

Connections::Connections(Address address, Timeouts timeouts, const ports::Clock& clock, ScriptTexts scripts,
                         std::function<std::int64_t()> now)
    : address_(std::move(address)),
      timeouts_(timeouts),
      clock_(clock),
      scripts_(std::move(scripts)),
      now_(std::move(now)),
      not_before_(SteadyTime::min()) {}

Result<std::unique_ptr<Connection>> Connections::borrow() {
    {
        const std::lock_guard lock(mutex_);
        while (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            if (!connection->was_closed()) return connection;
        }
        if (clock_.steady() < not_before_) return last_failure_;
    }
    return connect();
}

Result<std::unique_ptr<Connection>> Connections::connect() {
    auto opened = Connection::open(address_, timeouts_);
    const std::lock_guard lock(mutex_);
    if (opened) {
        pause_ = {};
    } else {
        pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
        not_before_ = clock_.steady() + pause_;
        last_failure_ = opened.error();
    }
    return opened;
}

void Connections::give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    if (!connection->is_good()) {
        idle_.clear();  // whatever broke it broke them too
    } else if (idle_.size() < kKept) {
        idle_.push_back(std::move(connection));
    }
}

Result<Reply> Connections::command(std::initializer_list<std::string> arguments) {
    return with([&](Connection& connection) { return connection.command(arguments); });
}

Result<Reply> Connections::run(Script script, Arguments arguments) {
    return with([&](Connection& connection) { return evaluate(connection, script, arguments.list()); });
}

Result<Reply> Connections::evaluate(Connection& connection, Script script,
                                    std::vector<std::string>& arguments) {
    std::string hash;
    {
        const std::lock_guard lock(mutex_);
        hash = hashes_[static_cast<std::size_t>(script)];
    }
    arguments.insert(arguments.begin(), {"EVALSHA", hash, "0", connection.run_id(),
                                         now_ ? std::to_string(now_()) : std::string()});
    if (!hash.empty()) {
        auto reply = connection.command(arguments);
        if (reply || reply.error().code != Errc::not_found) return reply;
    }
    const auto loaded = load(connection, script);
    if (!loaded) return loaded.error();
    arguments[1] = *loaded;
    return connection.command(arguments);
}

Result<std::string> Connections::load(Connection& connection, Script script) {
    const auto index = static_cast<std::size_t>(script);
    const auto reply = connection.command({"SCRIPT", "LOAD", scripts_[index]});
    if (!reply) return reply.error();
    const std::lock_guard lock(mutex_);
    return hashes_[index] = reply->text();
}

}  // namespace tidings::adapters::redis
