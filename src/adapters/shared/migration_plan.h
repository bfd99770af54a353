#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/embedded.h"
#include "base/result.h"

namespace tidings::adapters::shared {

// The migrations that a database has run, by name, each with the checksum of its text.
using Applied = std::map<std::string, std::string, std::less<>>;

// A text that a migration once had and that made the same schema: whoever ran it has run today's. There is no
// other way to change a migration that somebody may have run.
struct SameMigration {
    std::string_view path;
    std::string_view checksum;
};

std::string checksum_of(const EmbeddedFile& file);

// Those of `files`, which come in order, that the database lacks. Errc::invalid, with what to do, where one
// has changed since, or the database has one that the program does not know. That makes the program older
// than the database, unless the name ends with ".beside.sql": then it only adds what an older program may
// overlook.
Result<std::vector<EmbeddedFile>> missing_of(Applied applied, std::span<const EmbeddedFile> files,
                                             std::span<const SameMigration> same = {});

}  // namespace tidings::adapters::shared
