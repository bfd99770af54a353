#include "adapters/sqlite/database.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/sqlite/file_state.h"
#include "adapters/sqlite/migrations.h"
#include "adapters/sqlite/page_checksums.h"
#include "base/log.h"
#include "embedded/sqlite_migrations.h"

namespace tidings::adapters::sqlite {
namespace {

// The page caches are the most of what the engine holds while idle.
constexpr int kWriterCacheKib = 16 * 1024;
constexpr int kReaderCacheKib = 2 * 1024;
constexpr int kCheckpointCacheKib = 256;
constexpr std::size_t kReadersMax = 4;

// How many writes share a commit at most: the last one must not wait long for the first.
constexpr std::size_t kGroupMax = 64;

// In pages of 4 KiB. A checkpoint runs beside the writer from the first on; from the second on the writer
// waits for its end, so that the log begins anew; from the third on a commit pays for it where nobody else
// has.
constexpr int kLogPagesBeside = 2'000;
constexpr int kLogPagesRestart = 16'000;
constexpr int kLogPagesMax = 64'000;
constexpr std::int64_t kLogBytesKept = 64LL * 1024 * 1024;

constexpr const char* kBegin = "BEGIN IMMEDIATE";
constexpr const char* kBeginRead = "BEGIN";
constexpr const char* kCommit = "COMMIT";
constexpr const char* kRollback = "ROLLBACK";
constexpr const char* kSave = "SAVEPOINT job";
constexpr const char* kSaveRelease = "RELEASE job";
constexpr const char* kSaveRollback = "ROLLBACK TO job";

Result<> make_folder(const std::filesystem::path& folder) {
    std::error_code fault;
    if (!folder.parent_path().empty()) std::filesystem::create_directories(folder.parent_path(), fault);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        return unavailable(
            fmt::format("cannot create the data folder {}: {}", folder.string(), std::strerror(errno)));
    }
    return {};
}

Result<> take_as_it_is(const std::filesystem::path& file) {
    const auto sealed = seal_pages(file);
    if (!sealed) return sealed.error();
    if (*sealed > 0)
        log::warning("pages did not fit their checksums, and are taken as they are", {{"pages", *sealed}});
    return {};
}

// SQLite counts every allocation under one mutex, for statistics that nobody reads. That can be switched off
// only before its first use.
void count_no_allocations() {
    [[maybe_unused]] static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

int count_pages(void* counter, sqlite3*, const char*, int pages) {
    static_cast<std::atomic<int>*>(counter)->store(pages, std::memory_order_relaxed);
    return SQLITE_OK;
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& folder, Loss loss) {
    if (auto made = make_folder(folder); !made) return made.error();
    auto lock = FolderLock::take(folder);
    if (!lock) return lock.error();
    const auto file = folder / "tidings.db";
    count_no_allocations();
    const auto cannot_open = [&file](Error error) {
        error.message = fmt::format("cannot open {}: {}", file.string(), error.message);
        return error;
    };
    if (auto good = make_or_inspect_file(file); !good) return cannot_open(good.error());
    if (loss == Loss::accept) {
        if (auto taken = take_as_it_is(file); !taken) return cannot_open(taken.error());
    }
    // Before SQLite looks at it, which would make an empty one.
    std::error_code absent;
    const auto log_bytes = std::filesystem::file_size(file.string() + "-wal", absent);
    try {
        std::unique_ptr<Database> database(new Database(std::move(*lock), file.string()));
        if (auto done = database->start(folder, !absent && log_bytes > 0, loss); !done) {
            return cannot_open(done.error());
        }
        database->open_readers();
        return database;
    } catch (const SQLite::Exception& failure) {
        return cannot_open(error_of(failure));
    }
}

Database::Database(FolderLock lock, std::string file)
    : lock_(std::move(lock)),
      file_(std::move(file)),
      writer_(file_, Connection::Kind::writer, kWriterCacheKib),
      checkpointer_(file_, Connection::Kind::writer, kCheckpointCacheKib) {
    writer_.execute(fmt::format("PRAGMA journal_size_limit = {}", kLogBytesKept));
    sqlite3_wal_hook(writer_.handle(), count_pages, &log_pages_);
}

// What was lost together with its log may have been half moved into the file.
Result<> Database::judge(const Found& found, Loss loss) {
    const auto missing = what_is_missing(found);
    if (!missing) return {};
    if (loss == Loss::refuse) {
        return invalid(*missing +
                       "; put back what was taken away, or restore a backup; data.accept_loss starts " +
                       "with what is there");
    }
    if (!FileState::is_whole(writer_)) return damaged_error();
    log::warning("starting although commits are missing, as data.accept_loss says", {{"why", *missing}});
    return {};
}

// Nothing is changed before it is known that nothing is missing.
Result<> Database::start(const std::filesystem::path& folder, bool has_log, Loss loss) {
    const Found found{FileState::read(writer_), has_log, CommitMark::read(folder)};
    if (auto judged = judge(found, loss); !judged) return judged;
    if (auto migrated = migrate(writer_, embedded::sqlite_migrations()); !migrated) return migrated;
    commits_ = found.state.commits;
    auto mark = CommitMark::make(folder, commits_);
    if (!mark) return mark.error();
    mark_.emplace(std::move(*mark));
    if (!found.state.in_use || !has_log) {
        if (auto told = tell_use(); !told) return told;
    }
    files_ = {FileIdentity(file_), FileIdentity(file_ + "-wal")};
    return {};
}

// In the file itself, so that it says so without its log; which is left as it is, for an empty one would look
// as if it had been lost.
Result<> Database::tell_use() {
    FileState::write_in_use(writer_, true);
    return checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

Database::~Database() {
    if (mark_) finish();
}

// Puts everything into the one file. What prevents it leaves the log, and the next start goes on from there.
void Database::finish() {
    try {
        FileState::write_in_use(writer_, false);
        int pages = 0;
        if (sqlite3_wal_checkpoint_v2(checkpointer_.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, &pages,
                                      nullptr) == SQLITE_OK) {
            writer_.clean_up_on_close(true);
        }
    } catch (const SQLite::Exception&) {
        return;
    }
}

// Remembers what `maintain` is to say.
Error Database::noted(const SQLite::Exception& failure) {
    if (is_damage(failure)) damaged_ = true;
    return error_of(failure);
}

// Whoever finds no writer at work becomes it, for all who wait.
Result<> Database::write(const Work& work) {
    Job job{work, {}};
    std::unique_lock lock(queue_mutex_);
    queue_.push_back(&job);
    queue_moved_.wait(lock, [&] { return job.done || !writing_; });
    if (job.done) return job.result;
    writing_ = true;
    while (!job.done) {
        const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), kGroupMax));
        const std::vector<Job*> group(queue_.begin(), queue_.begin() + count);
        queue_.erase(queue_.begin(), queue_.begin() + count);
        lock.unlock();
        run_group(group);
        lock.lock();
        for (Job* finished : group) finished->done = true;
    }
    writing_ = false;
    lock.unlock();
    queue_moved_.notify_all();
    if (log_pages_.load(std::memory_order_relaxed) > kLogPagesMax) {
        static_cast<void>(tidy_log());  // `maintain` says what is wrong; this write is on the disk
    }
    return job.result;
}

