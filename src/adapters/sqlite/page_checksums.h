#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace tidings::adapters::sqlite {

// A layer below SQLite that keeps a checksum in the last bytes of each page of the database file: written
// with the page, looked at when the page is read. SQLite itself would take flipped bits for content. A page
// that does not fit its checksum, or that the file has lost, cannot be read: SQLITE_IOERR_DATA.
//
// The write-ahead log is not touched: it has checksums of its own.

// How many bytes of each page are ours; a file that says otherwise is not looked at.
inline constexpr int kChecksumBytes = 8;

// The layer's name, for a connection to be opened with. It stands on what is SQLite's default when it is
// first asked for. Any thread.
const char* page_checksums_vfs();

// Takes every page of a file that nobody has open as it is, and writes its checksum anew: for a file that
// another program has written, such as a backup. How many did not fit theirs.
Result<std::size_t> seal_pages(const std::filesystem::path& file);

// `place` is where in the file the page stands: one that landed elsewhere is damaged, too.
std::uint64_t page_checksum(std::string_view page, std::int64_t place);

}  // namespace tidings::adapters::sqlite
