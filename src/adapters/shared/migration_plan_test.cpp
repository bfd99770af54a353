#include "adapters/shared/migration_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidings::adapters::shared {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MigrationPlan : public ::testing::Test {
protected:
    // The names of what is missing, or what was refused.
    std::vector<std::string> plan(Applied applied, std::span<const SameMigration> same = {}) const {
        const auto missing = missing_of(std::move(applied), files_, same);
        if (!missing) return {missing.error().message};
        std::vector<std::string> names;
        for (const auto& file : *missing) names.emplace_back(file.path);
        return names;
    }
    Applied first(std::size_t count) const {
        Applied out;
        for (std::size_t i = 0; i < count; ++i) out.emplace(files_[i].path, checksum_of(files_[i]));
        return out;
    }

    std::vector<EmbeddedFile> files_{{"0001_a.sql", "CREATE TABLE a (x)"},
                                     {"0002_b.sql", "CREATE TABLE b (x)"}};
};

TEST_F(MigrationPlan, IsWhatTheDatabaseLacksInOrder) {
    EXPECT_THAT(plan({}), ElementsAre("0001_a.sql", "0002_b.sql"));
    EXPECT_THAT(plan(first(1)), ElementsAre("0002_b.sql"));
    EXPECT_THAT(plan(first(2)), IsEmpty());
}

TEST_F(MigrationPlan, ATextThatHasChangedIsRefusedUnlessItMadeTheSame) {
    auto applied = first(2);
    applied["0001_a.sql"] = "an older text's";
    EXPECT_THAT(plan(applied), ElementsAre(HasSubstr("0001_a.sql is another one")));
    const std::array same{SameMigration{"0001_a.sql", "an older text's"}};
    EXPECT_THAT(plan(applied, same), IsEmpty());
    applied["0002_b.sql"] = "an older text's";
    EXPECT_THAT(plan(applied, same), ElementsAre(HasSubstr("0002_b.sql is another one")));
}

TEST_F(MigrationPlan, ANewerDatabaseIsRefusedUnlessOlderProgramsMayRunBesideWhatIsNew) {
    auto applied = first(2);
    applied["0003_more.beside.sql"] = "x";
    EXPECT_THAT(plan(applied), IsEmpty());
    applied["0004_other.sql"] = "x";
    EXPECT_THAT(plan(applied), ElementsAre(HasSubstr("0004_other.sql, which this program does not know")));
}

TEST_F(MigrationPlan, AMigrationIsNotRunBehindALaterOne) {
    Applied applied = first(2);
    applied.erase("0001_a.sql");
    EXPECT_THAT(plan(applied), ElementsAre(HasSubstr("lacks 0001_a.sql")));
}

}  // namespace
}  // namespace tidings::adapters::shared
