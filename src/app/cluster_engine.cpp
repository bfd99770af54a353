#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "adapters/kafka/kafka_event_log.h"
#include "adapters/kafka/topics.h"
#include "adapters/postgres/postgres_store.h"
#include "adapters/redis/redis_task_queue.h"
#include "adapters/system/system_clock.h"
#include "app/cluster_options.h"
#include "app/engine.h"
#include "base/assert.h"
#include "base/log.h"

namespace tidings::app {
namespace {

using adapters::SystemClock;
using adapters::kafka::KafkaEventLog;
using adapters::postgres::PostgresStore;
using adapters::redis::RedisTaskQueue;

constexpr std::size_t kPurgeMax = 500;  // events in one go, so that no commit waits long for it
constexpr int kPurgesAtOnce = 10;

// A start that is told so says it, and tries again.
constexpr Duration kRefused = std::chrono::milliseconds{1500};

constexpr const char* kLog = "kafka.brokers";
constexpr const char* kStore = "postgres.url";
constexpr const char* kQueue = "redis.url";

// Which parts the roles of a process use, and without which it is not ready.
struct Needs {
    explicit Needs(const Settings& settings)
        : store(settings.has_role("notifier") || settings.has_role("admin")),
          queue(settings.has_role("notifier") || settings.has_role("worker") || settings.has_role("admin")),
          group(settings.has_role("notifier")),
          purges(settings.has_role("notifier")),
          requires_log(settings.has_role("gateway") || settings.has_role("notifier") ||
                       settings.has_role("worker")),
          requires_queue(settings.has_role("worker")) {}

    bool store;
    bool queue;
    bool group;  // of those who share the partitions
    bool purges;
    bool requires_log;
    bool requires_queue;
};

class ClusterEngine final : public Engine {
public:
    explicit ClusterEngine(const Settings& settings)
        : needs_(settings),
          keep_(settings.duration("dedup.keep")),
          retention_(settings.duration("events.retention")) {}

    // Names the setting of the part that does not answer.
    Result<> open(const Settings& settings, const WaitsFor& waits_for) {
        // What is only written wrongly is told now, and not when the servers before it have answered.
        if (needs_.queue) {
            if (const auto options = queue_options(settings); !options) return options.error();
        }
        if (const auto opened = open_log(settings, waits_for); !opened) return under(kLog, opened.error());
        if (needs_.store) {
            if (const auto opened = open_store(settings, waits_for); !opened) {
                return under(kStore, opened.error());
            }
            if (const auto whole = has_all_partitions(); !whole) return under(kLog, whole.error());
        }
        return needs_.queue ? open_queue(settings, waits_for) : Result<>();
    }

    std::string_view name() const override { return "cluster"; }
    ports::EventLog& log() override { return *log_; }
    ports::Clock& clock() override { return clock_; }
    bool has_store() const override { return store_ != nullptr; }
    bool has_queue() const override { return queue_ != nullptr; }
    ports::Store& store() override { return the_store(); }
    ports::StoreQueries& queries() override { return the_store(); }
    ports::TaskQueue& queue() override {
        TIDINGS_ASSERT(queue_ != nullptr);
        return *queue_;
    }
    std::function<Result<>(Time)> set_clock() override { return {}; }

    std::vector<PartHealth> maintain(const TurnsTo& turns_to) override {
        turns_to("log");
        const auto extents = log_->extents(core::Topic::status);
        std::vector<PartHealth> parts{
            {"log", needs_.requires_log, extents ? Result<>() : Result<>(extents.error())}};
        if (needs_.group) parts.push_back({"group", true, {}, !log_->has_joined()});
        if (store_) {
            turns_to("store");
            parts.push_back({"store", true, keep_house()});
        }
        if (queue_) {
            turns_to("queue");
            parts.push_back({"queue", needs_.requires_queue, queue_->check()});
        }
        return parts;
    }

    // Where records have waited for half of the time after which Kafka deletes them, too many wait, however
    // few they are.
    Result<std::int64_t> lag() override {
        const auto lag = log_->lag({core::Topic::events_critical, core::Topic::events});
        if (!lag) return lag.error();
        const bool old = lag->oldest && clock_.now() - *lag->oldest > retention_ / 2;
        return old ? std::numeric_limits<std::int64_t>::max() : lag->records;
    }

