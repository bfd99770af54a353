#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "adapters/sqlite/connection.h"
#include "base/result.h"

namespace tidings::adapters::sqlite {

// What the database file says of itself.
struct FileState {
    // Whether a process has it, or ended without having put everything into the one file.
    bool in_use = false;
    std::int64_t commits = 0;

    // Zeros for a database that has no tables yet. Throws SQLite::Exception.
    static FileState read(Connection& connection);
    static void write_in_use(Connection& connection, bool in_use);
    static void write_commits(Connection& connection, std::int64_t commits);

    // Looks at every page, and whether tables and indexes fit each other. Slow.
    static bool is_whole(Connection& connection);

    // Writes a good deal that means nothing, to see whether there is room. Inside a transaction.
    static void probe(Connection& connection);
};

// Makes the file for its owner only where it is missing or empty. Otherwise looks at its first bytes:
// Errc::invalid when it is not a database, or not one of ours.
Result<> make_or_inspect_file(const std::filesystem::path& file);

// What was found at a start, beside the database itself.
struct Found {
    FileState state;
    bool has_log = false;              // a write-ahead log that holds something
    std::optional<std::int64_t> mark;  // see commit_mark.h
};

// How it can be seen that commits are missing, as the end of a sentence; nothing when all are there.
std::optional<std::string> what_is_missing(const Found& found);

}  // namespace tidings::adapters::sqlite
