#include <charconv>

#include <fmt/format.h>

#include "adapters/redis/redis_task_queue.h"
#include "base/hash.h"

namespace tidings::adapters::redis {
namespace {

// Of eight bytes in hex.
std::uint64_t memory_named(std::string_view digits) {
    std::uint64_t name = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), name, 16);
    return name;
}

}  // namespace

Result<bool> RedisTaskQueue::has_lost_memory() {
    return connections_.with([this](Connection& connection) -> Result<bool> {
        const auto epoch = connection.command({"GET", options_.names.key("epoch")});
        if (!epoch) return epoch.error();
        const auto text = epoch->text();
        if (!text.starts_with(connection.run_id())) return true;
        memory_ = memory_named(text.substr(connection.run_id().size() + 1));
        return false;
    });
}

Result<std::optional<ports::Refill>> RedisTaskQueue::begin_refill() {
    Arguments arguments;
    arguments << options_.process << kRefillClaim.count() << options_.lease.count();
    const auto reply = connections_.run(Script::begin_refill, std::move(arguments));
    if (!reply) return reply.error();
    if (reply->size() == 0) return std::optional<ports::Refill>{};
    refill_ = (*reply)[2].number();
    return std::optional{ports::Refill{Duration{(*reply)[0].number()}, (*reply)[1].number() == 1}};
}

Result<> RedisTaskQueue::end_refill() {
    Arguments arguments;
    const std::string name = to_hex(random_bytes(8));
    arguments << options_.process << name << refill_.load();
    const auto reply = connections_.run(Script::end_refill, std::move(arguments));
    if (!reply) return reply.error();
    if (reply->number() != 1) {
        return conflict("the queue's refill is another's by now, or redis has lost its memory again");
    }
    memory_ = memory_named(name);
    wake_all();
    return {};
}

}  // namespace tidings::adapters::redis
