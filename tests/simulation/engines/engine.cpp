#include "simulation/engines/engine.h"

#include <filesystem>

#include <unistd.h>

#include "adapters/memory/memory_event_log.h"
#include "adapters/memory/memory_store.h"
#include "adapters/sqlite/database.h"
#include "adapters/sqlite/sqlite_event_log.h"
#include "adapters/sqlite/sqlite_store.h"
#include "simulation/engines/group_log.h"
#include "simulation/engines/shared_queue.h"

namespace tidings::simulation {
namespace {

// Its queue is its process's, as in app/embedded_engine.cpp.
class EmbeddedEngine : public Engine {
public:
    EmbeddedEngine(const ports::Clock& clock, QueueSettings queue)
        : clock_(clock), queue_(std::move(queue)) {}

    std::unique_ptr<ports::TaskQueue> queue() final {
        auto made = std::make_unique<adapters::MemoryTaskQueue>(clock_, queue_.capacity, queue_.limits);
        if (ports::has_had_events(log()).value()) made->fill_windows(std::chrono::minutes{1});
        return made;
    }
    bool is_shared() const final { return false; }

protected:
    const ports::Clock& clock_;

private:
    QueueSettings queue_;
};

class MemoryEngine final : public EmbeddedEngine {
public:
    MemoryEngine(const ports::Clock& clock, QueueSettings queue)
        : EmbeddedEngine(clock, std::move(queue)), log_(clock) {}

    ports::EventLog& log() override { return log_; }
    ports::Store& store() override { return store_; }
    ports::StoreQueries& queries() override { return store_; }

private:
    adapters::MemoryEventLog log_;
    adapters::MemoryStore store_;
};

class SqliteEngine final : public EmbeddedEngine {
public:
    SqliteEngine(const ports::Clock& clock, QueueSettings queue) : EmbeddedEngine(clock, std::move(queue)) {
        std::string pattern = (std::filesystem::temp_directory_path() / "tidings-simulation-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder can be made");
        folder_ = pattern;
        open();
    }
    ~SqliteEngine() override {
        close();
        std::filesystem::remove_all(folder_);
    }

    ports::EventLog& log() override { return *log_; }
    ports::Store& store() override { return *store_; }
    ports::StoreQueries& queries() override { return *store_; }
    void reopen() override {
        close();
        open();
    }

private:
    void open() {
        database_ = adapters::sqlite::Database::open(folder_).value();
        log_.emplace(*database_, clock_);
        store_.emplace(*database_);
    }
    void close() {
        store_.reset();
        log_.reset();
        database_.reset();
    }

    std::filesystem::path folder_;
    std::unique_ptr<adapters::sqlite::Database> database_;
    std::optional<adapters::sqlite::SqliteEventLog> log_;
    std::optional<adapters::sqlite::SqliteStore> store_;
};

class ClusterEngine final : public Engine {
public:
    ClusterEngine(const ports::Clock& clock, QueueSettings queue, Random& random)
        : log_(clock, 1 + static_cast<std::int32_t>(random.below(4)), Random(random.next())),
          queue_(clock, queue.capacity, std::move(queue.limits), queue.has_snapshots) {}

    ports::EventLog& log() override { return log_; }
    ports::Store& store() override { return store_; }
    ports::StoreQueries& queries() override { return store_; }
    std::unique_ptr<ports::TaskQueue> queue() override { return queue_.join(); }
    bool is_shared() const override { return true; }
    void rebalance() override { log_.rebalance(); }
    void forget_queue() override { queue_.forget(); }
    void restore_queue(std::uint64_t parts) override { queue_.restore(parts); }
    void set_queue_clock(Duration by) override { queue_.set_clock(by); }
    void calm_down() override { log_.calm_down(); }

private:
    GroupLog log_;
    adapters::MemoryStore store_;
    SharedQueue queue_;
};

}  // namespace

std::unique_ptr<Engine> Engine::make(const std::string& name, const ports::Clock& clock, QueueSettings queue,
                                     Random& random) {
    if (name == "cluster") return std::make_unique<ClusterEngine>(clock, std::move(queue), random);
    if (name == "sqlite") return std::make_unique<SqliteEngine>(clock, std::move(queue));
    return std::make_unique<MemoryEngine>(clock, std::move(queue));
}

}  // namespace tidings::simulation
