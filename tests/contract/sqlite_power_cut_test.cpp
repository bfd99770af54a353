#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/memory/memory_store.h"
#include "adapters/sqlite/sqlite_event_log.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/system_clock.h"
#include "base/random.h"
#include "contract/crash_steps.h"
#include "contract/power_cut.h"
#include "contract/store_views.h"
#include "support/temporary_folder.h"

// A process is ended in the middle of each single write, sync, truncation and deletion that SQLite makes, or
// the power is cut there; afterwards the file holds whole steps, all that were acknowledged, and starts by
// itself.
namespace tidings::testing {
namespace {

using adapters::MemoryStore;
using adapters::sqlite::Database;
using adapters::sqlite::SqliteEventLog;
using adapters::sqlite::SqliteStore;
using power_cut::Kind;

constexpr int kStarts = 2;
constexpr int kStepsPerStart = 2;
constexpr int kWrong = 2;

// Before the first database of this process.
const bool kInstalled = (power_cut::install(), true);

bool do_step(Database& database, const adapters::SystemClock& clock) {
    SqliteEventLog log(database, clock);
    SqliteStore store(database);
    const auto offset = store.offset({core::Topic::events, 0}).value().value_or(0);
    const int step = static_cast<int>(offset / kPerStep);
    return log.append(records_of(step)) && store.commit(step_of(step));
}

// Starts, works and stops several times; says through the pipe how many steps it has done.
[[noreturn]] void work(const std::filesystem::path& folder, int pipe) {
    const adapters::SystemClock clock;
    for (int start = 0; start < kStarts; ++start) {
        const auto database = Database::open(folder);
        if (!database) ::_exit(kWrong);
        for (int i = 0; i < kStepsPerStart; ++i) {
            if (!do_step(**database, clock)) ::_exit(kWrong);
            if (::write(pipe, "x", 1) != 1) ::_exit(kWrong);
        }
    }
    ::_exit(0);
}

struct Ended {
    int code = 0;
    int acknowledged = 0;
};

Ended run_until(const std::filesystem::path& folder, int at, Kind kind, std::uint64_t seed) {
    int ends[2];
    if (::pipe(ends) != 0) return {};
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        power_cut::arm(at, kind, seed);
        work(folder, ends[1]);
    }
    ::close(ends[1]);
    Ended ended;
    char byte = 0;
    while (::read(ends[0], &byte, 1) == 1) ++ended.acknowledged;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ended;
}

std::string view(ports::Store& store, ports::StoreQueries& queries) {
    std::string out = describe(queries.ledger().value()) + describe(queries.recount().value());
    for (const auto& text : describe_all(store.outgoing(sample_time(1000), 100).value())) out += text;
    return out + all_lists(queries, 500);
}

const std::string& model_after(int steps) {
    static std::map<int, std::string> models;
    auto& model = models[steps];
    if (model.empty()) {
        MemoryStore memory;
        for (int step = 0; step < steps; ++step) EXPECT_TRUE(memory.commit(step_of(step)));
        model = view(memory, memory);
    }
    return model;
}

// How many steps the file holds; each of them whole.
int whole_steps(const std::filesystem::path& folder) {
    const adapters::SystemClock clock;
    const auto opened = Database::open(folder);
    EXPECT_TRUE(opened) << opened.error().message;
    if (!opened) return -1;
    SqliteEventLog log(**opened, clock);
    SqliteStore store(**opened);
    const auto offset = store.offset({core::Topic::events, 0}).value().value_or(0);
    const auto extent = log.extents(core::Topic::events).value().at(0);
    EXPECT_EQ(offset % kPerStep, 0);
    EXPECT_TRUE(extent.end == offset || extent.end == offset + kPerStep) << extent.end;
    const int steps = static_cast<int>(offset / kPerStep);
    EXPECT_EQ(view(store, store), model_after(steps));
    // What was appended and not committed any more is appended again by the next step; here it goes.
    if (extent.end != offset) {
        EXPECT_TRUE(store.commit(step_of(steps)));
        return steps + 1;
    }
    return steps;
}

class SqlitePowerCut : public ::testing::TestWithParam<Kind> {};

TEST_P(SqlitePowerCut, AtEveryOperationOfAFirstStartLosesNothingAndLeavesNothingHalf) {
    Ended ended;
    for (int at = 0; ended.code != 0 || at == 0; ++at) {
        const TemporaryFolder folder;
        ended = run_until(folder.path(), at, GetParam(), static_cast<std::uint64_t>(at));
        ASSERT_TRUE(ended.code == power_cut::kEnded || ended.code == 0) << ended.code << " at " << at;
        EXPECT_GE(whole_steps(folder.path()), ended.acknowledged) << "at " << at;
        if (HasFailure()) return;
        ASSERT_LT(at, 2000);
    }
    EXPECT_EQ(ended.acknowledged, kStarts * kStepsPerStart);
}

TEST_P(SqlitePowerCut, AgainAndAgainOnOneFolderLosesNothingAndLeavesNothingHalf) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        const TemporaryFolder folder;
        Random random(seed);
        int steps = 0;
        for (int round = 0; round < 8; ++round) {
            const auto ended =
                run_until(folder.path(), static_cast<int>(random.below(60)), GetParam(), random.next());
            ASSERT_TRUE(ended.code == power_cut::kEnded || ended.code == 0) << ended.code;
            const int found = whole_steps(folder.path());
            EXPECT_GE(found, steps + ended.acknowledged) << "seed " << seed << " round " << round;
            steps = found;
            if (HasFailure()) return;
        }
    }
}

// Does it until it is done, at most three times: one sync fails.
template <class Do>
bool insist(Do&& act) {
    return act() || act() || act();
}

// What failed is not acknowledged; it is done again by the same process, and what was acknowledged stays.
class SqliteSync : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(SqliteSync, ThatFailsLosesNothingAndLeavesNothingHalf) {
    constexpr int kSteps = 4;
    const adapters::SystemClock clock;
    int at = 0;
    for (bool failed = true; failed; ++at) {
        const TemporaryFolder folder;
        power_cut::fail_sync(at, GetParam() + static_cast<std::uint64_t>(at));
        std::unique_ptr<Database> database;
        ASSERT_TRUE(insist([&] {
            auto opened = Database::open(folder.path());
            if (opened) database = std::move(*opened);
            return opened.has_value();
        })) << at;
        SqliteEventLog log(*database, clock);
        SqliteStore store(*database);
        for (int step = 0; step < kSteps; ++step) {
            ASSERT_TRUE(insist([&] { return log.append(records_of(step)).has_value(); })) << at;
            ASSERT_TRUE(insist([&] { return store.commit(step_of(step)).has_value(); })) << at;
            ASSERT_TRUE(insist([&] { return database->maintain().has_value(); })) << at;
        }
        database.reset();
        failed = power_cut::has_failed();
        power_cut::fail_sync(-1, 0);
        EXPECT_EQ(whole_steps(folder.path()), kSteps) << at;
        if (HasFailure()) return;
    }
    EXPECT_GT(at, 2 * kSteps) << "no sync was among them";
}

INSTANTIATE_TEST_SUITE_P(Seed, SqliteSync, ::testing::Range<std::uint64_t>(0, 800, 100));
INSTANTIATE_TEST_SUITE_P(Disk, SqlitePowerCut, ::testing::Values(Kind::kill, Kind::power),
                         [](const auto& kind) {
                             return std::string(kind.param == Kind::kill ? "kill" : "power");
                         });

}  // namespace
}  // namespace tidings::testing
