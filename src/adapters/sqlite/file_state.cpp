#include "adapters/sqlite/file_state.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "adapters/sqlite/folder_lock.h"
#include "adapters/sqlite/page_checksums.h"

namespace tidings::adapters::sqlite {
namespace {

constexpr const char* kHasTable = "SELECT 1 FROM sqlite_schema WHERE name = 'file_state'";
constexpr const char* kReadState = "SELECT in_use, commits FROM file_state";
constexpr const char* kInUse = "UPDATE file_state SET in_use = ?";
constexpr const char* kCommits = "UPDATE file_state SET commits = ?";
constexpr const char* kCheck = "PRAGMA integrity_check(1)";
constexpr const char* kProbe = "UPDATE file_probe SET filler = zeroblob(65536)";

// "tdgs", SQLite's place for whose file it is.
constexpr std::uint32_t kApplicationId = 0x74646773;
constexpr std::size_t kHeaderBytes = 100;
constexpr std::size_t kReservedAt = 20;
constexpr std::size_t kApplicationIdAt = 68;
constexpr std::string_view kMagic{"SQLite format 3\0", 16};

// How pages are laid out cannot be changed later.
void lay_out(const std::string& file) {
    SQLite::Database database(file, SQLite::OPEN_READWRITE, 0, page_checksums_vfs());
    int reserved = kChecksumBytes;
    database.exec("PRAGMA page_size = 4096");
    sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
    database.exec("PRAGMA synchronous = OFF");  // it is synced as a whole before it has its name
    database.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
    database.exec("PRAGMA journal_mode = WAL");
}

// SQLite would create it readable for others; its companions take the mode from it.
Result<> create_empty(const std::string& file) {
    const int opened = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (opened < 0) return unavailable(std::strerror(errno));
    ::close(opened);
    return {};
}

// Under another name first, so that no crash leaves half of one.
Result<> make_file(const std::filesystem::path& file) {
    const std::string fresh = file.string() + ".new";
    std::error_code fault;
    for (const char* companion : {"", "-journal", "-wal", "-shm"}) {
        std::filesystem::remove(fresh + companion, fault);
    }
    if (auto created = create_empty(fresh); !created) return created;
    try {
        lay_out(fresh);
    } catch (const SQLite::Exception& failure) {
        return error_of(failure);
    }
    if (auto synced = sync_path(fresh); !synced) return synced;
    std::filesystem::rename(fresh, file, fault);
    if (fault) return unavailable(fault.message());
    return sync_path(file.parent_path());
}

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (const char c : bytes) value = value << 8U | static_cast<std::uint8_t>(c);
    return value;
}

Result<> inspect(std::string_view header) {
    if (header.size() < kHeaderBytes || !header.starts_with(kMagic)) {
        return invalid("it is not a database: restore a backup, or choose another data folder");
    }
    if (big_endian(header.substr(kApplicationIdAt, 4)) != kApplicationId) {
        return invalid("it is the database of another program: choose another data folder");
    }
    if (header[kReservedAt] != kChecksumBytes) return invalid("its first page is damaged: restore a backup");
    return {};
}

}  // namespace

FileState FileState::read(Connection& connection) {
    FileState state;
    if (!connection.use(kHasTable)->bind().step()) return state;
    const auto query = connection.use(kReadState);
    if (!query->bind().step()) return state;
    state.in_use = query->integer(0) != 0;
    state.commits = query->integer(1);
    return state;
}

void FileState::write_in_use(Connection& connection, bool in_use) {
    connection.use(kInUse)->bind(in_use).run();
}

void FileState::write_commits(Connection& connection, std::int64_t commits) {
    connection.use(kCommits)->bind(commits).run();
}

bool FileState::is_whole(Connection& connection) {
    const auto query = connection.use(kCheck);
    return query->bind().step() && query->bytes(0) == "ok";
}

void FileState::probe(Connection& connection) {
    connection.use(kProbe)->bind().run();
}

Result<> make_or_inspect_file(const std::filesystem::path& file) {
    const int opened = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (opened < 0) return errno == ENOENT ? make_file(file) : Result<>(unavailable(std::strerror(errno)));
    std::string header(kHeaderBytes, '\0');
    const auto length = ::pread(opened, header.data(), header.size(), 0);
    ::close(opened);
    if (length < 0) return unavailable(std::strerror(errno));
    if (length == 0) return make_file(file);
    header.resize(static_cast<std::size_t>(length));
    return inspect(header);
}

std::optional<std::string> what_is_missing(const Found& found) {
    const auto& [state, has_log, mark] = found;
    if (state.in_use && !has_log) {
        return "it was in use when it was last written, and tidings.db-wal, which has the rest, is gone";
    }
    if (state.in_use && !mark) {
        return "it was in use when it was last written, and tidings.mark, which says how far, is gone";
    }
    if (mark && state.commits < *mark) {
        return fmt::format("{} commits were acknowledged (tidings.mark), {} are there", *mark, state.commits);
    }
    return std::nullopt;
}

}  // namespace tidings::adapters::sqlite
