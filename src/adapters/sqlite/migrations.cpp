#include "adapters/sqlite/migrations.h"

#include <map>

#include <fmt/format.h>

#include "base/hash.h"

namespace tidings::adapters::sqlite {
namespace {

constexpr const char* kCreate =
    "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, "
    "applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) STRICT, WITHOUT ROWID";
constexpr const char* kApplied = "SELECT name, checksum FROM migrations";
constexpr const char* kRecord = "INSERT INTO migrations (name, checksum) VALUES (?, ?)";

std::string checksum_of(const EmbeddedFile& file) {
    const Sha256 hash = sha256(file.bytes);
    return to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::map<std::string, std::string> applied(Connection& connection) {
    std::map<std::string, std::string> out;
    const auto query = connection.use(kApplied);
    while (query->step()) out[query->text(0)] = query->text(1);
    return out;
}

void apply(Connection& connection, const EmbeddedFile& file, const std::string& checksum) {
    connection.execute("BEGIN IMMEDIATE");
    try {
        connection.execute(std::string(file.bytes));
        connection.use(kRecord)->bind(file.path, checksum).run();
        connection.execute("COMMIT");
    } catch (...) {
        if (connection.in_transaction()) connection.execute("ROLLBACK");
        throw;
    }
}

}  // namespace

Result<> migrate(Connection& connection, std::span<const EmbeddedFile> files) {
    connection.execute(kCreate);
    auto known = applied(connection);
    for (const EmbeddedFile& file : files) {
        const std::string checksum = checksum_of(file);
        const auto found = known.extract(std::string(file.path));
        if (!found.empty()) {
            if (found.mapped() == checksum) continue;
            return invalid(fmt::format("the migration {} has changed since this database ran it", file.path));
        }
        // Files come in order, so that whatever is left over is newer than the last of them, or foreign.
        if (!known.empty() && known.rbegin()->first > file.path) break;
        apply(connection, file, checksum);
    }
    if (!known.empty()) {
        return invalid(fmt::format(
            "the database has the migration {}, which this program does not know: use a newer program",
            known.rbegin()->first));
    }
    return {};
}

}  // namespace tidings::adapters::sqlite
