#include "simulation/engine.h"

#include <filesystem>

#include <unistd.h>

#include "adapters/memory/memory_event_log.h"
#include "adapters/memory/memory_store.h"
#include "adapters/sqlite/database.h"
#include "adapters/sqlite/sqlite_event_log.h"
#include "adapters/sqlite/sqlite_store.h"

namespace tidings::simulation {
namespace {

class MemoryEngine final : public Engine {
public:
    explicit MemoryEngine(const ports::Clock& clock) : log_(clock) {}

    ports::EventLog& log() override { return log_; }
    ports::Store& store() override { return store_; }
    ports::StoreQueries& queries() override { return store_; }
    void reopen() override {}

private:
    adapters::MemoryEventLog log_;
    adapters::MemoryStore store_;
};

class SqliteEngine final : public Engine {
public:
    explicit SqliteEngine(const ports::Clock& clock) : clock_(clock) {
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

    const ports::Clock& clock_;
    std::filesystem::path folder_;
    std::unique_ptr<adapters::sqlite::Database> database_;
    std::optional<adapters::sqlite::SqliteEventLog> log_;
    std::optional<adapters::sqlite::SqliteStore> store_;
};

}  // namespace

std::unique_ptr<Engine> Engine::make(const std::string& name, const ports::Clock& clock) {
    if (name == "sqlite") return std::make_unique<SqliteEngine>(clock);
    return std::make_unique<MemoryEngine>(clock);
}

}  // namespace tidings::simulation
