#include "adapters/sqlite/sqlite_event_log.h"
#include "adapters/sqlite/sqlite_store.h"
#include "contract/event_log_contract.h"
#include "contract/store_against_memory.h"
#include "contract/store_contract.h"
#include "contract/store_people_contract.h"
#include "contract/store_queries_contract.h"
#include "contract/store_races_contract.h"
#include "contract/store_retention_contract.h"
#include "contract/store_waiting_contract.h"
#include "support/temporary_folder.h"

namespace tidings::testing {
namespace {

using adapters::sqlite::Database;
using adapters::sqlite::SqliteEventLog;
using adapters::sqlite::SqliteStore;

class OpenedSqliteLog final : public Opened<ports::EventLog> {
public:
    explicit OpenedSqliteLog(const ports::Clock& clock) : clock_(clock) { reopen(); }
    ports::EventLog& port() override { return *log_; }
    void reopen() override {
        log_.reset();
        database_.reset();
        database_ = Database::open(folder_.path()).value();
        log_ = std::make_unique<SqliteEventLog>(*database_, clock_);
    }

private:
    const ports::Clock& clock_;
    TemporaryFolder folder_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<SqliteEventLog> log_;
};

class OpenedSqliteStore final : public OpenedStore {
public:
    OpenedSqliteStore() { reopen(); }
    StoreFaces faces() override { return {*store_, *store_}; }
    void reopen() override {
        store_.reset();
        database_.reset();
        database_ = Database::open(folder_.path()).value();
        store_ = std::make_unique<SqliteStore>(*database_);
    }

private:
    TemporaryFolder folder_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<SqliteStore> store_;
};

const LogEngine kLog{"sqlite", true,
                     [](const ports::Clock& clock) { return std::make_unique<OpenedSqliteLog>(clock); }};
const StoreEngine kStore{"sqlite", true, [] { return std::make_unique<OpenedSqliteStore>(); }};

INSTANTIATE_TEST_SUITE_P(Sqlite, EventLogContract, ::testing::Values(kLog));
INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, ::testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Sqlite, StoreRetention, ::testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Sqlite, StoreRaces, ::testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Sqlite, StoreQueriesContract, ::testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Sqlite, StoreAgainstMemory, ::testing::Values(kStore));

}  // namespace
}  // namespace tidings::testing
