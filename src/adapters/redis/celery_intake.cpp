#include "adapters/redis/celery_intake.h"

#include <algorithm>

#include "adapters/redis/message.h"

namespace tidings::adapters::redis {

CeleryIntake::CeleryIntake(const IntakeOptions& options, const ports::Clock& clock)
    : connections_(options.address, options.timeouts, clock, script_texts(options.names, {}, {}), {}) {}

Result<std::vector<Notify>> CeleryIntake::take(std::size_t max, Duration lease) {
    std::vector<Notify> orders;
    if (max == 0) return orders;
    Arguments arguments;
    arguments << lease.count() << std::min(max, kBatchMax);
    const auto reply = connections_.run(Script::intake_take, std::move(arguments));
    if (!reply) return reply.error();
    Arguments bad;
    for (std::size_t i = 0; i + 1 < reply->size(); i += 2) {
        const auto text = (*reply)[i + 1].text();
        auto call = read_call(text.substr(std::min(text.find(' ') + 1, text.size())));
        if (!call || call->task != kNotify) {
            bad << (*reply)[i].text() << "bad";
            continue;
        }
        orders.push_back({std::move(call->id), std::move(call->args), std::move(call->kwargs),
                          std::move(call->traceparent), std::string((*reply)[i].text())});
    }
    if (bad.size() == 0) return orders;
    const auto done = connections_.run(Script::intake_done, std::move(bad));
    return done || !orders.empty() ? Result<std::vector<Notify>>(std::move(orders)) : done.error();
}

Result<> CeleryIntake::acknowledge(std::span<const Notify> orders) {
    while (!orders.empty()) {
        const auto some = orders.first(std::min(orders.size(), kBatchMax));
        orders = orders.subspan(some.size());
        Arguments arguments;
        for (const Notify& order : some) arguments << order.name << "done";
        if (const auto done = connections_.run(Script::intake_done, std::move(arguments)); !done) {
            return done.error();
        }
    }
    return {};
}

}  // namespace tidings::adapters::redis
