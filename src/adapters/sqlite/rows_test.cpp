#include "adapters/sqlite/rows.h"

#include <gtest/gtest.h>

namespace tidings::adapters::sqlite {
namespace {

TEST(Rows, AWordHasItsNumber) {
    for (const auto state : core::kStates) {
        EXPECT_EQ(Statement::word_of(static_cast<std::int64_t>(core::index(state)), core::kStates), state);
    }
}

// What a newer program or a damaged disk has written ends the read, not the process.
TEST(Rows, ANumberThatIsNoWordFailsTheRead) {
    for (const std::int64_t number : {-1L, 3L, 256L, std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_THROW(Statement::word_of(number, core::kChannels), SQLite::Exception) << number;
    }
    Connection connection(":memory:", Connection::Kind::writer, 100);
    Statement attempt(connection.handle(), "SELECT x'00', 1, 1, 'smtp', 0, 0, 99, '', ''");
    ASSERT_TRUE(attempt.step());
    EXPECT_THROW(read_attempt(attempt), SQLite::Exception);
}

}  // namespace
}  // namespace tidings::adapters::sqlite
