// The queue on Redis by commands, one JSON object a line, and its answers, one a line each:
//
//   {"open": {"url": …, "foreign": ["sms"], "process": "p"}}   first; a queue without an epoch is refilled
//   empty
//   {"push": [{"id": …, "channel": …, "priority": …, "address": …, "content": {…}}, …]}
//   {"take": {"channels": [...], "max": 10, "lease": "15s"}}   what is taken stays in hand
//   {"acknowledge": true}                                      all that is in hand
//   {"holds": [id, …]}  {"withdraw": [id, …]}  {"depths": true}  {"lost": true}
//   {"collect": true}                                          tasks whose lease has ended wait again; how
//   many
//   {"quarantined": true}                                      and forgets them
//   {"presence": "unique"}  {"presence": null}                 shows a worker, and ends that
//   {"intake": {"max": 10, "lease": "15s"}}  {"intake_done": true}
//
// A failure is {"error": …}. The peer of tests/celery/.

#include <iostream>
#include <string>

#include "adapters/redis/celery_intake.h"
#include "adapters/redis/celery_presence.h"
#include "adapters/redis/redis_task_queue.h"
#include "adapters/system/system_clock.h"
#include "base/json.h"

namespace {

using namespace tidings;
using namespace tidings::adapters::redis;

std::string text(const json::object& o, std::string_view name, std::string_view otherwise = "") {
    const auto found = json::text_or_empty(o, name);
    return std::string(found.empty() ? otherwise : found);
}

std::vector<core::Channel> channels_of(const json::value& names) {
    std::vector<core::Channel> out;
    for (const auto& name : names.as_array()) out.push_back(core::parse_channel(name.as_string()).value());
    return out;
}

std::vector<core::TaskId> ids_of(const json::value& list) {
    std::vector<core::TaskId> out;
    for (const auto& id : list.as_array()) out.push_back(core::TaskId::parse(id.as_string()).value());
    return out;
}

core::Task task_of(const json::object& o) {
    core::Task task;
    task.id = core::TaskId::parse(text(o, "id")).value();
    task.user = core::UserId(text(o, "user", "ann"));
    task.type = core::TypeName(text(o, "type", "order.completed"));
    task.channel = core::parse_channel(text(o, "channel", "email")).value();
    task.priority = core::parse_priority(text(o, "priority", "normal")).value();
    task.address = text(o, "address", "ann@example.org");
    task.content = o.contains("content") ? json::write(o.at("content")) : "{}";
    task.good_until = Time::max();
    task.traceparent = text(o, "traceparent");
    return task;
}

json::object shown(const ports::Leased& l) {
    return {{"id", l.task.id.str()},
            {"user", l.task.user.str()},
            {"type", l.task.type.str()},
            {"channel", core::name(l.task.channel)},
            {"priority", core::name(l.task.priority)},
            {"address", l.task.address},
            {"content", l.task.content},
            {"traceparent", l.task.traceparent},
            {"withdrawn", l.withdrawn},
            {"returns", l.returns}};
}

class Probe {
public:
    json::value run(const json::object& line) {
        const auto& [name, value] = *line.begin();
        if (name == "open") return open(value.as_object());
        if (name == "push") return push(value.as_array());
        if (name == "take") return take(value.as_object());
        if (name == "acknowledge") return acknowledge();
        if (name == "collect") return collect();
        if (name == "lost") return queue_->has_lost_memory().value();
        if (name == "holds") return list(queue_->holds(ids_of(value)).value());
        if (name == "withdraw") return withdraw(ids_of(value));
        if (name == "depths") return depths();
        if (name == "quarantined") return quarantined();
        if (name == "presence") return presence(value);
        if (name == "intake") return intake(value.as_object());
        if (name == "intake_done") return finish_intake();
        return json::object{{"error", "no such command"}};
    }

private:
    json::value open(const json::object& o) {
        options_.address = parse_url(text(o, "url")).value();
        options_.process = text(o, "process", "probe");
        if (o.contains("foreign")) {
            for (const auto channel : channels_of(o.at("foreign"))) options_.foreign_channels.insert(channel);
        }
        queue_ = std::make_unique<RedisTaskQueue>(options_, clock_);
        intake_ = std::make_unique<CeleryIntake>(
            IntakeOptions{options_.address, options_.timeouts, options_.names}, clock_);
        queue_->check().value();
        if (queue_->begin_refill().value()) queue_->end_refill().value();
        return true;
    }
    static json::array list(const std::vector<bool>& flags) {
        json::array out;
        for (const bool flag : flags) out.push_back(flag);
        return out;
    }
    static json::array show(const std::vector<ports::Leased>& leased) {
        json::array out;
        for (const auto& l : leased) out.push_back(shown(l));
        return out;
    }
    json::value push(const json::array& items) {
        std::vector<core::Task> tasks;
        for (const auto& item : items) tasks.push_back(task_of(item.as_object()));
        return list(queue_->push(tasks).value());
    }
    json::value take(const json::object& o) {
        const auto taken =
            queue_
                ->take({channels_of(o.at("channels")), static_cast<std::size_t>(o.at("max").as_int64()),
                        parse_duration(text(o, "lease", "15s")).value()})
                .value();
        in_hand_.insert(in_hand_.end(), taken.begin(), taken.end());
        return show(taken);
    }
    json::value acknowledge() {
        queue_->acknowledge(in_hand_).value();
        in_hand_.clear();
        return true;
    }
    json::value collect() {
        const auto over = queue_->ended(100).value();
        queue_->release(over).value();
        return over.size();
    }
    json::value withdraw(const std::vector<core::TaskId>& ids) {
        constexpr std::array kWords{"removed", "leased", "absent"};
        json::array out;
        for (const auto done : queue_->withdraw(ids).value()) {
            out.emplace_back(kWords.at(static_cast<std::size_t>(done)));
        }
        return out;
    }
    json::value depths() {
        json::object out;
        for (const auto& d : queue_->depths().value()) {
            const auto name =
                std::string(core::name(d.lane.channel)) + "/" + std::string(core::name(d.lane.priority));
            out[name] = json::array{d.waiting, d.leased};
        }
        return out;
    }
    json::value quarantined() {
        const auto messages = queue_->unreadable(100).value();
        json::array out;
        for (const auto& m : messages)
            out.push_back(json::object{{"queue", m.queue}, {"bytes", m.bytes}, {"reason", m.reason}});
        queue_->forget_unreadable(messages).value();
        return out;
    }
    json::value presence(const json::value& unique) {
        presence_.reset();
        if (unique.is_null()) return true;
        presence_ = std::make_unique<CeleryPresence>(
            PresenceOptions{options_.address, options_.timeouts, options_.names,
                            std::string(unique.as_string()), "1.2.3",
                            std::vector(core::kChannels.begin(), core::kChannels.end()),
                            [] { return WorkerCounts{.active = 2, .processed = 7, .concurrency = 64}; }},
            clock_);
        return json::value(presence_->hostname());
    }
    json::value intake(const json::object& o) {
        auto orders = intake_
                          ->take(static_cast<std::size_t>(o.at("max").as_int64()),
                                 parse_duration(text(o, "lease", "15s")).value())
                          .value();
        json::array out;
        for (auto& order : orders) {
            out.push_back(json::object{{"id", order.id}, {"args", order.args}, {"kwargs", order.kwargs}});
            orders_.push_back(std::move(order));
        }
        return out;
    }
    json::value finish_intake() {
        intake_->acknowledge(orders_).value();
        orders_.clear();
        return true;
    }

    const adapters::SystemClock clock_;
    QueueOptions options_;
    std::unique_ptr<RedisTaskQueue> queue_;
    std::unique_ptr<CeleryIntake> intake_;
    std::unique_ptr<CeleryPresence> presence_;
    std::vector<ports::Leased> in_hand_;
    std::vector<ports::Order> orders_;
};

}  // namespace

int main() {
    Probe probe;
    for (std::string line; std::getline(std::cin, line);) {
        json::value answer;
        try {
            answer = probe.run(json::read(line).value().as_object());
        } catch (const std::exception& failure) {
            answer = json::object{{"error", failure.what()}};
        }
        std::cout << json::write(answer) << std::endl;
    }
}
