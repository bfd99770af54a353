#include "jinja/syntax/position.h"

#include <gtest/gtest.h>

namespace tidings::jinja {
namespace {

void expect_at(std::string_view source, std::size_t offset, std::size_t line, std::size_t column) {
    const Position position = position_of(source, offset);
    EXPECT_EQ(position.line, line) << source << " " << offset;
    EXPECT_EQ(position.column, column) << source << " " << offset;
}

TEST(JinjaPosition, CountsLinesAndCharactersFromOne) {
    expect_at("", 0, 1, 1);
    expect_at("abc", 0, 1, 1);
    expect_at("abc", 3, 1, 4);
    expect_at("a\nb\n\nc", 1, 1, 2);
    expect_at("a\nb\n\nc", 2, 2, 1);
    expect_at("a\nb\n\nc", 4, 3, 1);
    expect_at("a\nb\n\nc", 5, 4, 1);
    expect_at("é日😀x", 9, 1, 4);
    expect_at("é\n日x", 6, 2, 2);
}

}  // namespace
}  // namespace tidings::jinja
