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

TEST(Table, OnATerminalThatIsTooNarrowARowIsAParagraph) {
    Table table({"id", "state", "reason"});
    table.add({"0198c2f0", "failed", "rejected"});
    table.add({"0198c2f1", "queued", ""});
    EXPECT_EQ(printed(table, Style(false, 20)),
              "id      0198c2f0\n"
              "state   failed\n"
              "reason  rejected\n"
              "\n"
              "id      0198c2f1\n"
              "state   queued\n");
}

TEST(Table, WhatJustFitsIsATable) {
    Table table({"id", "state"});
    table.add({"0198c2f0", "failed"});
    const std::string columns = "id        state\n0198c2f0  failed\n";
    EXPECT_EQ(printed(table, Style(false, 16)), columns);
    EXPECT_EQ(printed(table, Style(false, 0)), columns) << "a pipe is as wide as it likes";
    EXPECT_EQ(printed(table, Style(false, 15)), "id     0198c2f0\nstate  failed\n");
}

TEST(Table, ParagraphsHaveTheirColours) {
    Table table({"state"});
    table.add({"delivered"});
    EXPECT_EQ(printed(table, Style(true, 3)), "\x1B[1mstate\x1B[0m  \x1B[32mdelivered\x1B[0m\n");
}

TEST(Table, WithoutRowsThereAreItsHeadings) {
    const Table table({"a", "b"});
    EXPECT_TRUE(table.empty());
    EXPECT_EQ(printed(table), "a  b\n");
    EXPECT_EQ(printed(table, Style(false, 2)), "");
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
    EXPECT_EQ(printable("a\u202eb\u2066\u2069"), "\"a\\u202eb\\u2066\\u2069\"")
        << "it would be shown as another name";
    EXPECT_EQ(printable("\u202f\u2065"), "\u202f\u2065");
    EXPECT_EQ(printable("\xFF"), "\"\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace tidings::app
