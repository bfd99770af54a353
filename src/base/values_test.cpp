#include <set>
#include <type_traits>
#include <unordered_set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/strong_id.h"

// The small values that every room passes around.
namespace tidings {
namespace {

TEST(Result, CarriesAValueOrAnError) {
    const Result<int> good = 7;
    EXPECT_TRUE(good);
    EXPECT_EQ(good.value(), 7);
    const Result<int> bad = conflict("somebody else has changed it");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, Errc::conflict);
    EXPECT_EQ(bad.error().message, "somebody else has changed it");
    EXPECT_TRUE(Result<>());
}

TEST(Result, EachMakerHasItsOwnCode) {
    const Error made[] = {invalid("m"), not_found("m"), conflict("m"), unavailable("m"), internal_error("m")};
    std::set<Errc> codes;
    for (const auto& error : made) {
        codes.insert(error.code);
        EXPECT_EQ(error.message, "m");
    }
    EXPECT_EQ(codes.size(), std::size(made));
    EXPECT_FALSE(codes.contains(Errc::full));
}

TEST(Result, TheValueOfAnErrorThrowsItsMessage) {
    const Result<int> bad = unavailable("the disk is gone");
    try {
        static_cast<void>(bad.value());
        FAIL();
    } catch (const std::exception& thrown) {
        EXPECT_NE(std::string(thrown.what()).find("the disk is gone"), std::string::npos);
    }
}

TEST(StrongId, ComparesAndHashesAsItsText) {
    using Id = StrongId<struct OfTheTest>;
    EXPECT_LT(Id("a"), Id("b"));
    EXPECT_EQ(Id("a"), Id("a"));
    EXPECT_TRUE(Id().empty());
    const std::unordered_set<Id> ids{Id("a"), Id("b"), Id("a")};
    EXPECT_EQ(ids.size(), 2U);
}

// A text must be named to become one, and one kind is never another.
TEST(StrongId, IsMadeOfNothingByAccident) {
    using Id = StrongId<struct One>;
    using Other = StrongId<struct Another>;
    EXPECT_FALSE((std::is_convertible_v<std::string, Id>));
    EXPECT_FALSE((std::is_constructible_v<Id, Other>));
    EXPECT_FALSE((std::is_assignable_v<Id&, Other>));
}

TEST(Secret, CannotBeWrittenByAccident) {
    EXPECT_FALSE(fmt::is_formattable<Secret>::value);
    EXPECT_FALSE((std::is_convertible_v<Secret, std::string>));
    EXPECT_FALSE((std::is_convertible_v<Secret, std::string_view>));
    EXPECT_EQ(Secret("s3cret").reveal(), "s3cret");
    EXPECT_TRUE(Secret().empty());
}

// Seeds are written into failures; they must mean the same on every machine and for ever.
TEST(Random, ASeedGivesTheNumbersOfTheAlgorithm) {
    Random random(1234567);
    EXPECT_EQ(random.next(), 6457827717110365317U);
    EXPECT_EQ(random.next(), 3203168211198807973U);
    EXPECT_EQ(random.next(), 9817491932198370423U);
    EXPECT_EQ(random.next(), 4593380528125082431U);
    EXPECT_EQ(random.next(), 16408922859458223821U);
}

TEST(Random, StaysBelowItsBoundAndReachesAllOfIt) {
    Random random(1);
    std::vector<int> hits(7);
    for (int i = 0; i < 7000; ++i) ++hits.at(random.below(7));
    for (const int hit : hits) {
        EXPECT_GT(hit, 850);
        EXPECT_LT(hit, 1150);
    }
    EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, UnitsFillTheIntervalWithoutItsEnd) {
    Random random(2);
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) {
        const double unit = random.unit();
        ASSERT_GE(unit, 0.0);
        ASSERT_LT(unit, 1.0);
        sum += unit;
    }
    EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
}

}  // namespace
}  // namespace tidings
