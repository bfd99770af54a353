#include "adapters/sqlite/file_state.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/temporary_folder.h"

namespace tidings::adapters::sqlite {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;
using tidings::testing::TemporaryFolder;

std::optional<std::string> missing(bool in_use, bool has_log, std::int64_t commits,
                                   std::optional<std::int64_t> mark) {
    return what_is_missing({{in_use, commits}, has_log, mark});
}

TEST(FileState, NothingIsMissingAfterACleanStop) {
    EXPECT_EQ(missing(false, false, 10, 10), std::nullopt);
    EXPECT_EQ(missing(false, false, 10, 9), std::nullopt);   // the mark had not reached the disk
    EXPECT_EQ(missing(false, false, 10, {}), std::nullopt);  // the file alone is all there is
    EXPECT_EQ(missing(false, true, 10, 10), std::nullopt);   // it ended while it was emptying its log
    EXPECT_EQ(missing(false, false, 0, {}), std::nullopt);   // a new one
}

TEST(FileState, NothingIsMissingAfterACrashWithTheLogAndTheMark) {
    EXPECT_EQ(missing(true, true, 10, 10), std::nullopt);
    EXPECT_EQ(missing(true, true, 11, 10), std::nullopt);
    EXPECT_EQ(missing(true, true, 0, 0), std::nullopt);
}

TEST(FileState, AfterACrashTheLogIsNeeded) {
    EXPECT_THAT(missing(true, false, 10, 10), Optional(HasSubstr("tidings.db-wal")));
    EXPECT_THAT(missing(true, false, 10, {}), Optional(HasSubstr("tidings.db-wal")));
}

TEST(FileState, AfterACrashTheMarkIsNeeded) {
    EXPECT_THAT(missing(true, true, 10, {}), Optional(HasSubstr("tidings.mark")));
}

TEST(FileState, FewerCommitsThanWereAcknowledgedAreALoss) {
    for (const bool in_use : {false, true}) {
        const auto said = missing(in_use, true, 9, 10);
        EXPECT_THAT(said, Optional(HasSubstr("10 commits were acknowledged")));
        EXPECT_THAT(said, Optional(HasSubstr("9 are there")));
    }
}

TEST(FileState, ANewFileIsLaidOutAndKnownAgain) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "a.db";
    ASSERT_TRUE(make_or_inspect_file(file));
    EXPECT_GT(std::filesystem::file_size(file), 0U);
    EXPECT_TRUE(make_or_inspect_file(file));
    Connection connection(file.string(), Connection::Kind::writer, 64);
    EXPECT_EQ(FileState::read(connection).commits, 0);
    EXPECT_TRUE(FileState::is_whole(connection));
}

TEST(FileState, AnEmptyFileIsANewOne) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "a.db";
    std::ofstream(file).flush();
    ASSERT_TRUE(make_or_inspect_file(file));
    EXPECT_GT(std::filesystem::file_size(file), 0U);
}

struct BadFile {
    std::string name;
    std::string bytes;
    std::string said;
};

void PrintTo(const BadFile& file, std::ostream* out) {
    *out << file.name;
}

// The first bytes of a file of ours, with one of them changed.
std::string header_with(std::size_t at, char byte) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "a.db";
    EXPECT_TRUE(make_or_inspect_file(file));
    std::string bytes(100, '\0');
    std::ifstream(file, std::ios::binary).read(bytes.data(), 100);
    bytes[at] = byte;
    return bytes;
}

class BadFiles : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadFiles, AreRefusedAndLeftAsTheyAre) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "a.db";
    std::ofstream(file, std::ios::binary) << GetParam().bytes;
    const auto inspected = make_or_inspect_file(file);
    ASSERT_FALSE(inspected);
    EXPECT_EQ(inspected.error().code, Errc::invalid);
    EXPECT_THAT(inspected.error().message, HasSubstr(GetParam().said));
    EXPECT_EQ(std::filesystem::file_size(file), GetParam().bytes.size());
}

INSTANTIATE_TEST_SUITE_P(FileState, BadFiles,
                         ::testing::Values(BadFile{"one_byte", "S", "not a database"},
                                           BadFile{"a_short_one", "SQLite format 3", "not a database"},
                                           BadFile{"zeros", std::string(4096, '\0'), "not a database"},
                                           BadFile{"text", std::string(4096, 'x'), "not a database"},
                                           BadFile{"another_programs", header_with(68, 'X'),
                                                   "another program"},
                                           BadFile{"nobodys", header_with(71, 0), "another program"},
                                           BadFile{"without_checksums", header_with(20, 0), "damaged"},
                                           BadFile{"another_format", header_with(14, '4'), "not a database"}),
                         [](const auto& file) { return file.param.name; });

}  // namespace
}  // namespace tidings::adapters::sqlite