    Result<Secret> keep_secret(const std::string& name, const catalog::Catalog& catalog) override {
        if (const auto* secret = catalog.secret(name)) return *secret;
        return invalid("the catalog has no secret " + name + "; run `tidings init`");
    }

    // Several gateways stamp their events, each by its own clock.
    Result<Time> newest_stamp() override { return Time{}; }

private:
    static Error under(std::string_view setting, const Error& error) {
        return {error.code, fmt::format("{}: {}", setting, error.message)};
    }

    Result<> open_log(const Settings& settings, const WaitsFor& waits_for) {
        auto options = kafka_options(settings);
        options.patience_refused = kRefused;
        waits_for(fmt::format("{}: kafka ({})", kLog, options.brokers));
        auto log = KafkaEventLog::open(options, clock_);
        if (!log) return log.error();
        log_ = std::move(*log);
        return {};
    }

    Result<> open_store(const Settings& settings, const WaitsFor& waits_for) {
        auto options = postgres_options(settings);
        waits_for(fmt::format("{}: the database {}", kStore, adapters::postgres::place_of(options)));
        auto store = PostgresStore::open(std::move(options), clock_);
        if (!store) return store.error();
        store_ = std::move(*store);
        return {};
    }

    // Nobody can take partitions from a topic, so one that has fewer than the store knows of is another one.
    Result<> has_all_partitions() {
        const auto known = store_->consumed_partitions();
        if (!known) return known.error();
        std::map<core::Topic, std::int32_t> counts;
        for (const auto& partition : *known) {
            auto& count = counts[partition.topic];
            count = std::max(count, partition.number + 1);
        }
        for (const auto& [topic, count] : counts) {
            const auto extents = log_->extents(topic);
            if (!extents) return extents.error();
            if (std::cmp_less(extents->size(), count)) return lacks_partitions(topic, extents->size(), count);
        }
        return {};
    }

    Error lacks_partitions(core::Topic topic, std::size_t has, std::int32_t had) const {
        const auto name = log_->name_of(topic);
        return invalid(
            fmt::format("the database knows {0} partitions of the kafka topic {1}, which has {2}: was it "
                        "made anew? `kafka-topics.sh --alter --topic {1} --partitions {0}` mends it",
                        had, name, has));
    }

    Result<> open_queue(const Settings& settings, const WaitsFor& waits_for) {
        auto options = queue_options(settings);
        if (!options) return options.error();
        waits_for(fmt::format("{}: redis at {}", kQueue, options->address.place()));
        queue_ = std::make_unique<RedisTaskQueue>(std::move(*options), clock_);
        // Where it can be done without for a while, it may come later.
        const auto checked = queue_->check();
        const bool fatal = !checked && (needs_.requires_queue || checked.error().code != Errc::unavailable);
        return fatal ? under(kQueue, checked.error()) : Result<>();
    }

    PostgresStore& the_store() {
        TIDINGS_ASSERT(store_ != nullptr);
        return *store_;
    }

    Result<> keep_house() {
        if (const auto maintained = store_->maintain(); !maintained) return maintained;
        return needs_.purges ? purge() : Result<>();
    }

    // Forgets events that are over and older than they are kept. Goes on next time where it stopped.
    Result<> purge() {
        const Time old = clock_.now() - keep_;
        for (int i = 0; i < kPurgesAtOnce; ++i) {
            const auto purged = store_->purge(old, purge_from_, kPurgeMax);
            if (!purged) return purged.error();
            purge_from_ = purged->next;
            if (purge_from_ == 0) break;
        }
        return {};
    }

    const Needs needs_;
    const Duration keep_;
    const Duration retention_;
    SystemClock clock_;
    std::unique_ptr<KafkaEventLog> log_;
    std::unique_ptr<PostgresStore> store_;
    std::unique_ptr<RedisTaskQueue> queue_;
    std::int64_t purge_from_ = 0;
};

}  // namespace

Result<std::unique_ptr<Engine>> make_cluster_engine(const Settings& settings, const WaitsFor& waits_for) {
    if (const auto kept = keeps_long_enough(settings); !kept) return kept.error();
    auto engine = std::make_unique<ClusterEngine>(settings);
    if (const auto opened = engine->open(settings, waits_for); !opened) return opened.error();
    return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace tidings::app
