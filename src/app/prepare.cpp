#include "app/prepare.h"

#include <thread>

#include "adapters/kafka/kafka_event_log.h"
#include "adapters/kafka/topics.h"
#include "adapters/postgres/migrations.h"
#include "adapters/system/system_clock.h"
#include "app/cluster_options.h"
#include "app/engine.h"
#include "app/engine_start.h"
#include "app/seed.h"
#include "base/hash.h"

namespace tidings::app {
namespace {

constexpr std::size_t kSecretBytes = 32;

bool on_cluster(const Settings& settings) {
    return settings.text("engine") == "cluster";
}

std::string with_entries(std::string text, std::size_t entries) {
    return entries == 0 ? text : text + "; " + std::to_string(entries) + " catalog entries were written";
}

Error under(const char* setting, const Error& error) {
    return {error.code, std::string(setting) + ": " + error.message};
}

Result<> keep_secret_in(ports::EventLog& log) {
    catalog::CatalogView catalog(log);
    if (const auto read = read_to_the_end(catalog); !read) return read;
    if (catalog.current()->secret(kUnsubscribeKey)) return {};
    const auto record = records::write_catalog(
        records::SecretEntry{kUnsubscribeKey, Secret(to_hex(random_bytes(kSecretBytes)))});
    return log.append(std::span(&record, 1));
}

// A topic that was made a moment ago may have no leader yet, on a broker that is busy for seconds.
Result<std::size_t> seed_new_topics(ports::EventLog& log) {
    constexpr int kTries = 20;
    constexpr auto kPause = std::chrono::milliseconds{500};
    auto entries = seed_catalog(log);
    for (int i = 1; i < kTries && !entries && entries.error().code == Errc::unavailable; ++i) {
        std::this_thread::sleep_for(kPause);
        entries = seed_catalog(log);
    }
    return entries;
}

Result<std::string> init_cluster(const Settings& settings, bool flush) {
    const adapters::SystemClock clock;
    const auto options = kafka_options(settings);
    adapters::kafka::TopicSettings topics;
    topics.partitions = static_cast<std::int32_t>(settings.number("kafka.partitions"));
    topics.retention = settings.duration("events.retention");
    topics.flush = flush;
    const auto made = adapters::kafka::make_topics(options, topics, clock);
    if (!made) return under("kafka.brokers", made.error());
    auto log = adapters::kafka::KafkaEventLog::open(options, clock);
    if (!log) return under("kafka.brokers", log.error());
    const auto entries = seed_new_topics(**log);
    if (!entries) return entries.error();
    if (const auto kept = keep_secret_in(**log); !kept) return kept.error();
    return with_entries(*made, *entries);
}

Result<std::string> migrate_cluster(const Settings& settings) {
    const auto migrated = adapters::postgres::migrate(postgres_options(settings));
    if (!migrated) return under("postgres.url", migrated.error());
    return std::string("the schema is up to date");
}

Result<std::string> migrate_embedded(const Settings& settings) {
    auto engine = make_engine(settings);
    if (!engine) return engine.error();
    const auto entries = seed_catalog((*engine)->log());
    if (!entries) return entries.error();
    return with_entries("the schema in " + settings.text("data.dir") + " is up to date", *entries);
}

}  // namespace

Result<std::string> migrate(const Settings& settings) {
    return on_cluster(settings) ? migrate_cluster(settings) : migrate_embedded(settings);
}

Result<std::string> init(const Settings& settings, bool flush) {
    if (!on_cluster(settings)) return std::string("the embedded engine has no topics to make");
    return init_cluster(settings, flush);
}

}  // namespace tidings::app
