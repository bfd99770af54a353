#include "adapters/sqlite/commit_mark.h"

#include <fstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/temporary_folder.h"

namespace tidings::adapters::sqlite {
namespace {

using tidings::testing::TemporaryFolder;

void put(const TemporaryFolder& folder, const std::string& text) {
    std::ofstream(folder.path() / "tidings.mark") << text;
}

TEST(CommitMark, IsWhatWasWrittenLast) {
    const TemporaryFolder folder;
    auto mark = CommitMark::make(folder.path(), 7).value();
    EXPECT_EQ(CommitMark::read(folder.path()), 7);
    for (const std::int64_t commits : {std::int64_t{8}, std::int64_t{9}, std::int64_t{1234567890123456789}}) {
        mark.write(commits);
        EXPECT_EQ(CommitMark::read(folder.path()), commits);
    }
    EXPECT_TRUE(mark.sync());
    EXPECT_TRUE(mark.sync());
}

TEST(CommitMark, MayBeMadeAgainWithASmallerNumber) {
    const TemporaryFolder folder;
    {
        const auto mark = CommitMark::make(folder.path(), 1'000'000).value();
    }
    const auto again = CommitMark::make(folder.path(), 3).value();
    EXPECT_EQ(CommitMark::read(folder.path()), 3);
}

TEST(CommitMark, IsNothingWhereItIsMissingOrSomethingElse) {
    const TemporaryFolder folder;
    EXPECT_EQ(CommitMark::read(folder.path()), std::nullopt);
    for (const char* text : {"", "\n", "12x\n", "x12\n", "-1\n", " 12\n", "99999999999999999999\n"}) {
        put(folder, text);
        EXPECT_EQ(CommitMark::read(folder.path()), std::nullopt) << text;
    }
    put(folder, "0000000000000000012\n");
    EXPECT_EQ(CommitMark::read(folder.path()), 12);
}

TEST(CommitMark, IsForItsOwnerOnly) {
    const TemporaryFolder folder;
    const auto mark = CommitMark::make(folder.path(), 0).value();
    const auto mode = std::filesystem::status(folder.path() / "tidings.mark").permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(CommitMark, CannotBeMadeWhereThereIsNoFolder) {
    const TemporaryFolder folder;
    const auto made = CommitMark::make(folder.path() / "none", 0);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::unavailable);
    EXPECT_NE(made.error().message.find("tidings.mark"), std::string::npos);
}

}  // namespace
}  // namespace tidings::adapters::sqlite
