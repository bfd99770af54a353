#include "adapters/shared/migration_plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"

namespace tidings::adapters::shared {
namespace {

constexpr std::string_view kBeside = ".beside.sql";

bool is_same(const EmbeddedFile& file, const std::string& applied, std::span<const SameMigration> same) {
    return applied == checksum_of(file) || std::ranges::any_of(same, [&](const SameMigration& other) {
               return other.path == file.path && other.checksum == applied;
           });
}

}  // namespace

std::string checksum_of(const EmbeddedFile& file) {
    const Sha256 hash = sha256(file.bytes);
    return to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

Result<std::vector<EmbeddedFile>> missing_of(Applied applied, std::span<const EmbeddedFile> files,
                                             std::span<const SameMigration> same) {
    std::vector<EmbeddedFile> missing;
    for (const EmbeddedFile& file : files) {
        const auto found = applied.find(file.path);
        if (found == applied.end()) {
            missing.push_back(file);
            continue;
        }
        if (!is_same(file, found->second, same)) {
            return invalid(fmt::format(
                "this program's migration {} is another one than the database was made with; run the tidings "
                "that made it, or a newer one",
                file.path));
        }
        if (!missing.empty()) {
            return invalid(
                fmt::format("the database has the migration {}, and lacks {}, which comes before it: "
                            "restore a backup",
                            file.path, missing.front().path));
        }
        applied.erase(found);
    }
    std::erase_if(applied, [](const auto& migration) { return migration.first.ends_with(kBeside); });
    if (!applied.empty()) {
        return invalid(fmt::format(
            "the database has the migration {}, which this program does not know: it is older than the "
            "database; run a newer tidings",
            applied.rbegin()->first));
    }
    return missing;
}

}  // namespace tidings::adapters::shared
