#include "adapters/sqlite/page_checksums.h"

#include <gtest/gtest.h>

#include "adapters/sqlite/file_state.h"
#include "base/random.h"
#include "support/files.h"
#include "support/temporary_folder.h"

namespace tidings::adapters::sqlite {
namespace {

using tidings::testing::content_of;
using tidings::testing::put;

constexpr std::size_t kPage = 4096;

// A closed database with small rows, rows that fill several pages, an index, and pages that are free.
class PageChecksums : public ::testing::Test {
protected:
    PageChecksums() : file_(folder_.path() / "a.db") {
        EXPECT_TRUE(make_or_inspect_file(file_));
        Connection connection(file_.string(), Connection::Kind::writer, 64);
        connection.clean_up_on_close(true);
        connection.execute("CREATE TABLE a (n INTEGER PRIMARY KEY, text TEXT); CREATE INDEX i ON a (text)");
        for (int n = 0; n < 60; ++n) {
            const std::string text(static_cast<std::size_t>(n % 7 == 0 ? 9000 : 40 + n),
                                   static_cast<char>('a' + n % 26));
            connection.use("INSERT INTO a VALUES (?, ?)")->bind(n, text).run();
        }
        connection.execute("DELETE FROM a WHERE n BETWEEN 40 AND 50");
    }

    // All rows, found by the table and by the index; or what SQLite said instead.
    std::string rows() {
        try {
            Connection connection(file_.string(), Connection::Kind::reader, 64);
            std::string out;
            for (const char* sql :
                 {"SELECT n, text FROM a ORDER BY n", "SELECT n, text FROM a ORDER BY text, n"}) {
                const auto query = connection.use(sql);
                query->bind();
                while (query->step()) out += query->text(0) + query->text(1) + "\n";
            }
            return out;
        } catch (const SQLite::Exception& failure) {
            EXPECT_TRUE(is_damage(failure)) << failure.getErrorStr();
            return "damaged";
        }
    }

    tidings::testing::TemporaryFolder folder_;
    std::filesystem::path file_;
};

TEST_F(PageChecksums, LetAGoodFileBeRead) {
    const auto before = rows();
    EXPECT_EQ(std::ranges::count(before, '\n'), 2 * (60 - 11));
    EXPECT_EQ(rows(), before);
}

TEST_F(PageChecksums, StandAtTheEndOfEveryPage) {
    const auto content = content_of(file_);
    ASSERT_EQ(content.size() % kPage, 0U);
    ASSERT_GT(content.size() / kPage, 10U);
    for (std::size_t at = 0; at < content.size(); at += kPage) {
        std::uint64_t sum = 0;
        content.copy(reinterpret_cast<char*>(&sum), sizeof sum, at + kPage - sizeof sum);
        EXPECT_EQ(page_checksum(std::string_view(content).substr(at, kPage), static_cast<std::int64_t>(at)),
                  sum)
            << "page at " << at;
    }
}

// Unread pages (the free ones) may be flipped; what is read is what was written, or an error.
TEST_F(PageChecksums, NoFlippedBitIsEverTakenForContent) {
    const auto good = rows();
    const auto content = content_of(file_);
    Random random(7);
    int noticed = 0;
    for (int i = 0; i < 400; ++i) {
        auto bad = content;
        const auto at = 100 + random.below(bad.size() - 100);  // the header is looked at apart
        bad[at] = static_cast<char>(bad[at] ^ (1 << random.below(8)));
        put(file_, bad);
        const auto found = rows();
        if (found == "damaged") ++noticed;
        EXPECT_TRUE(found == "damaged" || found == good) << "byte " << at;
    }
    EXPECT_GT(noticed, 200);
}

TEST_F(PageChecksums, APageInThePlaceOfAnotherIsDamaged) {
    auto content = content_of(file_);
    const auto last = content.size() / kPage - 1;
    int damaged = 0;
    for (std::size_t page = 1; page < last; ++page) {
        auto bad = content;
        bad.replace(page * kPage, kPage, content.substr((page + 1) * kPage, kPage));
        put(file_, bad);
        if (rows() == "damaged") ++damaged;
    }
    EXPECT_GT(damaged, static_cast<int>(last) / 2);
}

TEST_F(PageChecksums, AFileThatWasCutShortIsDamaged) {
    const auto content = content_of(file_);
    for (std::size_t pages = 1; pages < content.size() / kPage; pages += 3) {
        for (const std::size_t rest : {std::size_t{0}, std::size_t{1000}}) {
            put(file_, std::string_view(content).substr(0, pages * kPage + rest));
            EXPECT_EQ(rows(), "damaged") << pages << " pages and " << rest;
        }
    }
}

// As another program leaves them, which knows nothing of checksums.
TEST_F(PageChecksums, AreWrittenAnewWhereThePagesAreToBeTakenAsTheyAre) {
    const auto good = rows();
    auto content = content_of(file_);
    for (std::size_t at = 3 * kPage; at < content.size(); at += 2 * kPage) content[at - 1] ^= 1;
    put(file_, content);
    EXPECT_EQ(rows(), "damaged");
    EXPECT_GT(seal_pages(file_).value(), 3U);
    EXPECT_EQ(rows(), good);
    EXPECT_EQ(seal_pages(file_).value(), 0U);
    EXPECT_FALSE(seal_pages(folder_.path() / "none"));
}

TEST(PageChecksum, DependsOnEveryByteAndOnThePlace) {
    std::string page(kPage, 'a');
    const auto sum = page_checksum(page, 0);
    EXPECT_NE(page_checksum(page, kPage), sum);
    for (std::size_t at = 0; at < kPage; ++at) {
        page[at] = 'b';
        EXPECT_EQ(page_checksum(page, 0) == sum, at >= kPage - kChecksumBytes) << at;
        page[at] = 'a';
    }
}

TEST(PageChecksum, IsNotTheSameForSwappedWords) {
    std::string page(kPage, '\0');
    page.replace(0, 8, "one-word");
    page.replace(8, 8, "the-next");
    auto swapped = page;
    swapped.replace(0, 8, "the-next");
    swapped.replace(8, 8, "one-word");
    EXPECT_NE(page_checksum(page, 0), page_checksum(swapped, 0));
}

}  // namespace
}  // namespace tidings::adapters::sqlite
