#include "app/table.h"

#include <algorithm>
#include <numeric>

#include "base/assert.h"
#include "base/utf8.h"

namespace tidings::app {

namespace {

constexpr std::string_view kGap = "  ";

}  // namespace

void Table::add(std::vector<std::string> cells) {
    TIDINGS_ASSERT(cells.size() == headings_.size());
    std::ranges::transform(cells, cells.begin(), printable);
    rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths() const {
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < headings_.size(); ++column) {
        std::size_t width = count_code_points(headings_[column]);
        for (const auto& row : rows_) width = std::max(width, count_code_points(row[column]));
        widths.push_back(width);
    }
    return widths;
}

void Table::print(std::ostream& out, const Style& style) const {
    const std::vector<std::size_t> widths = this->widths();
    const std::size_t gaps = kGap.size() * (widths.size() - 1);
    const bool fits = std::accumulate(widths.begin(), widths.end(), gaps) <= style.columns();
    if (fits || style.columns() == 0) {
        print_columns(out, style, widths);
    } else {
        print_paragraphs(out, style);
    }
}

std::string Table::coloured(std::size_t column, const std::string& cell, const Style& style) const {
    return headings_[column] == "state" ? style.state(cell) : cell;
}

void Table::print_columns(std::ostream& out, const Style& style,
                          const std::vector<std::size_t>& widths) const {
    const auto line = [&](const std::vector<std::string>& cells, auto decorate) {
        for (std::size_t column = 0; column < cells.size(); ++column) {
            out << decorate(column, cells[column]);
            if (column + 1 == cells.size()) break;  // no blanks at the end of a line
            out << std::string(widths[column] - count_code_points(cells[column]), ' ') << kGap;
        }
        out << '\n';
    };
    line(headings_, [&](std::size_t, const std::string& cell) { return style.bold(cell); });
    for (const auto& row : rows_) {
        line(row, [&](std::size_t column, const std::string& cell) { return coloured(column, cell, style); });
    }
}

// Each cell behind its heading, the empty ones left out.
void Table::print_paragraphs(std::ostream& out, const Style& style) const {
    std::size_t width = 0;
    for (const auto& heading : headings_) width = std::max(width, count_code_points(heading));
    for (const auto& row : rows_) {
        if (&row != &rows_.front()) out << '\n';
        for (std::size_t column = 0; column < row.size(); ++column) {
            if (row[column].empty()) continue;
            const std::size_t rest = width - count_code_points(headings_[column]);
            out << style.bold(headings_[column]) << std::string(rest, ' ') << kGap
                << coloured(column, row[column], style) << '\n';
        }
    }
}

}  // namespace tidings::app
