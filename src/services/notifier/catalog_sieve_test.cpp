#include "services/notifier/catalog_sieve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/notifier_bench.h"

namespace tidings::notifier {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ports::Partition kCatalog{core::Topic::catalog, 0};

class CatalogSieveTest : public ::testing::Test {
protected:
    void write(std::string key, std::string value) {
        bench_.append({core::Topic::catalog, std::move(key), {}, std::move(value)});
    }
    // As after a start: what an earlier one knew is forgotten.
    Result<std::size_t> look() {
        CatalogSieve sieve(bench_.watched_log, bench_.watched_store, bench_.clock);
        return sieve.step();
    }
    std::vector<std::string> dead_values() {
        std::vector<std::string> out;
        for (const auto& dead : bench_.dead()) out.push_back(dead.value);
        return out;
    }
    std::size_t copies() { return bench_.read(core::Topic::dead).size(); }

    test::NotifierBench bench_;
};

TEST_F(CatalogSieveTest, WhatCanBeReadStaysAndCostsNoCommit) {
    int commits = 0;
    bench_.watched_store.before_commit = [&](const auto&) {
        ++commits;
        return Result<>();
    };
    EXPECT_GT(look().value(), 0U) << "the bench has types and templates";
    EXPECT_EQ(commits, 0);
    EXPECT_THAT(bench_.dead(), IsEmpty());
}

TEST_F(CatalogSieveTest, WhatCannotIsKeptOnceHoweverOftenTheCatalogIsRead) {
    write("what/is/this", "{}");
    write("event-type/broken/1", "{");
    look().value();
    look().value();
    write("event-type/broken/2", "{\"schema\": {\"type\": \"objekt\"}}");
    look().value();
    look().value();
    EXPECT_THAT(dead_values(),
                ::testing::UnorderedElementsAre("{}", "{", "{\"schema\": {\"type\": \"objekt\"}}"));
    EXPECT_EQ(copies(), 3U);
    for (const auto& dead : bench_.dead()) {
        EXPECT_EQ(dead.partition, kCatalog);
        EXPECT_EQ(dead.reason, "unreadable");
    }
}

TEST_F(CatalogSieveTest, ATemplateThatDoesNotCompileIsUnreadable) {
    write("template/order.completed/sms/en/9", "{\"text\": \"{{ \"}");
    look().value();
    EXPECT_THAT(dead_values(), ElementsAre("{\"text\": \"{{ \"}"));
}

TEST_F(CatalogSieveTest, ASecretIsNotShown) {
    write("secret/unsubscribe.key", "0badcafe");
    look().value();
    EXPECT_THAT(dead_values(), ElementsAre(""));
    EXPECT_EQ(bench_.read(core::Topic::dead).front().value, "");
}

TEST_F(CatalogSieveTest, WhatAnotherNotifierHasKeptIsNoFaultAndNotKeptAgain) {
    write("what/is/this", "{}");
    CatalogSieve late(bench_.watched_log, bench_.watched_store, bench_.clock);
    bench_.watched_store.before_commit = [&, first = true](const auto&) mutable {
        if (std::exchange(first, false)) {
            CatalogSieve(bench_.log, bench_.store, bench_.clock).step().value();
        }
        return Result<>();
    };
    EXPECT_TRUE(late.step());
    EXPECT_TRUE(late.step());
    EXPECT_THAT(dead_values(), ElementsAre("{}"));
}

TEST_F(CatalogSieveTest, WhereTheStoreIsAwayItIsKeptLater) {
    write("what/is/this", "{}");
    CatalogSieve sieve(bench_.watched_log, bench_.watched_store, bench_.clock);
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(unavailable("no disk")); };
    EXPECT_FALSE(sieve.step());
    EXPECT_THAT(bench_.dead(), IsEmpty());
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(); };
    ASSERT_TRUE(sieve.step());
    EXPECT_THAT(dead_values(), ElementsAre("{}"));
}

}  // namespace
}  // namespace tidings::notifier
