#include <filesystem>

#include <fmt/format.h>
#include <sys/stat.h>

#include "adapters/memory/memory_task_queue.h"
#include "adapters/sqlite/database.h"
#include "adapters/sqlite/sqlite_event_log.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/system_clock.h"
#include "adapters/system/test_clock.h"
#include "app/engine.h"
#include "app/kept_secret.h"
#include "services/records/event_record.h"

namespace tidings::app {
namespace {

using adapters::MemoryTaskQueue;
using adapters::SystemClock;
using adapters::TestClock;
namespace sqlite = adapters::sqlite;

constexpr std::size_t kTrimMax = 2'000;  // records in one go, so that no commit waits long for it
constexpr std::size_t kPurgeMax = 200;   // events in one go, for the same reason
constexpr int kPurgesAtOnce = 10;
constexpr Duration kWindowFilled = std::chrono::minutes{1};
constexpr Duration kTrimEvery = std::chrono::seconds{1};

Result<Time> newest_stamp_of(ports::EventLog& log) {
    Time newest{};
    for (const auto topic : {core::Topic::events, core::Topic::events_critical}) {
        const auto extents = log.extents(topic);
        if (!extents) return extents.error();
        auto reader = log.reader({topic}, ports::Reading::alone);
        if (!reader) return reader.error();
        for (const auto& extent : *extents) {
            const auto from = std::max(extent.begin, extent.end - 1);
            if (const auto sought = (*reader)->seek(extent.partition, from); !sought) return sought.error();
        }
        const auto records = (*reader)->poll(extents->size());
        if (!records) return records.error();
        for (const auto& record : *records) {
            const auto stamp = records::stamp_of(record);
            newest = std::max(newest, stamp ? *stamp : record.appended_at);
        }
    }
    return newest;
}

class EmbeddedEngine final : public Engine {
public:
    EmbeddedEngine(const Settings& settings, std::unique_ptr<sqlite::Database> database)
        : folder_(settings.text("data.dir")),
          retention_(settings.duration("events.retention")),
          keep_(settings.duration("dedup.keep")),
          test_clock_(settings.flag("test_clock") ? std::make_unique<TestClock>() : nullptr),
          database_(std::move(database)),
          log_(*database_, clock()),
          store_(*database_),
          queue_(clock(), static_cast<std::size_t>(settings.number("queue.max")), limits_in(settings)) {
        // What was sent before, and when, went with the process where it was not on record yet.
        const auto any = ports::has_had_events(log_);
        if (!any || *any) queue_.fill_windows(kWindowFilled);
    }

    std::string_view name() const override { return "embedded"; }
    ports::EventLog& log() override { return log_; }
    bool has_store() const override { return true; }
    bool has_queue() const override { return true; }
    ports::Store& store() override { return store_; }
    ports::StoreQueries& queries() override { return store_; }
    ports::TaskQueue& queue() override { return queue_; }
    ports::Clock& clock() override {
        if (test_clock_) return *test_clock_;
        return system_clock_;
    }

    std::function<Result<>(Time)> set_clock() override {
        if (!test_clock_) return {};
        return [this](Time t) { return test_clock_->set(t); };
    }

    std::vector<PartHealth> maintain(const TurnsTo& turns_to) override {
        turns_to("store");
        const auto kept = keep_house();
        return {{"log", true, kept}, {"store", true, kept}};  // one file
    }

    // The observer has the store's own count.
    Result<std::int64_t> lag() override { return std::int64_t{0}; }

    Result<Secret> keep_secret(const std::string& name, const catalog::Catalog&) override {
        return read_or_make_secret(std::filesystem::path(folder_) / name);
    }

    Result<Time> newest_stamp() override { return newest_stamp_of(log_); }

private:
    Result<> keep_house() {
        if (const auto maintained = database_->maintain(); !maintained) return maintained;
        const auto now = clock().steady();
        if (now < trim_at_) return {};
        trim_at_ = now + kTrimEvery;
        for (const auto topic : {core::Topic::events, core::Topic::events_critical, core::Topic::status,
                                 core::Topic::commands, core::Topic::dead}) {
            if (const auto trimmed = trim(topic); !trimmed) return trimmed;
        }
        return purge();
    }

    // Deletes what has been consumed and is older than the retention, from the front.
    Result<> trim(core::Topic topic) {
        const ports::Partition partition{topic, 0};
        const auto extents = log_.extents(topic);
        if (!extents) return extents.error();
        const auto consumed = store_.offset(partition);
        if (!consumed) return consumed.error();
        auto reader = log_.reader({topic}, ports::Reading::alone);
        if (!reader) return reader.error();
        const auto begin = extents->front().begin;
        const bool kept_for_reading = topic == core::Topic::dead;
        const auto end = kept_for_reading ? extents->front().end : consumed->value_or(0);
        if (begin >= end) return {};
        if (const auto sought = (*reader)->seek(partition, begin); !sought) return sought;
        const auto records = (*reader)->poll(kTrimMax);
        if (!records) return records.error();
        const Time old = clock().now() - retention_;
        std::int64_t before = begin;
        for (const auto& record : *records) {
            if (record.appended_at >= old || record.offset >= end) break;
            before = record.offset + 1;
        }
        return before > begin ? log_.trim(partition, before) : Result<>();
    }

    // Forgets events that are over and older than they are kept. Goes on next time where it stopped.
    Result<> purge() {
        const Time old = clock().now() - keep_;
        for (int i = 0; i < kPurgesAtOnce; ++i) {
            const auto purged = store_.purge(old, purge_from_, kPurgeMax);
            if (!purged) return purged.error();
            purge_from_ = purged->next;
            if (purge_from_ == 0) break;
        }
        return {};
    }

    const std::string folder_;
    const Duration retention_;
    const Duration keep_;
    SystemClock system_clock_;
    std::unique_ptr<TestClock> test_clock_;
    std::unique_ptr<sqlite::Database> database_;
    sqlite::SqliteEventLog log_;
    sqlite::SqliteStore store_;
    MemoryTaskQueue queue_;
    SteadyTime trim_at_{};
    std::int64_t purge_from_ = 0;
};

// A folder that is there already may have been made by somebody with other things in mind.
Result<> is_private(const Settings& settings) {
    const std::string& folder = settings.text("data.dir");
    struct stat found{};
    if (::stat(folder.c_str(), &found) != 0) return {};  // it will be made
    if (!S_ISDIR(found.st_mode)) {
        return invalid(settings.cited("data.dir") +
                       " is no folder; name one, or a path where it can be made");
    }
    if ((found.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
    return invalid(settings.cited("data.dir") + " is open to others on this machine (mode " +
                   fmt::format("{:04o}", found.st_mode & 07777U) + "); close it: chmod 700 '" + folder + "'");
}

}  // namespace

Result<std::unique_ptr<Engine>> make_embedded_engine(const Settings& settings) {
    if (const auto kept = keeps_long_enough(settings); !kept) return kept.error();
    if (const auto closed = is_private(settings); !closed) return closed.error();
    const auto loss =
        settings.flag("data.accept_loss") ? sqlite::Database::Loss::accept : sqlite::Database::Loss::refuse;
    auto database = sqlite::Database::open(settings.text("data.dir"), loss);
    if (!database) {
        return Error{database.error().code, settings.cited("data.dir") + ": " + database.error().message};
    }
    return std::unique_ptr<Engine>(std::make_unique<EmbeddedEngine>(settings, std::move(*database)));
}

}  // namespace tidings::app
