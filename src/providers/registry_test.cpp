#include "providers/registry.h"

#include <chrono>
#include <set>
#include <string_view>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::providers {
namespace {

class StillClock final : public ports::Clock {
public:
    Time now() const override { return {}; }
    SteadyTime steady() const override { return {}; }
};

TEST(Registry, HasTheOutboxForEveryChannel) {
    const Kind* outbox = find_kind("outbox");
    ASSERT_NE(outbox, nullptr);
    EXPECT_EQ(outbox->channels.size(), core::kChannels.size());
}

TEST(Registry, EveryKindIsNamedOnceAndExplained) {
    std::set<std::string_view> names;
    for (const Kind& kind : kinds()) {
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
        EXPECT_FALSE(kind.meaning.empty()) << kind.name;
        EXPECT_FALSE(kind.channels.empty()) << kind.name;
        EXPECT_NE(kind.check, nullptr) << kind.name;
        EXPECT_NE(kind.make, nullptr) << kind.name;
    }
}

TEST(Registry, EverySettingIsNamedOnceAndExplained) {
    for (const Kind& kind : kinds()) {
        std::set<std::string_view> keys;
        for (const SettingInfo& setting : kind.settings) {
            EXPECT_TRUE(keys.insert(setting.key).second) << kind.name << '.' << setting.key;
            EXPECT_FALSE(setting.meaning.empty()) << kind.name << '.' << setting.key;
            EXPECT_TRUE(setting.fallback.empty() || !setting.secret) << kind.name << '.' << setting.key;
        }
    }
}

TEST(Registry, MakesTheProviderOfThatName) {
    StillClock clock;
    const auto made = make_provider("outbox", {}, clock);
    ASSERT_TRUE(made);
    EXPECT_EQ((*made)->name(), "outbox");
}

TEST(Registry, NamesWhatThereIsWhenAskedForAnother) {
    StillClock clock;
    const auto made = make_provider("pigeon", {}, clock);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::not_found);
    EXPECT_NE(made.error().message.find("outbox"), std::string::npos);
}

TEST(Registry, PassesOnTheFaultsOfTheSettings) {
    StillClock clock;
    const auto made = make_provider("outbox", {{"timeout", "never"}}, clock);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::invalid);
    EXPECT_NE(made.error().message.find("outbox.timeout"), std::string::npos);
}

}  // namespace
}  // namespace tidings::providers
