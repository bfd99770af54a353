#include "adapters/postgres/migrations.h"

#include <array>

#include <fmt/format.h>

#include "adapters/postgres/locks.h"
#include "adapters/postgres/partitions.h"
#include "adapters/shared/migration_plan.h"
#include "embedded/postgres_migrations.h"

namespace tidings::adapters::postgres {
namespace {

constexpr const char* kLockMigrating = "SELECT pg_advisory_lock(" TIDINGS_PG_LOCK_MIGRATING ")";
constexpr const char* kUnlockMigrating = "SELECT pg_advisory_unlock(" TIDINGS_PG_LOCK_MIGRATING ")";
constexpr const char* kCreate =
    "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, checksum text NOT NULL, "
    "applied_at timestamptz NOT NULL DEFAULT now())";
constexpr const char* kApplied = "SELECT name, checksum FROM migrations";
constexpr std::string_view kUndefinedTable = "42P01";
constexpr std::string_view kDuplicateDatabase = "42P04";

// Of 0001 a comment was changed after databases had been made with it.
constexpr std::array kSame{shared::SameMigration{
    "0001_init.sql", "5bd9c60aae88e35217b809560f7cb417be3bd291bb998674fa949f5b78f2ebdd"}};

// Nothing is known of a database that nobody has migrated.
Result<shared::Applied> applied(Connection& connection) {
    const auto rows = connection.run_once(kApplied, {});
    shared::Applied known;
    if (!rows && rows.error().state == kUndefinedTable) return known;
    if (!rows) return error_of(rows.error());
    for (int i = 0; i < rows->size(); ++i) known[(*rows)[i].text(0)] = (*rows)[i].text(1);
    return known;
}

Result<> apply(Connection& connection, const EmbeddedFile& file) {
    // Names and checksums are ours: nothing in them is to be quoted.
    const auto record = fmt::format(";\nINSERT INTO migrations (name, checksum) VALUES ('{}', '{}')",
                                    file.path, shared::checksum_of(file));
    const auto done = connection.execute(std::string(file.bytes) + record);  // one transaction
    if (done) return {};
    auto error = error_of(done.error());
    error.message = fmt::format("the migration {} failed: {}", file.path, error.message);
    return error;
}

Result<> apply_missing(Connection& connection, std::span<const EmbeddedFile> files) {
    if (const auto made = connection.execute(kCreate); !made) return error_of(made.error());
    auto known = applied(connection);
    if (!known) return known.error();
    const auto missing = shared::missing_of(std::move(*known), files, kSame);
    if (!missing) return missing.error();
    for (const auto& file : *missing) {
        if (auto done = apply(connection, file); !done) return done;
    }
    return {};
}

std::string quoted(const std::string& name) {
    std::string out = "\"";
    for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

// `cannot`: why the database itself could not be reached, which stands unless it is missing and can be made.
Result<std::unique_ptr<Connection>> create_database(const Options& options, const Error& cannot) {
    const auto name = database_of(options);
    const auto maintenance = Connection::open(options, "postgres");
    if (!maintenance || name.empty()) return cannot;
    if (const auto locked = (*maintenance)->execute(kLockMigrating); !locked) return error_of(locked.error());
    Parameters p;
    p.add(name);
    const auto found = (*maintenance)->run_once("SELECT FROM pg_database WHERE datname = $1::text", p);
    if (!found) return cannot;
    if (!found->empty())
        return Connection::open(options);  // another program has just made it, or it refuses us
    const auto made = (*maintenance)->execute("CREATE DATABASE " + quoted(name));
    if (!made && made.error().state != kDuplicateDatabase) {
        auto error = error_of(made.error());
        error.message = fmt::format("cannot create the database {}: {}", name, error.message);
        return error;
    }
    return Connection::open(options);
}

}  // namespace

Result<> migrate(const Options& options) {
    return migrate(options, embedded::postgres_migrations());
}

Result<> migrate(const Options& options, std::span<const EmbeddedFile> files) {
    auto connection = Connection::open(options);
    if (!connection && connection.error().code != Errc::invalid) {
        connection = create_database(options, connection.error());
    }
    if (!connection) return connection.error();
    // The others wait for as long as a migration may last.
    if (const auto slow = (*connection)->allow_slow(); !slow) return error_of(slow.error());
    if (const auto locked = (*connection)->execute(kLockMigrating); !locked) return error_of(locked.error());
    auto done = apply_missing(**connection, files);
    if (done) done = make_partitions(**connection);
    (*connection)->execute(kUnlockMigrating);
    return done;
}

Result<> check_schema(Connection& connection) {
    return check_schema(connection, embedded::postgres_migrations());
}

Result<> check_schema(Connection& connection, std::span<const EmbeddedFile> files) {
    auto known = applied(connection);
    if (!known) return known.error();
    const auto missing = shared::missing_of(std::move(*known), files, kSame);
    if (!missing) return missing.error();
    if (missing->empty()) return {};
    return invalid(fmt::format("the database {} lacks the migration {}: run `tidings migrate`",
                               connection.place(), missing->front().path));
}

}  // namespace tidings::adapters::postgres
