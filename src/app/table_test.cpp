#include "app/table.h"

#include <sstream>

#include <gtest/gtest.h>

namespace tidings::app {
namespace {

std::string printed(const Table& table, Style style = Style()) {
    std::ostringstream out;
    table.print(out, style);
    return out.str();
}

TEST(Table, ColumnsAreAsWideAsTheirWidestCell) {
    Table table({"id", "state"});
    table.add({"a-long-id", "queued"});
    table.add({"b", "sent"});
    EXPECT_EQ(printed(table),
              "id         state\n"
              "a-long-id  queued\n"
              "b          sent\n");
}

TEST(Table, WidthIsInCharactersNotInBytes) {
    Table table({"name", "x"});
    table.add({"Zoë", "1"});
    table.add({"Anna", "2"});
    EXPECT_EQ(printed(table), "name  x\nZoë   1\nAnna  2\n");
}

TEST(Table, ColoursDoNotMoveColumns) {
    Table table({"state", "x"});
    table.add({"failed", "1"});
    EXPECT_EQ(printed(table, Style(true)),
              "\x1B[1mstate\x1B[0m   \x1B[1mx\x1B[0m\n"
              "\x1B[31mfailed\x1B[0m  1\n");
}

TEST(Table, NoCellBreaksALineOrMovesTheTerminal) {
    Table table({"x"});
    table.add({"a\nb\x1B[2J"});
    EXPECT_EQ(printed(table), "x\n\"a\\nb\\u001b[2J\"\n");
}

TEST(Style, WithoutColoursTextIsAsItWas) {
    EXPECT_EQ(Style().bold("x"), "x");
    EXPECT_EQ(Style().state("failed"), "failed");
}

TEST(Style, EveryStateHasAColour) {
    const Style style(true);
    EXPECT_EQ(style.state("delivered"), style.green("delivered"));
    EXPECT_EQ(style.state("failed"), style.red("failed"));
    EXPECT_EQ(style.state("scheduled"), style.yellow("scheduled"));
    EXPECT_EQ(style.state("cancelled"), style.dim("cancelled"));
}

TEST(Style, ThereAreNoneInAPipe) {
    EXPECT_FALSE(Style::of(-1).colours());
}

TEST(Printable, LeavesPlainTextAlone) {
    EXPECT_EQ(printable("Zoë & co"), "Zoë & co");
    EXPECT_EQ(printable("a\tb"), "\"a\\tb\"");
    EXPECT_EQ(printable("\xFF"), "\"\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace tidings::app
