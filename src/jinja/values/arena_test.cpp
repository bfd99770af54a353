#include "jinja/values/arena.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "jinja/failure.h"

namespace tidings::jinja {
namespace {

constexpr std::size_t kFree = 4096;  // the first bytes are part of the arena and not counted

bool is_aligned(const void* address) {
    return reinterpret_cast<std::uintptr_t>(address) % 16 == 0;
}

std::string kind_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Failure& failure) {
        return failure.kind;
    }
    return "";
}

TEST(JinjaArena, GivesAlignedMemoryThatDoesNotOverlap) {
    Arena arena(1U << 20U);
    std::set<char*> starts;
    for (std::size_t size = 1; size <= 200; ++size) {
        auto* const bytes = static_cast<char*>(arena.allocate(size));
        EXPECT_TRUE(is_aligned(bytes)) << size;
        EXPECT_TRUE(starts.insert(bytes).second) << size;
        std::fill_n(bytes, size, static_cast<char>(size));
    }
    std::size_t whole = 0;
    for (char* const start : starts) {
        const auto size = static_cast<unsigned char>(*start);
        whole += std::all_of(start, start + size, [&](char c) { return c == *start; }) ? 1 : 0;
    }
    EXPECT_EQ(whole, 200U);
}

TEST(JinjaArena, TheFirstBytesAreFree) {
    Arena arena(0);
    arena.allocate(kFree);
    EXPECT_EQ(kind_of([&] { arena.allocate(1); }), "LimitError");
}

TEST(JinjaArena, TakesUpToItsBoundAndNoMore) {
    Arena exact(1000);
    exact.allocate(kFree);
    EXPECT_EQ(kind_of([&] { exact.allocate(1000); }), "");
    EXPECT_EQ(kind_of([&] { exact.allocate(16); }), "LimitError");
    Arena small(1000);
    small.allocate(kFree);
    EXPECT_EQ(kind_of([&] { small.allocate(1001); }), "LimitError");
}

TEST(JinjaArena, SumsWhatItHasGivenOut) {
    Arena arena(300'000);
    arena.allocate(kFree);
    std::size_t given = 0;
    EXPECT_EQ(kind_of([&] {
                  while (true) {
                      arena.allocate(1024);
                      given += 1024;
                  }
              }),
              "LimitError");
    EXPECT_LE(given, 300'000U);
    EXPECT_GE(given, 200'000U);
}

TEST(JinjaArena, HugeSizesAreRefusedAndDoNotWrapAround) {
    constexpr std::size_t kMax = std::numeric_limits<std::size_t>::max();
    Arena arena(1U << 20U);
    for (const std::size_t size : {kMax, kMax - 15, kMax - 16, kMax / 2}) {
        EXPECT_EQ(kind_of([&] { arena.allocate(size); }), "LimitError") << size;
    }
    volatile std::size_t count = kMax / 8;  // the compiler must not see that no array is that long
    EXPECT_EQ(kind_of([&] { arena.make_array<std::uint64_t>(count + 1); }), "LimitError");
    EXPECT_EQ(kind_of([&] { arena.make_array<std::uint64_t>(count); }), "LimitError");
    EXPECT_EQ(kind_of([&] { arena.make_array<std::uint64_t>(8); }), "");
}

TEST(JinjaArena, MakesObjectsAndEmptyArrays) {
    struct Pair {
        int first = 0;
        int second = 7;
    };
    Arena arena(1000);
    EXPECT_EQ(arena.make<Pair>(3)->first, 3);
    EXPECT_EQ(arena.make<Pair>()->second, 7);
    const Pair* const pairs = arena.make_array<Pair>(5);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(pairs[i].second, 7);
    EXPECT_EQ(kind_of([&] { arena.make_array<Pair>(0); }), "");
}

TEST(JinjaArena, CopiesTextsOutOfReach) {
    Arena arena(1U << 20U);
    std::string text(5000, 'x');
    const std::string_view copy = arena.copy(text);
    text.assign(text.size(), 'y');
    EXPECT_EQ(copy, std::string(5000, 'x'));
    EXPECT_TRUE(arena.copy("").empty());
    EXPECT_EQ(arena.copy(std::string_view("a\0b", 3)).size(), 3U);
}

}  // namespace
}  // namespace tidings::jinja
