#include "adapters/redis/celery_intake.h"

#include <algorithm>

#include <fmt/format.h>

#include "adapters/redis/message.h"
#include "core/task.h"

namespace tidings::adapters::redis {
namespace {

Result<> read_order(std::string_view message, ports::Order& order) {
    auto call = read_call(message);
    if (!call) return call.error();
    if (call->task != kNotify) return invalid("the message orders another task than tidings.notify");
    order.id = std::move(call->id);
    order.args = std::move(call->args);
    order.kwargs = std::move(call->kwargs);
    order.traceparent = std::move(call->traceparent);
    order.bytes = call->bytes;
    return {};
}

}  // namespace

CeleryIntake::CeleryIntake(const IntakeOptions& options, const ports::Clock& clock)
    : connections_(options.address, options.timeouts, clock,
                   script_texts(options.names, {}, {}, options.silence), options.now) {}

Result<std::vector<ports::Order>> CeleryIntake::take(std::size_t max, Duration lease) {
    std::vector<ports::Order> orders;
    if (max == 0) return orders;
    Arguments arguments;
    arguments << lease.count() << std::min(max, kBatchMax) << core::kAloneAfter << core::kPoisonAfter
              << fmt::format("whoever took the message has ended, {} times", core::kPoisonAfter);
    const auto reply = connections_.run(Script::intake_take, std::move(arguments));
    if (!reply) return reply.error();
    for (std::size_t i = 0; i + 1 < reply->size(); i += 2) {
        const auto text = (*reply)[i + 1].text();
        ports::Order order;
        order.name = (*reply)[i].text();
        if (const auto read = read_order(text.substr(std::min(text.find(' ') + 1, text.size())), order)) {
            orders.push_back(std::move(order));
        } else if (const auto refused = refuse(order, read.error().message); !refused) {
            return refused.error();
        }
    }
    return orders;
}

Result<> CeleryIntake::acknowledge(std::span<const ports::Order> orders) {
    return finish(orders, "done", "");
}

Result<> CeleryIntake::release(std::span<const ports::Order> orders) {
    return finish(orders, "again", "");
}

Result<> CeleryIntake::refuse(const ports::Order& order, std::string_view reason) {
    return finish(std::span(&order, 1), "bad", reason);
}

Result<> CeleryIntake::finish(std::span<const ports::Order> orders, std::string_view verdict,
                              std::string_view reason) {
    while (!orders.empty()) {
        const auto some = orders.first(std::min(orders.size(), kBatchMax));
        orders = orders.subspan(some.size());
        Arguments arguments;
        arguments << verdict << reason;
        for (const auto& order : some) arguments << order.name;
        if (const auto done = connections_.run(Script::intake_done, std::move(arguments)); !done) {
            return done.error();
        }
    }
    return {};
}

}  // namespace tidings::adapters::redis