void Database::run_group(const std::vector<Job*>& group) {
    try {
        writer_.run(kBegin);
        bool changed = false;
        for (Job* job : group) changed = run_job(*job, group.size() == 1) || changed;
        if (!changed) return roll_back();
        if (const auto kept = commit(); !kept) give_up(group, kept.error());
    } catch (const SQLite::Exception& failure) {
        const Error error = noted(failure);
        cannot_write_ = error.code == Errc::full || error.code == Errc::unavailable;
        roll_back();
        give_up(group, error);
    } catch (const std::exception& failure) {
        // Not SQLite's: a lack of memory. Others wait for this thread, so that it must not leave.
        roll_back();
        give_up(group, internal_error(std::string("a write failed: ") + failure.what()));
    }
}

// What was written to a file that has lost its name counts as lost, whatever SQLite says.
Result<> Database::commit() {
    FileState::write_commits(writer_, commits_ + 1);
    writer_.run(kCommit);
    const auto moved = std::ranges::find_if(files_, &FileIdentity::has_moved);
    cannot_write_ = moved != files_.end();
    if (cannot_write_) {
        return unavailable(fmt::format(
            "{} was deleted, moved or replaced while it was in use; stop the server and put it back",
            moved->path().string()));
    }
    mark_->write(++commits_);
    return {};
}

