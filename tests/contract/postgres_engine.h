#pragma once

#include <iostream>

#include "adapters/postgres/migrations.h"
#include "adapters/postgres/postgres_store.h"
#include "adapters/system/system_clock.h"
#include "contract/engines.h"
#include "support/postgres_database.h"

// PostgreSQL for the contract suites: one database for the whole program, emptied for each test. Needs a
// server in TIDINGS_TEST_POSTGRES, see support/servers.
namespace tidings::testing {

// Every row of everything goes, and nothing else, which is far quicker than a new database.
inline void empty_postgres(const PostgresDatabase& database) {
    std::string sql;
    for (const char* table : {"attempts", "contents", "notifications", "events", "event_keys", "offsets",
                              "recipients", "suppressions", "cancelled_events", "dead_records", "outgoing"}) {
        sql += std::string("DELETE FROM ") + table + "; ";
    }
    database.execute(sql + "DELETE FROM counters; INSERT INTO counters (slot) SELECT generate_series(0, 63)");
}

inline const PostgresDatabase& migrated_postgres() {
    static const PostgresDatabase database("tidings_contract");
    static const bool migrated = (adapters::postgres::migrate(database.options()).value(), true);
    if (migrated) empty_postgres(database);
    return database;
}

class OpenedPostgresStore final : public OpenedStore {
public:
    OpenedPostgresStore() : options_(migrated_postgres().options()) { reopen(); }
    StoreFaces faces() override { return {*store_, *store_}; }
    void reopen() override {
        store_.reset();
        store_ = adapters::postgres::PostgresStore::open(options_, clock_).value();
    }

private:
    adapters::SystemClock clock_;
    adapters::postgres::Options options_;
    std::unique_ptr<adapters::postgres::PostgresStore> store_;
};

inline std::vector<StoreEngine> postgres_engines() {
    if (!postgres_server()) {
        std::cerr << "skipped: TIDINGS_TEST_POSTGRES names no PostgreSQL\n";
        return {};
    }
    return {{"postgres", true, [] { return std::make_unique<OpenedPostgresStore>(); }, 10}};
}

}  // namespace tidings::testing
