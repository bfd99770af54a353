#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidings::html {

// Puts a text together from words, lines and blocks: joins white space, keeps at most one empty line, and
// begins each line with what stands before it (a quotation's mark, an item's indentation).
class TextWriter {
public:
    // White space in it, no-break spaces too, is joined to one space, and is nothing at either end of a line.
    void text(std::string_view text);

    // Spaces and line breaks stay.
    void preformatted(std::string_view text);

    // What comes next begins a line; stands behind an empty line; stands two spaces behind this cell.
    void end_line();
    void end_block();
    void end_cell();

    // As <br> has it: two of them leave an empty line.
    void line_break();

    // What all lines from now on begin with, until it is taken away; the first of them with `marker` instead.
    void indent(std::string prefix, std::string marker = "");
    void outdent();

    // Where the text ends now, and what the last line has said since then: not the marks that it begins with.
    std::size_t mark() const { return out_.size(); }
    std::string_view since(std::size_t mark) const {
        return std::string_view(out_).substr(std::max(mark, line_));
    }

    std::string finish();

private:
    void begin();

    std::string out_;
    std::size_t line_ = 0;  // where the last line begins, behind its prefixes
    std::vector<std::string> prefixes_;
    std::string marker_;  // of the last prefix, as long as it is to come
    std::string blanks_;  // of a preformatted line, which may end with them
    bool fresh_ = true;   // a line is to begin
    bool empty_line_ = false;
    bool space_ = false;
    bool gap_ = false;
};

}  // namespace tidings::html
