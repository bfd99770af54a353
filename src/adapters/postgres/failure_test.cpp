#include "adapters/postgres/failure.h"

#include <gtest/gtest.h>

namespace tidings::adapters::postgres {
namespace {

TEST(PostgresFailure, MeansToTheCallerWhatItsStateSays) {
    const std::vector<std::pair<const char*, Errc>> meanings{
        {"TD001", Errc::conflict},     // ours
        {"23505", Errc::conflict},     // unique_violation
        {"22021", Errc::invalid},      // bytes that are no UTF-8
        {"22003", Errc::invalid},      // a number out of range
        {"23514", Errc::invalid},      // check_violation
        {"54000", Errc::invalid},      // too long for an index
        {"53100", Errc::full},         // disk_full
        {"25006", Errc::unavailable},  // read-only
        {"53300", Errc::unavailable},  // too_many_connections
        {"57P01", Errc::unavailable},  // shutting down
        {"57014", Errc::unavailable},  // it took too long
        {"55P03", Errc::unavailable},  // a lock was not to be had
        {"08006", Errc::unavailable},  // connection_failure
        {"40001", Errc::unavailable},  // after all tries
        {"42P01", Errc::internal},     // undefined_table
        {"XX001", Errc::internal},     // data_corrupted
    };
    for (const auto& [state, code] : meanings) {
        EXPECT_EQ(error_of({.state = state, .message = "m"}).code, code) << state;
    }
}

TEST(PostgresFailure, ALostConnectionIsUnavailable) {
    EXPECT_EQ(error_of({.message = "m", .lost = true}).code, Errc::unavailable);
}

TEST(PostgresFailure, AMissingTableNamesTheCommandThatMakesIt) {
    EXPECT_NE(error_of({.state = "42P01"}).message.find("tidings migrate"), std::string::npos);
}

TEST(PostgresFailure, DeadlocksAndEqualNumbersPass) {
    EXPECT_TRUE(is_passing({.state = "40P01"}));
    EXPECT_TRUE(is_passing({.state = "40001"}));
    EXPECT_TRUE(
        is_passing({.state = "23505", .table = "events_default", .constraint = "events_default_pkey"}));
    EXPECT_FALSE(is_passing({.state = "23505", .table = "event_keys", .constraint = "event_keys_pkey"}));
    EXPECT_FALSE(is_passing({.state = "22021"}));
}

TEST(PostgresFailure, AServerThatShutsDownOrTakesNoWritesEndsTheConnection) {
    EXPECT_TRUE(ends_connection({.state = "57P01"}));
    EXPECT_TRUE(ends_connection({.state = "25006"}));
    EXPECT_FALSE(ends_connection({.state = "57014"}));
    EXPECT_FALSE(ends_connection({.state = "23505"}));
}

}  // namespace
}  // namespace tidings::adapters::postgres