// Whether the job has changed anything. Throws when the transaction of the whole group is lost.
bool Database::run_job(Job& job, bool alone) {
    if (!alone) writer_.run(kSave);
    try {
        job.result = job.work(writer_);
    } catch (const SQLite::Exception& failure) {
        if (!writer_.in_transaction()) throw;
        job.result = noted(failure);
    }
    if (alone) return job.result.has_value();
    if (!job.result) writer_.run(kSaveRollback);
    writer_.run(kSaveRelease);
    return job.result.has_value();
}

void Database::roll_back() {
    try {
        if (writer_.in_transaction()) writer_.run(kRollback);
        // What is wrong, the next transaction says; this one is gone all the same.
        // NOLINTNEXTLINE(bugprone-empty-catch)
    } catch (const SQLite::Exception&) {
    }
}

// Those that had failed by themselves keep their own error.
void Database::give_up(const std::vector<Job*>& group, const Error& error) {
    for (Job* job : group) {
        if (job->result) job->result = error;
    }
}

Result<> Database::maintain() {
    if (damaged_) return damaged_error();
    if (cannot_write_) {
        const auto probe = [](Connection& connection) -> Result<> {
            FileState::probe(connection);
            return {};
        };
        if (auto written = write(probe); !written) return written;
    }
    if (auto synced = mark_->sync(); !synced) return synced;
    return tidy_log();
}

Result<> Database::tidy_log() {
    const std::lock_guard lock(checkpoint_mutex_);
    const int pages = log_pages_.load(std::memory_order_relaxed);
    if (pages < kLogPagesBeside) return {};
    if (auto done = checkpoint(SQLITE_CHECKPOINT_PASSIVE); !done) return done;
    if (pages < kLogPagesRestart) return {};
    return checkpoint(SQLITE_CHECKPOINT_RESTART);
}

Result<> Database::checkpoint(int mode) {
    const int code = sqlite3_wal_checkpoint_v2(checkpointer_.handle(), nullptr, mode, nullptr, nullptr);
    // Somebody reads or writes: the next call goes on.
    if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) return {};
    return noted(SQLite::Exception(checkpointer_.handle(), code));
}

Database::Reader::Reader(Database& database) : database_(database), connection_(database.borrow_reader()) {}

Database::Reader::~Reader() {
    database_.return_reader(std::move(connection_));
}

// All at once: what reads later must not need a descriptor then, when there may be none left.
void Database::open_readers() {
    std::vector<std::unique_ptr<Connection>> readers;
    for (std::size_t i = 0; i < kReadersMax; ++i) readers.push_back(borrow_reader());
    for (auto& reader : readers) {
        reader->use("SELECT count(*) FROM file_state")->step();  // only now it opens the log
        return_reader(std::move(reader));
    }
}

std::unique_ptr<Connection> Database::borrow_reader() {
    std::unique_ptr<Connection> reader;
    {
        std::unique_lock lock(readers_mutex_);
        reader_returned_.wait(lock, [&] { return readers_lent_ < kReadersMax; });
        ++readers_lent_;
        if (!idle_readers_.empty()) {
            reader = std::move(idle_readers_.back());
            idle_readers_.pop_back();
        }
    }
    try {
        if (!reader) reader = std::make_unique<Connection>(file_, Connection::Kind::reader, kReaderCacheKib);
        reader->run(kBeginRead);
    } catch (...) {
        return_reader(nullptr);
        throw;
    }
    return reader;
}

// One that cannot end its transaction is not used again.
void Database::return_reader(std::unique_ptr<Connection> reader) {
    try {
        if (reader) reader->run(kCommit);
    } catch (const SQLite::Exception&) {
        reader.reset();
    }
    {
        const std::lock_guard lock(readers_mutex_);
        --readers_lent_;
        if (reader) idle_readers_.push_back(std::move(reader));
    }
    reader_returned_.notify_one();
}

}  // namespace tidings::adapters::sqlite
