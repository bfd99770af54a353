#include "base/uuid.h"

#include <gtest/gtest.h>

namespace tidings {
namespace {

constexpr std::array<std::uint8_t, 10> kOnes = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

TEST(Uuid, CarriesItsTimeToTheMillisecond) {
    const Time t = parse_rfc3339("2026-03-29T00:30:00.123456Z").value();
    EXPECT_EQ(format_rfc3339(Uuid::from(t, {}).time()), "2026-03-29T00:30:00.123Z");
}

TEST(Uuid, SetsVersionAndVariantAndNothingElse) {
    const Time t = parse_rfc3339("2022-02-22T19:22:22Z").value();
    EXPECT_EQ(Uuid::from(t, {}).str(), "017f22e2-79b0-7000-8000-000000000000");
    EXPECT_EQ(Uuid::from(t, kOnes).str(), "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

TEST(Uuid, IsOrderedByTime) {
    const Time t = parse_rfc3339("2026-03-29T00:30:00Z").value();
    EXPECT_LT(Uuid::from(t, kOnes), Uuid::from(t + std::chrono::milliseconds{1}, {}));
    EXPECT_LT(Uuid::from(t, {}), Uuid::from(t, kOnes));
}

TEST(Uuid, RandomOnesDifferAndRepeatWithTheirSeed) {
    Random a(7);
    Random b(7);
    const Uuid first = Uuid::random(Time{}, a);
    EXPECT_EQ(first, Uuid::random(Time{}, b));
    EXPECT_NE(first, Uuid::random(Time{}, a));
    EXPECT_EQ(first.str()[14], '7');
}

TEST(Uuid, ReadsBackItsText) {
    const std::string text = "018f3c1e-7b2a-7c3d-8e4f-0123456789ab";
    ASSERT_TRUE(Uuid::parse(text).has_value());
    EXPECT_EQ(Uuid::parse(text)->str(), text);
    EXPECT_EQ(Uuid::parse(text)->raw().size(), 16U);
}

TEST(Uuid, ReadsTheLowerCaseFormOnly) {
    for (const std::string_view text :
         {"", "018f3c1e7b2a7c3d8e4f0123456789ab", "018F3C1E-7B2A-7C3D-8E4F-0123456789AB",
          "018f3c1e-7b2a-7c3d-8e4f-0123456789a", "018f3c1e-7b2a-7c3d-8e4f-0123456789abc",
          "018f3c1e-7b2a-7c3d-8e4f-0123456789ag", "018f3c1e-7b2a-7c3d-8e4f00123456789ab",
          "{18f3c1e-7b2a-7c3d-8e4f-0123456789a}"}) {
        EXPECT_FALSE(Uuid::parse(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace tidings
