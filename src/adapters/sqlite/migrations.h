#pragma once

#include <span>

#include "adapters/sqlite/connection.h"
#include "base/embedded.h"

namespace tidings::adapters::sqlite {

// Brings the schema up to the newest of `files` ("0001_init.sql" …), each in a transaction of its own, and
// records each with its checksum. Forward only: Errc::invalid when the database has a migration that is not
// among the files (it is newer than the program), or one that has changed since. Throws SQLite::Exception.
Result<> migrate(Connection& connection, std::span<const EmbeddedFile> files);

}  // namespace tidings::adapters::sqlite
