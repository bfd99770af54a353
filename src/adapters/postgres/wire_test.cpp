#include "adapters/postgres/wire.h"

#include <limits>

#include <gtest/gtest.h>

#include "adapters/postgres/parameters.h"

namespace tidings::adapters::postgres {
namespace {

TEST(PostgresWire, NumbersHaveTheHighestByteFirst) {
    std::string bytes;
    Wire<std::int32_t>::append(bytes, -2);
    EXPECT_EQ(bytes, "\xff\xff\xff\xfe");
    EXPECT_EQ(read_number("\x01\x02"), 258U);
}

TEST(PostgresWire, TimesComeBack) {
    for (const std::int64_t micros : {0L, 1L, -1L, 946'684'800'000'000L, 1'800'000'000'123'456L}) {
        EXPECT_EQ(time_of(timestamp_of(from_micros(micros))), from_micros(micros));
    }
    EXPECT_EQ(timestamp_of(from_micros(946'684'800'000'001)), 1);
}

TEST(PostgresWire, TheEndsOfTimeAreInfinite) {
    EXPECT_EQ(timestamp_of(Time::max()), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(timestamp_of(Time::min()), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(time_of(timestamp_of(Time::max())), Time::max());
    EXPECT_EQ(time_of(timestamp_of(Time::min())), Time::min());
}

TEST(PostgresWire, ArraysComeBack) {
    Parameters p;
    p.each<std::string_view>(std::vector<std::string>{"a", "", "\xc3\xbc"});
    EXPECT_EQ(elements_of(p[0]), (std::vector<std::string_view>{"a", "", "\xc3\xbc"}));
}

TEST(PostgresWire, AnEmptyArrayHasNoElements) {
    Parameters p;
    p.each<Uuid>(std::vector<Uuid>{});
    EXPECT_TRUE(elements_of(p[0]).empty());
}

TEST(PostgresWire, AnArrayHoldsNulls) {
    Parameters p;
    p.each<std::int16_t>(std::vector<std::optional<int>>{1, std::nullopt});
    const auto elements = elements_of(p[0]);
    ASSERT_EQ(elements.size(), 2U);
    EXPECT_EQ(elements[0].size(), 2U);
    EXPECT_EQ(elements[1].size(), 0U);
}

TEST(PostgresWire, BytesThatAreNoArrayHaveNoMoreElementsThanTheyHold) {
    Parameters p;
    p.each<std::string_view>(std::vector<std::string>{"abc", "def"});
    for (std::size_t length = 0; length < p[0].size(); ++length) {
        EXPECT_LE(elements_of(std::string_view(p[0]).substr(0, length)).size(), 2U);
    }
}

}  // namespace
}  // namespace tidings::adapters::postgres
