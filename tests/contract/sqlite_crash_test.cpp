#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sqlite/sqlite_event_log.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/system_clock.h"
#include "base/random.h"
#include "contract/crash_steps.h"
#include "support/temporary_folder.h"

// A child appends and commits in a loop and says through a pipe what was acknowledged; it is killed at any
// moment.
namespace tidings::testing {
namespace {

using adapters::sqlite::Database;
using adapters::sqlite::SqliteEventLog;
using adapters::sqlite::SqliteStore;

constexpr int kRounds = 30;

[[noreturn]] void work_until_killed(const std::filesystem::path& folder, int pipe) {
    const adapters::SystemClock clock;
    const auto database = Database::open(folder).value();
    SqliteEventLog log(*database, clock);
    SqliteStore store(*database);
    auto step = static_cast<int>(store.offset({core::Topic::events, 0}).value().value_or(0) / kPerStep);
    for (;; ++step) {
        log.append(records_of(step)).value();
        store.commit(step_of(step)).value();
        if (step % 7 == 0) database->maintain().value();
        if (::write(pipe, &step, sizeof step) != sizeof step) ::_exit(1);
    }
}

// The last step that the child reported before it was killed, after `reports` of them; -1 for none.
int last_acknowledged(const std::filesystem::path& folder, int reports) {
    int ends[2];
    if (::pipe(ends) != 0) return -1;
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        work_until_killed(folder, ends[1]);
    }
    ::close(ends[1]);
    int last = -1;
    int step = 0;
    for (int i = 0; i < reports && ::read(ends[0], &step, sizeof step) == sizeof step; ++i) last = step;
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    while (::read(ends[0], &step, sizeof step) == sizeof step) last = step;
    ::close(ends[0]);
    return last;
}

void expect_whole(const std::filesystem::path& folder, int acknowledged) {
    const adapters::SystemClock clock;
    const auto database = Database::open(folder).value();
    SqliteEventLog log(*database, clock);
    SqliteStore store(*database);

    const auto offset = store.offset({core::Topic::events, 0}).value().value_or(0);
    EXPECT_GE(offset, std::int64_t{acknowledged + 1} * kPerStep);
    EXPECT_EQ(offset % kPerStep, 0);
    const auto extent = log.extents(core::Topic::events).value().at(0);
    EXPECT_GE(extent.end, offset);
    EXPECT_EQ(extent.end % kPerStep, 0);  // no half append

    const auto ledger = store.ledger().value();
    EXPECT_EQ(ledger.counts.events, offset);
    EXPECT_EQ(ledger.decided, offset);
    EXPECT_EQ(describe(store.recount().value()), describe(ledger));
}

TEST(SqliteCrash, AKilledProcessLosesNothingThatWasAcknowledgedAndLeavesNothingHalf) {
    const TemporaryFolder folder;
    Random random(2026);
    int last = -1;
    for (int round = 0; round < kRounds; ++round) {
        last = std::max(last, last_acknowledged(folder.path(), 1 + static_cast<int>(random.below(12))));
        expect_whole(folder.path(), last);
        if (HasFailure()) return;
    }
    EXPECT_GE(last, kRounds);
}

}  // namespace
}  // namespace tidings::testing
