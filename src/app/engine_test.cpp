#include "app/engine.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "app/first_key.h"
#include "app/seed.h"
#include "services/catalog/catalog.h"
#include "support/temporary_folder.h"

namespace tidings::app {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using tidings::testing::TemporaryFolder;

class EngineTest : public ::testing::Test {
protected:
    std::string data() const { return (folder.path() / "data").string(); }

    Settings settings(std::map<std::string, std::string> flags = {}) const {
        flags.emplace("data.dir", data());
        return load_settings({.flags = std::move(flags)}).value().settings;
    }

    std::string fault(std::map<std::string, std::string> flags = {}) const {
        const auto engine = make_engine(settings(std::move(flags)));
        return engine ? "" : engine.error().message;
    }

    static mode_t mode_of(const std::filesystem::path& path) {
        struct stat found{};
        EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
        return found.st_mode & 07777U;
    }

    TemporaryFolder folder;
};

TEST_F(EngineTest, ItsFolderIsMadeForItsOwnerAlone) {
    const auto engine = make_engine(settings());
    ASSERT_TRUE(engine) << engine.error().message;
    EXPECT_EQ(mode_of(data()), 0700U);
    for (const auto& file : std::filesystem::directory_iterator(data())) {
        EXPECT_EQ(mode_of(file.path()) & 077U, 0U) << file.path();
    }
}

TEST_F(EngineTest, AFolderThatIsOpenToOthersIsRefusedWithTheCommandThatClosesIt) {
    std::filesystem::create_directory(data());
    for (const mode_t mode : {0755U, 0750U, 0701U, 0770U}) {
        ::chmod(data().c_str(), mode);
        const std::string text = fault();
        EXPECT_THAT(text, StartsWith("data.dir: \"" + data() + "\" (flag --data-dir) is open to others"));
        EXPECT_THAT(text, EndsWith("; close it: chmod 700 '" + data() + "'"));
        EXPECT_TRUE(std::filesystem::is_empty(data())) << "nothing was written there";
    }
    ::chmod(data().c_str(), 0700);
    EXPECT_EQ(fault(), "");
}

TEST_F(EngineTest, AFileIsNoFolder) {
    std::ofstream(data()) << "x";
    EXPECT_EQ(fault(), "data.dir: \"" + data() +
                           "\" (flag --data-dir) is no folder; name one, or a path where it can be made");
}

TEST_F(EngineTest, ASecondOneOnTheSameFolderIsRefused) {
    const auto first = make_engine(settings());
    ASSERT_TRUE(first);
    const std::string text = fault();
    EXPECT_THAT(text, StartsWith("data.dir: \"" + data() + "\" (flag --data-dir): "));
    EXPECT_THAT(text, HasSubstr("is held by the process " + std::to_string(::getpid())));
}

TEST_F(EngineTest, AnUnreachableServerIsNamedWithItsSetting) {
    // Port 1 of loopback has nobody on it.
    const std::string text = fault({{"engine", "cluster"}, {"kafka.brokers", "127.0.0.1:1"}});
    EXPECT_THAT(text, StartsWith("kafka.brokers: "));
    EXPECT_THAT(text, HasSubstr("127.0.0.1:1"));
}

TEST_F(EngineTest, EventsAreKnownForAsLongAsTheirRecords) {
    EXPECT_EQ(fault({{"dedup.keep", "1d"}}),
              "dedup.keep: \"1d\" (flag --dedup-keep) is shorter than events.retention: \"7d\" (default); "
              "events must "
              "be known for as long as their records");
    EXPECT_EQ(fault({{"dedup.keep", "1d"}, {"events.retention", "1d"}}), "");
}

TEST_F(EngineTest, AKeptSecretIsTheSameAfterARestartAndForNobodyElse) {
    std::string first;
    {
        const auto engine = make_engine(settings());
        first = (*engine)->keep_secret("some.key", {})->reveal();
    }
    EXPECT_EQ(first.size(), 64U);
    EXPECT_EQ(mode_of(data() + "/some.key"), 0600U);
    const auto engine = make_engine(settings());
    EXPECT_EQ((*engine)->keep_secret("some.key", {})->reveal(), first);
    EXPECT_NE((*engine)->keep_secret("other.key", {})->reveal(), first);
}

TEST_F(EngineTest, ATestClockIsOnlyWhereItWasAskedFor) {
    {
        const auto engine = make_engine(settings());
        EXPECT_FALSE((*engine)->set_clock());
    }
    const auto engine = make_engine(settings({{"test_clock", "true"}}));
    const auto set = (*engine)->set_clock();
    ASSERT_TRUE(set);
    const Time later = (*engine)->clock().now() + std::chrono::hours{1};
    ASSERT_TRUE(set(later));
    EXPECT_GE((*engine)->clock().now(), later);
    EXPECT_FALSE(set(later - std::chrono::minutes{1})) << "it never goes back";
}

TEST_F(EngineTest, ConsumedRecordsLeaveTheLogWhenTheyAreOldAndTheCatalogStays) {
    const auto engine = make_engine(settings({{"test_clock", "true"}, {"events.retention", "1d"}}));
    auto& log = (*engine)->log();
    ASSERT_GT(seed_catalog(log).value(), 0U);
    const auto append = [&](core::Topic topic) {
        const std::vector<ports::NewRecord> records{{topic, "u1", {}, "x"}};
        ASSERT_TRUE(log.append(records));
    };
    append(core::Topic::events);
    append(core::Topic::events);
    const auto begin_of = [&](core::Topic topic) { return log.extents(topic)->front().begin; };
    ports::Changes changes;
    changes.offsets.push_back({{core::Topic::events, 0}, 0, 1, {}});
    ASSERT_TRUE((*engine)->store().commit(changes));
    ASSERT_TRUE((*engine)->set_clock()((*engine)->clock().now() + std::chrono::hours{25}));
    ASSERT_TRUE((*engine)->maintain([](const auto&) {}).front().state);
    EXPECT_EQ(begin_of(core::Topic::events), 1) << "what has not been consumed stays";
    EXPECT_EQ(begin_of(core::Topic::catalog), 0);
}

TEST_F(EngineTest, ConsumedRecordsStayAsLongAsTheRetentionSays) {
    const auto engine = make_engine(settings());
    const std::vector<ports::NewRecord> records{{core::Topic::events, "u1", {}, "x"}};
    ASSERT_TRUE((*engine)->log().append(records));
    ports::Changes changes;
    changes.offsets.push_back({{core::Topic::events, 0}, 0, 1, {}});
    ASSERT_TRUE((*engine)->store().commit(changes));
    ASSERT_TRUE((*engine)->maintain([](const auto&) {}).front().state);
    EXPECT_EQ((*engine)->log().extents(core::Topic::events)->front().begin, 0);
}

// ---- what is in the folder before the first start

TEST_F(EngineTest, TheCatalogIsSeededOnce) {
    const auto engine = make_engine(settings());
    const auto entries = seed_catalog((*engine)->log());
    ASSERT_TRUE(entries);
    EXPECT_EQ(*entries, 3U + 2U + 9U * 2U) << "three types, two pieces, and nine templates in two languages";
    EXPECT_EQ(seed_catalog((*engine)->log()).value(), 0U);
    catalog::CatalogView view((*engine)->log());
    ASSERT_TRUE(view.refresh());
    EXPECT_EQ(view.current()->types().size(), 3U);
    EXPECT_EQ(view.current()->pieces().size(), 2U);
    EXPECT_EQ(view.current()->templates().size(), 18U);
}

class OfflineKeyTest : public EngineTest {
protected:
    std::string refusal(const std::string& name, const std::vector<std::string>& scopes) const {
        const auto made = make_key_offline(settings(), name, scopes);
        return made ? "" : made.error().message;
    }
};

TEST_F(OfflineKeyTest, IsKnownAtTheNextStartBesideTheCatalog) {
    const auto made = make_key_offline(settings(), "root", {"admin"});
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_THAT(made->text, StartsWith("tk_" + made->id + "_"));
    const auto engine = make_engine(settings());
    catalog::CatalogView view((*engine)->log());
    ASSERT_TRUE(view.refresh());
    ASSERT_EQ(view.current()->api_keys().size(), 1U);
    const auto& entry = view.current()->api_keys().at(made->id);
    EXPECT_EQ(entry.name, "root");
    EXPECT_EQ(entry.scopes, std::vector<std::string>{"admin"});
    EXPECT_EQ(made->text.find(entry.hash), std::string::npos);
    EXPECT_EQ(view.current()->types().size(), 3U) << "the first start would not seed what has a key already";
}

TEST_F(OfflineKeyTest, TheFirstMustBeAnAdminAndLaterOnesNeedNot) {
    EXPECT_EQ(refusal("shop", {"send"}),
              "--scopes must hold admin for the first key, or nobody could make another");
    EXPECT_EQ(refusal("root", {"admin"}), "");
    EXPECT_EQ(refusal("shop", {"send", "read"}), "");
}

TEST_F(OfflineKeyTest, NamesAndScopesAreThoseOfTheInterface) {
    EXPECT_THAT(refusal("", {"admin"}), StartsWith("--name "));
    EXPECT_THAT(refusal("a\nb", {"admin"}), StartsWith("--name "));
    EXPECT_EQ(refusal("x", {}), "--scopes must be some of send, read, admin");
    EXPECT_EQ(refusal("x", {"admin", "root"}), "--scopes must be some of send, read, admin");
    EXPECT_FALSE(std::filesystem::exists(data())) << "what is refused touches nothing";
}

TEST_F(OfflineKeyTest, AFolderThatAServerUsesIsLeftAlone) {
    const auto engine = make_engine(settings());
    ASSERT_TRUE(engine);
    EXPECT_THAT(refusal("root", {"admin"}), HasSubstr("is held by the process"));
}

}  // namespace
}  // namespace tidings::app
