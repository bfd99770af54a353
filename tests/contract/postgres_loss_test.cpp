#include <future>

#include <gmock/gmock.h>

#include "contract/postgres_engine.h"
#include "contract/store_samples.h"
#include "core/state.h"

// What the store makes of a server that refuses, stalls, or goes away.
namespace tidings::testing {
namespace {

using adapters::postgres::Connection;
using adapters::postgres::Options;
using adapters::postgres::PostgresStore;
using ports::Changes;
using ::testing::HasSubstr;
using ::testing::Not;

class PostgresLoss : public ::testing::Test {
protected:
    void SetUp() override {
        if (!postgres_server()) GTEST_SKIP() << "TIDINGS_TEST_POSTGRES names no PostgreSQL";
        database_ = &migrated_postgres();
        store_ = open(database_->options());
    }
    void TearDown() override {
        if (!database_) return;
        database_->execute(
            "DROP TRIGGER IF EXISTS refusing ON offsets; DROP TRIGGER IF EXISTS refusing ON counters");
    }
    std::unique_ptr<PostgresStore> open(const Options& options) {
        return PostgresStore::open(options, clock_).value();
    }
    static Changes step(std::int64_t from) {
        Changes changes;
        changes.offsets = {{{core::Topic::events, 0}, from, from + 1, {.events = 1}}};
        return changes;
    }
    // Whoever writes to the table is refused with that SQLSTATE, the first `times` times.
    void given_refusals(const std::string& state, int times, const std::string& table = "offsets") const {
        database_->execute(
            "CREATE SEQUENCE IF NOT EXISTS refusals; ALTER SEQUENCE refusals RESTART; "
            "CREATE OR REPLACE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF nextval('refusals') <= " +
            std::to_string(times) + " THEN RAISE EXCEPTION 'no' USING ERRCODE = '" + state +
            "'; END IF; RETURN new; END $$; "
            "CREATE TRIGGER refusing BEFORE INSERT OR UPDATE ON " +
            table + " FOR EACH ROW EXECUTE FUNCTION refusing()");
    }
    // Ends the connections of stores, as an operator or a failover would.
    void cut_connections(const std::string& which = "true") const {
        database_->execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> "
            "pg_backend_pid() AND datname = current_database() AND " +
            which);
    }
    std::optional<std::int64_t> offset() { return store_->offset({core::Topic::events, 0}).value(); }
    static Errc code(const Result<>& result) { return result ? Errc::not_found : result.error().code; }

