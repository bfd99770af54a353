#include "babel/cache.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "babel/iso.h"

namespace tidings::babel {
namespace {

TEST(BabelCache, KeepsWhatWasUsedLast) {
    Cache<int, 2> cache;
    int made = 0;
    const auto get = [&](std::string_view key) {
        return cache.get(key, [&] { return std::make_unique<int>(++made); });
    };
    EXPECT_EQ(get("a"), 1);
    EXPECT_EQ(get("b"), 2);
    EXPECT_EQ(get("a"), 1);
    EXPECT_EQ(get("c"), 3);
    EXPECT_EQ(get("a"), 1);
    EXPECT_EQ(get("b"), 4);
}

TEST(BabelCache, AFailureLeavesItAsItWas) {
    Cache<int, 1> cache;
    EXPECT_EQ(cache.get("a", [] { return std::make_unique<int>(1); }), 1);
    EXPECT_THROW(cache.get("b", []() -> std::unique_ptr<int> { throw 1; }), int);
    EXPECT_EQ(cache.get("a", []() -> std::unique_ptr<int> { throw 1; }), 1);
}

TEST(BabelCache, NoTwoListsOfPartsHaveOneKey) {
    using namespace std::string_view_literals;
    std::string a;
    std::string b;
    EXPECT_NE(cache_key(a, "de"sv, "aa"sv, "ab\0x"sv), cache_key(b, "de\0aa"sv, "ab"sv, "x"sv));
    EXPECT_NE(cache_key(a, "a"sv, ""sv), cache_key(b, ""sv, "a"sv));
    EXPECT_EQ(cache_key(a, "a"sv, "b"sv), cache_key(b, "a"sv, "b"sv));
}

RC_GTEST_PROP(BabelIso, WhatIsWrittenReadsBack, ()) {
    const auto micros = *rc::gen::inRange<std::int64_t>(-62'135'596'800'000'000, 253'402'300'800'000'000);
    const auto minutes = *rc::gen::inRange(-1439, 1440);
    const DateTime moment{.local = LocalTime{Duration{micros}}, .zone = Zone(std::chrono::minutes{minutes})};
    const auto read = read_iso(iso(moment));
    RC_ASSERT(read.has_value());
    const auto& back = std::get<DateTime>(*read);
    RC_ASSERT(back.local == moment.local);
    RC_ASSERT(back.zone == moment.zone);
}

TEST(BabelIso, ReadsNothingElse) {
    for (const std::string_view text :
         {"", "2026", "2026-3-29", "2026-03-29T", "2026-03-29T10", "2026-03-29T10:00Zx", "0000-01-01",
          "2026-13-01", "2026-03-29T24:00", "10:60", "24:00", "23:59:60", "10:30Z", "2026-03-29T10:00+24:00",
          "2026-03-29T10:00:00.", "9999-12-31T23:59:60"}) {
        EXPECT_FALSE(read_iso(text)) << text;
    }
    EXPECT_TRUE(read_iso("2026-06-30t23:59:60z"));
}

}  // namespace
}  // namespace tidings::babel
