#include "adapters/sqlite/connection.h"

#include <algorithm>

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "adapters/sqlite/page_checksums.h"

namespace tidings::adapters::sqlite {

Statement::Statement(sqlite3* db, const char* sql) : db_(db) {
    check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr));
}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    sqlite3_reset(statement_);  // which leaves the failure, if any, where the exception reads it
    if (code == SQLITE_DONE) return false;
    throw SQLite::Exception(db_, code);
}

int Statement::run() {
    while (step()) {
    }
    return sqlite3_changes(db_);
}

void Statement::reset() {
    sqlite3_reset(statement_);  // reports again what step() has reported
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::bytes(int column) const {
    const auto* begin = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {begin, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Uuid Statement::uuid(int column) const {
    Uuid id;
    const auto raw = bytes(column);
    std::copy_n(raw.begin(), std::min(raw.size(), id.bytes.size()), id.bytes.begin());
    return id;
}

void Statement::bind_integer(int at, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, at, value));
}

// A null pointer would bind NULL.
void Statement::bind_text(int at, std::string_view text) {
    check(sqlite3_bind_text64(statement_, at, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
}

void Statement::bind_blob(int at, std::string_view bytes) {
    check(
        sqlite3_bind_blob64(statement_, at, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC));
}

void Statement::bind_null(int at) {
    check(sqlite3_bind_null(statement_, at));
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) throw SQLite::Exception(db_, code);
}

namespace {

// Readers write nothing, but share the index of the write-ahead log, so that their file is opened for
// writing.
const int kFlags = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;

}  // namespace

Connection::Connection(const std::string& file, Kind kind, int cache_kib)
    : database_(file, kFlags, /*busy_timeout_ms=*/2000, page_checksums_vfs()) {
    clean_up_on_close(false);
    sqlite3_extended_result_codes(handle(), 1);
    execute("PRAGMA journal_mode = WAL");
    execute("PRAGMA synchronous = FULL");
    execute("PRAGMA foreign_keys = OFF");
    execute("PRAGMA temp_store = MEMORY");
    execute("PRAGMA wal_autocheckpoint = 0");
    execute(fmt::format("PRAGMA cache_size = -{}", cache_kib));
    if (kind == Kind::reader) execute("PRAGMA query_only = ON");
}

Connection::Use Connection::use(const char* sql) {
    auto& statement = statements_[sql];
    if (!statement) statement = std::make_unique<Statement>(handle(), sql);
    return Use(*statement);
}

void Connection::execute(const std::string& sql) {
    database_.exec(sql);
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(handle()) == 0;
}

void Connection::clean_up_on_close(bool clean_up) {
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, clean_up ? 0 : 1, nullptr);
}

bool is_damage(const SQLite::Exception& failure) {
    const int code = failure.getErrorCode() & 0xff;  // without the extension
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
           failure.getExtendedErrorCode() == SQLITE_IOERR_DATA;
}

Error damaged_error() {
    return internal_error("the database file is damaged: stop, and restore a backup");
}

Error error_of(const SQLite::Exception& failure) {
    if (is_damage(failure)) return damaged_error();
    const std::string text = failure.what();  // names tables and columns, never what is in them
    switch (failure.getExtendedErrorCode()) {
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_ROWID:
            return conflict("the row exists already");
        case SQLITE_CONSTRAINT_CHECK:
        case SQLITE_CONSTRAINT_NOTNULL:
        case SQLITE_CONSTRAINT_DATATYPE:
        case SQLITE_TOOBIG:
            return invalid("the database refuses the content");
        default:
            break;
    }
    const int code = failure.getErrorCode() & 0xff;  // without the extension
    if (code == SQLITE_FULL) {
        return {Errc::full, "the disk of the data folder is full: free some space"};
    }
    if (code == SQLITE_IOERR || code == SQLITE_BUSY || code == SQLITE_READONLY || code == SQLITE_NOMEM ||
        code == SQLITE_CANTOPEN) {
        return unavailable("the database cannot be read or written: " + text);
    }
    return internal_error("the database failed: " + text);
}

}  // namespace tidings::adapters::sqlite
