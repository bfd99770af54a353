#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/redis/connection.h"
#include "adapters/redis/scripts.h"
#include "ports/clock.h"

namespace tidings::adapters::redis {

// A list of arguments in the making.
class Arguments {
public:
    Arguments& operator<<(std::string text) {
        list_.push_back(std::move(text));
        return *this;
    }
    Arguments& operator<<(std::string_view text) { return *this << std::string(text); }
    Arguments& operator<<(const char* text) { return *this << std::string(text); }
    Arguments& operator<<(std::integral auto number) { return *this << std::to_string(number); }
    std::size_t size() const { return list_.size(); }
    std::vector<std::string>& list() { return list_; }

private:
    std::vector<std::string> list_;
};

// Connections to one Redis, made when they are needed and kept for the next call, a few of them.
//
// A call whose connection breaks is not repeated: what it did is not known. One that Redis closed before the
// call is not used. After a failure to connect the next attempt waits for 100 ms, then twice that, up to 2 s;
// calls until then fail at once.
// Threads: every method may be called from any thread.
class Connections {
public:
    // `now` overrides Redis' clock in scripts, in microseconds; only for tests.
    Connections(Address address, Timeouts timeouts, const ports::Clock& clock, ScriptTexts scripts,
                std::function<std::int64_t()> now);

    Result<Reply> run(Script script, Arguments arguments);
    Result<Reply> command(std::initializer_list<std::string> arguments);

    // Calls `use`, which returns a Result, with a connection of its own.
    template <class Use>
    auto with(const Use& use) -> decltype(use(std::declval<Connection&>())) {
        auto connection = borrow();
        if (!connection) return connection.error();
        auto result = use(**connection);
        give_back(std::move(*connection));
        return result;
    }

    const Address& address() const { return address_; }

private:
    static constexpr std::size_t kKept = 4;
    static constexpr Duration kFirstPause = std::chrono::milliseconds{100};
    static constexpr Duration kLongestPause = std::chrono::seconds{2};

    Result<std::unique_ptr<Connection>> borrow();
    Result<std::unique_ptr<Connection>> connect();
    void give_back(std::unique_ptr<Connection> connection);
    Result<Reply> evaluate(Connection& connection, Script script, std::vector<std::string>& arguments);
    Result<std::string> load(Connection& connection, Script script);

    const Address address_;
    const Timeouts timeouts_;
    const ports::Clock& clock_;
    const ScriptTexts scripts_;
    const std::function<std::int64_t()> now_;

    std::mutex mutex_;  // over all below
    std::vector<std::unique_ptr<Connection>> idle_;
    std::array<std::string, kScripts> hashes_;  // as Redis names the scripts; empty until loaded
    Duration pause_{};
    SteadyTime not_before_;
    Error last_failure_;
};

}  // namespace tidings::adapters::redis
