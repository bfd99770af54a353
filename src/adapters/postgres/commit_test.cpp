#include "adapters/postgres/commit.h"

#include <gtest/gtest.h>

namespace tidings::adapters::postgres {
namespace {

TEST(PostgresCommit, RoundsHaveEachKeyOnceAndInOrder) {
    const std::vector<std::pair<int, char>> items{{3, 'a'}, {1, 'b'}, {3, 'c'}, {2, 'd'}, {3, 'e'}, {1, 'f'}};
    std::vector<std::string> texts;
    for (const auto& round : rounds_of(items, [](const auto& item) { return item.first; })) {
        texts.emplace_back();
        for (const auto* item : round) texts.back() += item->second;
    }
    EXPECT_EQ(texts, (std::vector<std::string>{"bda", "fc", "e"}));
}

TEST(PostgresCommit, NothingMakesNoRound) {
    EXPECT_TRUE(rounds_of(std::vector<int>{}, [](int i) { return i; }).empty());
}

TEST(PostgresCommit, NothingMakesNoStatement) {
    EXPECT_TRUE(plan_of({}).steps.empty());
}

}  // namespace
}  // namespace tidings::adapters::postgres