    const PostgresDatabase* database_ = nullptr;
    adapters::SystemClock clock_;
    std::unique_ptr<PostgresStore> store_;
};

TEST_F(PostgresLoss, ADeadlockIsTriedAgain) {
    for (const char* state : {"40P01", "40001"}) {
        given_refusals(state, 2);
        store_->commit(step(offset().value_or(0))).value();
        database_->execute("DROP TRIGGER refusing ON offsets");
    }
    EXPECT_EQ(offset(), 2);
}

TEST_F(PostgresLoss, OneThatComesAgainAndAgainIsGivenUp) {
    given_refusals("40P01", 1'000);
    EXPECT_EQ(code(store_->commit(step(0))), Errc::unavailable);
}

TEST_F(PostgresLoss, AFullDiskIsFullAndLeavesNoTrace) {
    given_refusals("53100", 1);
    Changes changes = step(0);
    changes.recipients = {{sample_recipient("ann"), 0}};
    EXPECT_EQ(code(store_->commit(changes)), Errc::full);
    EXPECT_EQ(offset(), std::nullopt);
    store_->commit(changes).value();
}

TEST_F(PostgresLoss, AFullDiskIsToldUntilSomethingCanBeWritten) {
    store_->maintain().value();
    given_refusals("53100", 3, "counters");
    Changes changes;
    changes.events = {sample_event(1)};
    EXPECT_EQ(code(store_->commit(changes)), Errc::full);
    EXPECT_EQ(code(store_->maintain()), Errc::full);
    EXPECT_EQ(code(store_->maintain()), Errc::full);
    store_->maintain().value();
    store_->commit(changes).value();
}

TEST_F(PostgresLoss, BytesThatAreNoTextAreInvalidAndTheRestCanGoAlone) {
    for (const std::string& bad :
         {std::string("\xff\xfe"), std::string("a\0b", 3), std::string("\xed\xa0\x80")}) {
        Changes changes;
        changes.events = {sample_event(1), sample_event(2)};
        changes.events[1].event.traceparent = bad;
        EXPECT_EQ(code(store_->commit(changes)), Errc::invalid);
        EXPECT_EQ(store_->event(changes.events[0].event.key()).value(), std::nullopt);
    }
    Changes good;
    good.events = {sample_event(1)};
    store_->commit(good).value();
}

TEST_F(PostgresLoss, ATextTooLongForItsIndexIsInvalid) {
    std::string noise;  // which does not shrink
    Random random(1);
    while (noise.size() < 20'000) noise += static_cast<char>('!' + random.below(90));
    Changes changes;
    changes.suppressions = {{sample_suppression(noise), false}};
    EXPECT_EQ(code(store_->commit(changes)), Errc::invalid);
}

TEST_F(PostgresLoss, ADeadRecordIsTakenWhateverItHolds) {
    Changes changes;
    changes.dead = {sample_dead(1)};
    changes.dead[0].key = std::string("\xff\0", 2);
    changes.dead[0].detail = std::string("bad \0 byte \xff there", 18);
    store_->commit(changes).value();
    const auto back = store_->dead_record(changes.dead[0].id).value();
    EXPECT_EQ(back->key, changes.dead[0].key);
    EXPECT_EQ(back->detail, "bad   byte ");
}

TEST_F(PostgresLoss, AReadOnlyServerIsUnavailableUntilItTakesWritesAgain) {
    const std::string alter = "ALTER DATABASE " + database_->name();
    database_->on_server(alter + " SET default_transaction_read_only = on");
    const auto reader = open(database_->options());
    EXPECT_EQ(code(reader->commit(step(0))), Errc::unavailable);
    EXPECT_EQ(code(reader->maintain()), Errc::unavailable);
    database_->on_server(alter + " RESET default_transaction_read_only");
    reader->maintain().value();
    reader->commit(step(0)).value();
}

TEST_F(PostgresLoss, AConnectionThatWasClosedMeanwhileIsMadeAnew) {
    store_->commit(step(0)).value();
    cut_connections();
    store_->commit(step(1)).value();
    cut_connections();
    EXPECT_EQ(offset(), 2);
}

TEST_F(PostgresLoss, ACommitWhoseConnectionIsLostIsUnavailableAndCanBeRepeated) {
    store_->commit(step(0)).value();
    const auto other = Connection::open(database_->options()).value();
    other->execute("BEGIN; UPDATE offsets SET next = next").value();
    auto stuck = std::async(std::launch::async, [&] { return store_->commit(step(1)); });
    while (stuck.wait_for(std::chrono::milliseconds{10}) != std::future_status::ready) {
        cut_connections("wait_event_type = 'Lock'");
    }
    EXPECT_EQ(code(stuck.get()), Errc::unavailable);
    other->execute("ROLLBACK").value();
    store_->commit(step(1)).value();
    EXPECT_EQ(code(store_->commit(step(1))), Errc::conflict);
}

TEST_F(PostgresLoss, NobodyWaitsForALockForEver) {
    store_->commit(step(0)).value();
    const auto other = Connection::open(database_->options()).value();
    other->execute("BEGIN; UPDATE offsets SET next = next").value();
    auto options = database_->options();
    options.lock_timeout = std::chrono::milliseconds{50};
    EXPECT_EQ(code(open(options)->commit(step(1))), Errc::unavailable);
    options.lock_timeout = std::chrono::seconds{10};
    options.statement_timeout = std::chrono::milliseconds{50};
    EXPECT_EQ(code(open(options)->commit(step(1))), Errc::unavailable);
}

TEST_F(PostgresLoss, AServerLooksAfterClientsThatFallSilentInTheMiddleOfACommit) {
    const auto connection = Connection::open(database_->options()).value();
    const auto seconds = [&](const std::string& name) {
        return connection->run_once("SELECT current_setting('tcp_keepalives_" + name + "')::int8", {})
            .value()[0]
            .integer(0);
    };
    const auto silent_at_most = seconds("idle") + seconds("interval") * seconds("count");
    EXPECT_GT(silent_at_most, 0);
    EXPECT_LE(silent_at_most, 30);
}

TEST_F(PostgresLoss, WhoFindsAllConnectionsLentWaitsForOne) {
    auto options = database_->options();
    options.connections = 2;
    const auto store = open(options);
    std::vector<std::future<Result<>>> commits;
    for (int i = 0; i < 20; ++i) {
        commits.push_back(std::async(std::launch::async, [&, i] {
            Changes changes;
            changes.recipients = {{sample_recipient("user-" + std::to_string(i)), 0}};
            return store->commit(changes);
        }));
    }
    for (auto& commit : commits) EXPECT_TRUE(commit.get());
}

TEST_F(PostgresLoss, AServerOutOfReachIsUnavailableAndItsPasswordIsNotShown) {
    Options options;
    options.url = Secret("postgresql://ann:s3cret@127.0.0.1:1/none");
    const auto refused = PostgresStore::open(options, clock_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_THAT(refused.error().message, HasSubstr("none at 127.0.0.1:1"));
    EXPECT_THAT(refused.error().message, Not(HasSubstr("s3cret")));
}

TEST_F(PostgresLoss, AnUnreadableUrlIsInvalidAndItsPasswordIsNotShown) {
    for (const char* url : {"postgresql://ann:s3cret@host:port:x/none", "s3cret", "host=x s3cret"}) {
        Options options;
        options.url = Secret(url);
        const auto refused = PostgresStore::open(options, clock_);
        ASSERT_FALSE(refused) << url;
        EXPECT_THAT(refused.error().message, Not(HasSubstr("s3cret")));
    }
}

// As core/state.h has it, move by move.
TEST_F(PostgresLoss, EveryMoveOfTheTableOfStatesIsTakenAndNoOther) {
    int number = 0;
    for (const State from : core::kStates) {
        for (const State to : core::kStates) {
            Changes changes;
            changes.events = {sample_event(++number)};
            changes.notifications = {sample_notification(number, changes.events[0])};
            auto& n = changes.notifications[0].notification;
            n.state = from;
            store_->commit(changes).value();
            Changes move;
            move.updates = {{n, from, std::nullopt}};
            move.updates[0].after.state = to;
            ++move.updates[0].after.revision;
            EXPECT_EQ(store_->commit(move).has_value(), core::may_become(from, to))
                << core::name(from) << " to " << core::name(to);
        }
    }
}

}  // namespace
}  // namespace tidings::testing
