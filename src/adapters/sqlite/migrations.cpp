#include "adapters/sqlite/migrations.h"

#include "adapters/shared/migration_plan.h"

namespace tidings::adapters::sqlite {
namespace {

constexpr const char* kCreate =
    "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, "
    "applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) STRICT, WITHOUT ROWID";
constexpr const char* kApplied = "SELECT name, checksum FROM migrations";
constexpr const char* kRecord = "INSERT INTO migrations (name, checksum) VALUES (?, ?)";

shared::Applied applied(Connection& connection) {
    shared::Applied out;
    const auto query = connection.use(kApplied);
    while (query->step()) out[query->text(0)] = query->text(1);
    return out;
}

void apply(Connection& connection, const EmbeddedFile& file) {
    connection.execute("BEGIN IMMEDIATE");
    try {
        connection.execute(std::string(file.bytes));
        connection.use(kRecord)->bind(file.path, shared::checksum_of(file)).run();
        connection.execute("COMMIT");
    } catch (...) {
        if (connection.in_transaction()) connection.execute("ROLLBACK");
        throw;
    }
}

}  // namespace

Result<> migrate(Connection& connection, std::span<const EmbeddedFile> files) {
    connection.execute(kCreate);
    const auto missing = shared::missing_of(applied(connection), files);
    if (!missing) return missing.error();
    for (const EmbeddedFile& file : *missing) apply(connection, file);
    return {};
}

}  // namespace tidings::adapters::sqlite
