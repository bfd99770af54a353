#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <SQLiteCpp/Exception.h>

#include "adapters/sqlite/commit_mark.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/file_identity.h"
#include "adapters/sqlite/file_state.h"
#include "adapters/sqlite/folder_lock.h"
#include "base/result.h"

namespace tidings::adapters::sqlite {

// The one file of the embedded engine, `tidings.db` in a data folder; log and store share it.
//
// Durability: a write that returned success is on the disk (write-ahead log, synchronous=FULL). A process
// that
//   is killed at any moment leaves the last commit whole.
// Losses: a start sees when commits are missing that were acknowledged (a file deleted, cut short, or an
// older one
//   in its place), and a read when a page was damaged; see docs/adr/0016.
// Threads: every method may be called from any thread. There is one writer at a time; writes that come while
// it
//   is busy share the next commit. Readers never wait for it.
class Database {
public:
    // Creates the folder (mode 0700) and the file (0600) where they are missing, and brings the schema up to
    // date. Errc::unavailable when another process has the folder, Errc::invalid when the schema is newer,
    // the file is none of ours, or commits are missing, which `loss` may accept.
    enum class Loss { refuse, accept };
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& folder,
                                                  Loss loss = Loss::refuse);
    ~Database();

    using Work = std::function<Result<>(Connection&)>;

    // Runs `work` inside a transaction and commits it, perhaps together with the work of others. What fails,
    // or returns an error, has changed nothing.
    Result<> write(const Work& work);

    // Runs `work`, which returns a Result, on a connection that sees one state of the database.
    template <class F>
    auto read(const F& work) -> decltype(work(std::declval<Connection&>())) {
        try {
            const Reader reader(*this);
            return work(reader.connection());
        } catch (const SQLite::Exception& failure) {
            return noted(failure);
        }
    }

    // To be called about every second. Moves what the write-ahead log holds into the file, so that commits
    // seldom pay for it. Fails as long as nothing can be written, for which it tries once a write has failed,
    // and for good once the file was seen to be damaged.
    Result<> maintain();

private:
    struct Job {
        const Work& work;
        Result<> result;
        bool done = false;
    };
    // Borrows a reading connection and holds a read transaction on it.
    class Reader {
    public:
        explicit Reader(Database& database);
        ~Reader();
        Reader(const Reader&) = delete;
        Reader& operator=(const Reader&) = delete;

        Connection& connection() const { return *connection_; }

    private:
        Database& database_;
        std::unique_ptr<Connection> connection_;
    };

    Database(FolderLock lock, std::string file);
    Result<> start(const std::filesystem::path& folder, bool has_log, Loss loss);
    Result<> tell_use();
    Result<> judge(const Found& found, Loss loss);
    void finish();
    Error noted(const SQLite::Exception& failure);
    void open_readers();
    std::unique_ptr<Connection> borrow_reader();
    void return_reader(std::unique_ptr<Connection> reader);
    void run_group(const std::vector<Job*>& group);
    Result<> commit();
    bool run_job(Job& job, bool alone);
    void roll_back();
    void give_up(const std::vector<Job*>& group, const Error& error);
    Result<> tidy_log();
    Result<> checkpoint(int mode);

    const FolderLock lock_;
    const std::string file_;

    std::mutex queue_mutex_;  // over the three below
    std::condition_variable queue_moved_;
    std::deque<Job*> queue_;
    bool writing_ = false;

    Connection writer_;  // of the thread that set writing_, as the three below
    std::int64_t commits_ = 0;
    std::optional<CommitMark> mark_;   // once the file is in use
    std::vector<FileIdentity> files_;  // likewise: it and its log

    std::atomic<int> log_pages_ = 0;
    std::atomic<bool> cannot_write_ = false;
    std::atomic<bool> damaged_ = false;

    std::mutex checkpoint_mutex_;
    Connection checkpointer_;

    std::mutex readers_mutex_;
    std::condition_variable reader_returned_;
    std::vector<std::unique_ptr<Connection>> idle_readers_;
    std::size_t readers_lent_ = 0;
};

}  // namespace tidings::adapters::sqlite
