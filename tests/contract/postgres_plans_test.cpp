#include <regex>
#include <set>

#include <gmock/gmock.h>

#include "adapters/postgres/commit.h"
#include "adapters/postgres/list_query.h"
#include "adapters/postgres/store_reads.h"
#include "contract/postgres_engine.h"
#include "contract/store_samples.h"

// What the services ask never walks through a whole table, however large or empty the tables were when its
// plan was made.
namespace tidings::testing {
namespace {

using adapters::postgres::Connection;
using ports::Changes;

class PostgresPlans : public ::testing::Test {
protected:
    void SetUp() override {
        if (!postgres_server()) GTEST_SKIP() << "TIDINGS_TEST_POSTGRES names no PostgreSQL";
        database_ = std::make_unique<PostgresDatabase>("tidings_plans");
        adapters::postgres::migrate(database_->options()).value();
        connection_ = Connection::open(database_->options()).value();
    }

    // A value for each parameter, by the type that the statement gives it.
    static std::string values_for(const std::string& sql) {
        static const std::map<std::string, std::string> kValues{
            {"int8", "1"},
            {"text", "'x'"},
            {"uuid", "'00000000-0000-0000-0000-000000000001'"},
            {"timestamptz", "now()"},
            {"bytea", "''"},
            {"bool", "true"}};
        std::map<int, std::string> found;
        const std::regex parameter(R"(\$(\d+)::([a-z0-9]+)(\[\])?)");
        for (auto at = std::sregex_iterator(sql.begin(), sql.end(), parameter); at != std::sregex_iterator();
             ++at) {
            found[std::stoi((*at)[1])] = (*at)[3].matched ? "'{}'" : kValues.at((*at)[2]);
        }
        std::string out;
        for (const auto& [number, value] : found) out += (out.empty() ? " (" : ", ") + value;
        return out.empty() ? out : out + ")";
    }
    std::string plan_of(const std::string& sql) {
        connection_->execute("PREPARE looked_at AS " + sql).value();
        const auto rows = connection_->run_once("EXPLAIN EXECUTE looked_at" + values_for(sql), {}).value();
        connection_->execute("DEALLOCATE looked_at").value();
        std::string plan;
        for (const auto& line : rows.all([](const auto& row) { return row.text(0); })) plan += line + "\n";
        return plan;
    }
    static long times(const std::string& text, const std::string& what) {
        const std::regex pattern(what);
        return std::distance(std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator());
    }
    // Every look into a table is by an index, at a place that is named.
    void expect_no_walk(const std::string& sql) {
        const auto plan = plan_of(sql);
        EXPECT_EQ(times(plan, "Seq Scan"), 0) << sql << "\n" << plan;
        EXPECT_EQ(times(plan, "Index (Only )?Scan"), times(plan, "Index Cond:")) << sql << "\n" << plan;
    }
    void expect_no_walks() {
        using namespace adapters::postgres;
        for (const char* sql : {kNotifications, kContents, kAttempts, kKnownEvents, kRecipients, kSuppressed,
                                kCancelled, kDue, kDueLanes, kClaimDue, kWaitingOf, kQueued, kOutgoing,
                                kEvent, kEventsById, kAttemptsOf, kOutbox, kOldestEvents}) {
            expect_no_walk(sql);
        }
        for (const auto& step : plan_of_everything().steps) expect_no_walk(step.sql);
        for (const auto& filter : filters()) expect_no_walk(ListQuery(filter, sample_id(1), 50).sql());
    }
    static adapters::postgres::Plan plan_of_everything() {
        Changes changes;
        changes.events = {sample_event(1)};
        changes.notifications = {sample_notification(1, changes.events[0]),
                                 sample_notification(2, sample_event(2))};
        changes.updates = {{changes.notifications[0].notification, State::scheduled, "x"}};
        changes.attempts = {sample_attempt(sample_id(1))};
        changes.recipients = {{sample_recipient("ann"), 0}};
        changes.erased_users = {core::UserId("ann")};
        changes.conflicts = {sample_event(1).event.key()};
        changes.resolved_dead = {sample_id(1)};
        changes.suppressions = {{sample_suppression("ann"), true}};
        changes.outgoing_done = {sample_id(1)};
        return adapters::postgres::plan_of(changes);
    }
    static std::vector<ports::NotificationFilter> filters() {
        const core::UserId user("u");
        const core::EventId event("e");
        return {{},
                {.user = user},
                {.event_id = event},
                {.user = user, .event_id = event},
                {.states = {State::failed}},
                {.states = {State::queued}}};
    }
    // Thirty thousand of each, of a hundred users.
    void given_large_tables() {
        connection_
            ->execute(
                "CREATE TABLE ids AS SELECT g, (substr(lpad(to_hex(((extract(epoch FROM now()) * 1000)::int8 "
                "+ g / 10)),"
                " 12, '0'), 1, 12) || '70008000' || lpad(to_hex(g), 12, '0'))::uuid AS id, "
                "commit_number() + g AS seq FROM generate_series(1, 30000) g; "
                "INSERT INTO events SELECT seq, g % 100, now(), now(), 0, NULL, NULL, 1, 1, 1, NULL, 's', "
                "'e' || g, 'u', "
                "'t', '', NULL, '[]', ARRAY[id], '{}' FROM ids; "
                "INSERT INTO event_keys SELECT g::int8 * 7919, g, seq, '' FROM ids; "
                "INSERT INTO notifications SELECT id, seq, g % 100, now(), now(), now(), now(), now(), NULL, "
                "NULL, 0, 0, "
                "0, 0, 0, 0, 1, 1, 0, 2, g % 6, 0, -1, false, false, '', '', '', '' FROM ids; "
                "INSERT INTO contents SELECT id, 'x' FROM ids; "
                "INSERT INTO attempts SELECT id, seq, now(), now(), 1, 1, 7, 'outbox', '', '' FROM ids; DROP "
                "TABLE ids")
            .value();
    }

    std::unique_ptr<PostgresDatabase> database_;
    std::unique_ptr<Connection> connection_;
};

TEST_F(PostgresPlans, WalkThroughNoTableThatIsEmpty) {
    expect_no_walks();
}

TEST_F(PostgresPlans, WalkThroughNoLargeTable) {
    given_large_tables();
    expect_no_walks();
    connection_
        ->execute(
            "DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND "
            "relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 LOOP "
            "EXECUTE format('ANALYZE %s', t); END LOOP; END $$")
        .value();
    expect_no_walks();
}

}  // namespace
}  // namespace tidings::testing
