#pragma once

#include <span>

#include "adapters/postgres/connection.h"
#include "base/embedded.h"

namespace tidings::adapters::postgres {

// Makes the database where it is missing and may be made, and brings its schema up to the newest migration
// that the program carries ("0001_init.sql" …), each in a transaction of its own, and records each with its
// checksum; then makes the partitions. Forward only: Errc::invalid when the database has a migration that the
// program does not know (it is newer), or one that has changed since. Any number of programs may do it at
// once: one does, the others wait.
Result<> migrate(const Options& options);

// Errc::invalid unless the schema is just what this program expects, with what to do in its text.
Result<> check_schema(Connection& connection);

// The same with other files.
Result<> migrate(const Options& options, std::span<const EmbeddedFile> files);
Result<> check_schema(Connection& connection, std::span<const EmbeddedFile> files);

}  // namespace tidings::adapters::postgres
