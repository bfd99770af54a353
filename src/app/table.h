#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "app/style.h"

namespace tidings::app {

// Rows in columns of even width, for people; where the terminal is too narrow for that, a paragraph for each
// row. Cells are made printable here.
class Table {
public:
    explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

    // As many cells as there are headings.
    void add(std::vector<std::string> cells);

    bool empty() const { return rows_.empty(); }

    // A column with the heading "state" is coloured by its words.
    void print(std::ostream& out, const Style& style) const;

private:
    std::vector<std::size_t> widths() const;
    void print_columns(std::ostream& out, const Style& style, const std::vector<std::size_t>& widths) const;
    void print_paragraphs(std::ostream& out, const Style& style) const;
    std::string coloured(std::size_t column, const std::string& cell, const Style& style) const;

    std::vector<std::string> headings_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace tidings::app
