#include "adapters/sqlite/database.h"

#include <barrier>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/temporary_folder.h"

namespace tidings::adapters::sqlite {
namespace {

using ::testing::HasSubstr;
using tidings::testing::TemporaryFolder;

constexpr const char* kInsert = "INSERT INTO cancelled_events (source, event_id, at) VALUES (?, ?, 0)";
constexpr const char* kCount = "SELECT count(*) FROM cancelled_events";

Result<> insert(Connection& connection, int number) {
    connection.use(kInsert)->bind("s", std::to_string(number)).run();
    return {};
}

std::int64_t rows_in(Database& database) {
    return database
        .read([](Connection& connection) -> Result<std::int64_t> {
            const auto query = connection.use(kCount);
            query->step();
            return query->integer(0);
        })
        .value();
}

mode_t mode_of(const std::filesystem::path& path) {
    struct stat info{};
    EXPECT_EQ(::stat(path.c_str(), &info), 0);
    return info.st_mode & 0777U;
}

TEST(Database, IsForItsOwnerOnly) {
    const TemporaryFolder parent;
    const auto folder = parent.path() / "deep" / "data";
    const auto database = Database::open(folder).value();
    ASSERT_TRUE(database->write([](Connection& c) { return insert(c, 1); }));
    EXPECT_EQ(mode_of(folder), 0700U);
    EXPECT_EQ(mode_of(folder / "tidings.db"), 0600U);
    EXPECT_EQ(mode_of(folder / "tidings.db-wal"), 0600U);
    EXPECT_EQ(mode_of(folder / "tidings.lock"), 0600U);
}

TEST(Database, RefusesASecondHolderOfItsFolderAndNamesTheFirst) {
    const TemporaryFolder folder;
    auto database = Database::open(folder.path()).value();
    const auto second = Database::open(folder.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::unavailable);
    EXPECT_THAT(second.error().message, HasSubstr(std::to_string(::getpid())));
    database.reset();
    EXPECT_TRUE(Database::open(folder.path()));
}

TEST(Database, CannotBeMadeWhereNothingCanBeWritten) {
    const auto opened = Database::open("/proc/nowhere/data");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::unavailable);
}

TEST(Database, SyncsEveryCommit) {
    const TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    ASSERT_TRUE(database->write([](Connection& connection) -> Result<> {
        const auto query = connection.use("PRAGMA synchronous");
        query->step();
        EXPECT_EQ(query->integer(0), 2);
        return {};
    }));
}

TEST(Database, AWriteThatReturnsAnErrorChangesNothing) {
    const TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    const auto failed = database->write([](Connection& connection) -> Result<> {
        insert(connection, 1).value();
        return conflict("no");
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "no");
    EXPECT_EQ(rows_in(*database), 0);
    EXPECT_TRUE(database->write([](Connection& c) { return insert(c, 1); }));
    EXPECT_EQ(rows_in(*database), 1);
}

TEST(Database, AWriteThatThrowsChangesNothing) {
    const TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    const auto failed = database->write([](Connection& connection) -> Result<> {
        insert(connection, 1).value();
        return insert(connection, 1);
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::conflict);
    EXPECT_EQ(rows_in(*database), 0);
}

TEST(Database, GoesOnAfterAWriteThatThrowsSomethingElse) {
    const TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    const auto failed = database->write([](Connection& connection) -> Result<> {
        insert(connection, 1).value();
        throw std::bad_alloc();
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::internal);
    EXPECT_TRUE(database->write([](Connection& c) { return insert(c, 2); }));
    EXPECT_EQ(rows_in(*database), 1);
}

TEST(Database, WritesThatShareACommitFailOnlyForThemselves) {
    const TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                const bool good = i % 3 != 0;
                const auto done = database->write([&](Connection& connection) -> Result<> {
                    insert(connection, t * 100 + i).value();
                    if (good) return {};
                    return i % 2 == 0 ? Result<>(conflict("no")) : insert(connection, t * 100 + i);
                });
                EXPECT_EQ(done.has_value(), good);
                if (!good) ++refused;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(rows_in(*database), 8 * 25 - refused);
}

TEST(Database, ReadersDoNotWaitForTheWriter) {
    const TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    ASSERT_TRUE(database->write([&](Connection& connection) -> Result<> {
        insert(connection, 1).value();
        EXPECT_EQ(rows_in(*database), 0);
        return {};
    }));
    EXPECT_EQ(rows_in(*database), 1);
}

TEST(Database, AReadSeesOneStateFromBeginToEnd) {
    const TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    const auto seen = database->read([&](Connection& connection) -> Result<std::int64_t> {
        const auto query = connection.use(kCount);
        query->bind().step();
        EXPECT_TRUE(database->write([](Connection& c) { return insert(c, 1); }));
        query->bind().step();
        return query->integer(0);
    });
    EXPECT_EQ(seen.value(), 0);
}

TEST(Database, MoreReadersThanConnectionsTakeTurns) {
    const TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    std::vector<std::thread> threads;
    for (int t = 0; t < 12; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) EXPECT_EQ(rows_in(*database), 0);
        });
    }
    for (auto& thread : threads) thread.join();
}

TEST(Database, ReadsAndWritesWhenNothingMoreCanBeOpened) {
    const TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    struct rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit none{3, before.rlim_max};
    // They have begun before: a sanitizer opens files to look at how a thread begins.
    std::vector<std::thread> threads;
    std::barrier all(13);
    for (int t = 0; t < 12; ++t) {
        threads.emplace_back([&] {
            all.arrive_and_wait();
            all.arrive_and_wait();
            for (int i = 0; i < 20; ++i) EXPECT_EQ(rows_in(*database), 0);
        });
    }
    all.arrive_and_wait();
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    all.arrive_and_wait();
    for (auto& thread : threads) thread.join();
    EXPECT_TRUE(database->write([](Connection& c) { return insert(c, 1); }));
    EXPECT_TRUE(database->maintain());
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(rows_in(*database), 1);
}

TEST(Database, TheWriteAheadLogStaysBoundedUnderMaintenance) {
    const TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    const std::string big(100'000, 'x');
    std::uintmax_t largest = 0;
    for (int i = 0; i < 3000; ++i) {
        ASSERT_TRUE(database->write([&](Connection& connection) -> Result<> {
            connection.use("INSERT OR REPLACE INTO cancelled_events VALUES ('s', ?, 0)")->bind(big).run();
            return {};
        }));
        if (i % 50 == 0) {
            ASSERT_TRUE(database->maintain());
        }
        largest = std::max(largest, std::filesystem::file_size(folder.path() / "tidings.db-wal"));
    }
    EXPECT_LT(largest, 128U << 20U);
}

constexpr int kCannotMount = 77;

// Makes a small disk over the folder, for this process only.
bool mount_small_disk(const std::filesystem::path& folder) {
    if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=8m") == 0;
}

// Writes until the disk is full, then makes room: 0 when all was as it should be, else the step that was not.
int fill_and_recover(const std::filesystem::path& folder) {
    if (!mount_small_disk(folder)) return kCannotMount;
    std::ofstream(folder / "ballast") << std::string(3U << 20U, 'x');
    const auto database = Database::open(folder).value();
    const auto insert_fifty = [&](int from) {
        return database->write([&](Connection& connection) -> Result<> {
            for (int i = 0; i < 50; ++i) insert(connection, from + i).value();
            return {};
        });
    };
    int acknowledged = 0;
    Result<> last = insert_fifty(acknowledged);
    for (; last && acknowledged < 1'000'000; last = insert_fifty(acknowledged)) acknowledged += 50;
    if (last || last.error().code != Errc::full) return 1;
    if (insert_fifty(acknowledged)) return 2;
    if (rows_in(*database) != acknowledged) return 3;
    std::filesystem::remove(folder / "ballast");
    if (!insert_fifty(acknowledged)) return 4;
    return rows_in(*database) == acknowledged + 50 ? 0 : 5;
}

TEST(Database, IsUsableAgainAfterAFullDiskHasRoom) {
    const TemporaryFolder folder;
    const pid_t child = ::fork();
    if (child == 0) ::_exit(fill_and_recover(folder.path()));
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == kCannotMount) GTEST_SKIP() << "no disk may be mounted here";
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace tidings::adapters::sqlite
