#include "core/reasons.h"

#include <set>

#include <gtest/gtest.h>

namespace tidings::core {
namespace {

TEST(Reasons, EachHasASentenceOfItsOwn) {
    std::set<std::string_view> sentences;
    for (const Reason r : kReasons) {
        const std::string_view text = sentence(r);
        ASSERT_GT(text.size(), 10U) << name(r);
        EXPECT_TRUE(text.front() >= 'A' && text.front() <= 'Z') << text;
        EXPECT_EQ(text.back(), '.') << text;
        EXPECT_TRUE(sentences.insert(text).second) << text;
    }
}

TEST(Reasons, AreServedInTheirOrder) {
    const json::value served = reasons_to_json();
    const auto& items = served.as_object().at("items").as_array();
    ASSERT_EQ(items.size(), kReasons.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& item = items[i].as_object();
        EXPECT_EQ(item.at("reason").as_string(), name(kReasons[i]));
        EXPECT_EQ(item.at("sentence").as_string(), sentence(kReasons[i]));
    }
}

}  // namespace
}  // namespace tidings::core
