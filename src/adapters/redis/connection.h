#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adapters/redis/url.h"
#include "base/result.h"
#include "base/time.h"

struct redisContext;
struct redisReply;

namespace tidings::adapters::redis {

// What Redis answered: a text, a number, nothing or a list. Views last as long as the answer. Of an answer of
// another kind, texts are empty, numbers 0 and lists empty.
class Reply {
public:
    Reply() = default;
    explicit Reply(redisReply* reply) : owned_(reply), reply_(reply) {}

    bool is_nil() const;
    std::string_view text() const;
    std::int64_t number() const;
    std::size_t size() const;
    Reply operator[](std::size_t i) const;  // borrows from this one

private:
    struct Free {
        void operator()(redisReply* reply) const;
    };
    std::unique_ptr<redisReply, Free> owned_;
    const redisReply* reply_ = nullptr;
};

struct Timeouts {
    Duration connect = std::chrono::seconds{2};
    Duration command = std::chrono::seconds{5};
};

// One connection, in the database of its address. For one thread at a time. Nothing waits longer than the
// timeouts; a connection that has failed once stays so.
//
// Errors: Errc::unavailable where Redis cannot be reached, is loading, busy, a replica, or refuses the
// password; Errc::full where its memory is; Errc::not_found where it does not know the script; Errc::internal
// else. Texts name host and port, never the password.
class Connection {
public:
    static Result<std::unique_ptr<Connection>> open(const Address& address, const Timeouts& timeouts);

    Result<Reply> command(std::span<const std::string> arguments);
    Result<Reply> command(std::initializer_list<std::string> arguments) {
        return command(std::span(arguments.begin(), arguments.size()));
    }

    // Names this run of the server: another one after every start.
    const std::string& run_id() const { return run_id_; }

    // Errc::invalid where this server cannot hold a queue, and how to mend it.
    Result<> check() const;

    bool is_good() const;

    // Whether Redis has ended it while nobody used it. For a connection that only answers.
    bool was_closed() const;

    // For those who listen: sends without waiting for the answer, and reads one as it comes. `receive`
    // returns nothing where none came in time, or `stop` (a descriptor) became readable; the connection stays
    // good.
    Result<> send(std::span<const std::string> arguments);
    Result<std::optional<Reply>> receive(Duration patience, int stop);

private:
    struct Close {
        void operator()(redisContext* context) const;
    };
    Connection(std::unique_ptr<redisContext, Close> context, const Address& address)
        : context_(std::move(context)), place_(address.place()) {}
    Result<> enter(const Address& address);
    Result<> learn();
    Error broken() const;
    Error refused(std::string_view text);

    std::unique_ptr<redisContext, Close> context_;
    std::string place_;
    std::string run_id_;
    std::string version_;
    std::string mode_;        // standalone, sentinel or cluster
    std::string eviction_;    // its maxmemory-policy
    bool elsewhere_ = false;  // another server has taken over from this one
};

}  // namespace tidings::adapters::redis
