#include "ports/paging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::ports {
namespace {

using ::testing::ElementsAre;

Page page(std::size_t limit, std::optional<std::string> after = {}) {
    return {std::move(after), limit};
}

TEST(Paging, APageHasAtLeastOneItemAndAtMostFiveHundred) {
    EXPECT_EQ(length_of({}), 50U);
    EXPECT_EQ(length_of(page(0)), 1U);
    EXPECT_EQ(length_of(page(1)), 1U);
    EXPECT_EQ(length_of(page(500)), kPageMax);
    EXPECT_EQ(length_of(page(501)), kPageMax);
}

TEST(Paging, OneItemMoreIsTheSignOfANextPageAndNotOnThisOne) {
    const auto name = [](const std::string& item) { return item; };
    const auto cut_of = [&](std::vector<std::string> found) { return cut(std::move(found), page(2), name); };
    EXPECT_THAT(cut_of({}).items, ElementsAre());
    EXPECT_EQ(cut_of({}).next_cursor, std::nullopt);
    EXPECT_EQ(cut_of({"c", "b"}).next_cursor, std::nullopt);
    const auto listed = cut_of({"c", "b", "a"});
    EXPECT_THAT(listed.items, ElementsAre("c", "b"));
    EXPECT_EQ(listed.next_cursor, "b");
}

TEST(Paging, ANumberedListHasItsLastNumberAsTheCursor) {
    const std::vector<std::pair<std::int64_t, std::string>> found{{9, "x"}, {7, "y"}, {4, "z"}};
    const auto listed = cut_numbered(found, page(2));
    EXPECT_THAT(listed.items, ElementsAre("x", "y"));
    EXPECT_EQ(listed.next_cursor, "7");
    EXPECT_EQ(number_below(page(2, listed.next_cursor)).value(), 7);
    EXPECT_EQ(cut_numbered(found, page(3)).next_cursor, std::nullopt);
}

TEST(Paging, WithoutACursorAPageBeginsAboveEverything) {
    Uuid last;
    last.bytes.fill(0xff);
    EXPECT_EQ(id_below({}).value(), last);
    EXPECT_EQ(number_below({}).value(), std::numeric_limits<std::int64_t>::max());
}

TEST(Paging, ACursorThatNoListGaveIsInvalid) {
    for (const char* text : {"", " ", "x", "1x", " 1", "1 ", "-1", "+1", "1.0", "9223372036854775808",
                             "018f3c1e-7b2a-7c3d-8e4f-0123456789ab"}) {
        const auto number = number_below(page(1, text));
        ASSERT_FALSE(number) << text;
        EXPECT_EQ(number.error().code, Errc::invalid);
    }
    for (const char* text :
         {"", "7", "018F3C1E-7B2A-7C3D-8E4F-0123456789AB", "018f3c1e7b2a7c3d8e4f0123456789ab"}) {
        const auto id = id_below(page(1, text));
        ASSERT_FALSE(id) << text;
        EXPECT_EQ(id.error().code, Errc::invalid);
    }
    EXPECT_EQ(number_below(page(1, "9223372036854775807")).value(), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(number_below(page(1, "0")).value(), 0);
}

// Page by page, whatever the lengths: all items once, in order.
TEST(Paging, PagesJoinWithoutGapsOrRepetitions) {
    for (std::int64_t count = 0; count < 12; ++count) {
        for (std::size_t limit = 1; limit < 6; ++limit) {
            std::vector<std::int64_t> seen;
            std::optional<std::string> after;
            do {
                const auto below = number_below(page(limit, after)).value();
                std::vector<std::pair<std::int64_t, std::int64_t>> found;
                for (std::int64_t n = count; n > 0 && found.size() < limit + 1; --n) {
                    if (n < below) found.emplace_back(n, n);
                }
                const auto listed = cut_numbered(found, page(limit));
                EXPECT_LE(listed.items.size(), limit);
                seen.insert(seen.end(), listed.items.begin(), listed.items.end());
                after = listed.next_cursor;
            } while (after);
            ASSERT_EQ(seen.size(), static_cast<std::size_t>(count));
            for (std::int64_t i = 0; i < count; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], count - i);
        }
    }
}

}  // namespace
}  // namespace tidings::ports
