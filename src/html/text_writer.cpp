#include "html/text_writer.h"

#include <algorithm>

namespace tidings::html {
namespace {

// Deeper ones do not show, so that a result cannot be many times as long as its source.
constexpr std::size_t kPrefixesMax = 12;

// The white space at the front of `text`, in bytes. What is invisible and only keeps words apart counts.
std::size_t blank_at(std::string_view text) {
    if (std::string_view(" \t\r\n\f").find(text.front()) != std::string_view::npos) return 1;
    for (const std::string_view blank : {"\u00a0", "\u200b", "\u200c", "\u034f", "\u00ad", "\ufeff"}) {
        if (text.starts_with(blank)) return blank.size();
    }
    return 0;
}

}  // namespace

void TextWriter::begin() {
    if (fresh_) {
        if (!out_.empty()) out_ += empty_line_ ? "\n\n" : "\n";
        const std::size_t shown = std::min(prefixes_.size(), kPrefixesMax);
        for (std::size_t i = 0; i < shown; ++i) {
            const bool marked = i + 1 == prefixes_.size() && !marker_.empty();
            out_ += marked ? marker_ : prefixes_[i];
        }
        marker_.clear();
        line_ = out_.size();
    } else if (gap_ || space_) {
        out_ += gap_ ? "  " : " ";
    }
    fresh_ = empty_line_ = space_ = gap_ = false;
}

void TextWriter::text(std::string_view text) {
    while (!text.empty()) {
        if (const std::size_t blank = blank_at(text)) {
            space_ = !fresh_;
            text.remove_prefix(blank);
            continue;
        }
        begin();
        std::size_t word = 1;
        while (word < text.size() && blank_at(text.substr(word)) == 0) ++word;
        out_ += text.substr(0, word);
        text.remove_prefix(word);
    }
}

void TextWriter::preformatted(std::string_view text) {
    for (const char c : text) {
        if (c == '\n') {
            line_break();
        } else if (c == ' ' || c == '\t') {
            blanks_ += c;
        } else if (c != '\r') {
            if (fresh_) begin();
            out_ += blanks_ + c;
            blanks_.clear();
        }
    }
}

void TextWriter::end_line() {
    blanks_.clear();
    fresh_ = true;
    space_ = gap_ = false;
}

void TextWriter::end_block() {
    end_line();
    empty_line_ = !out_.empty();
}

void TextWriter::end_cell() {
    gap_ = !fresh_;
}

void TextWriter::line_break() {
    if (fresh_) empty_line_ = !out_.empty();
    end_line();
}

void TextWriter::indent(std::string prefix, std::string marker) {
    prefixes_.push_back(std::move(prefix));
    marker_ = std::move(marker);
}

void TextWriter::outdent() {
    if (!prefixes_.empty()) prefixes_.pop_back();
    marker_.clear();
}

std::string TextWriter::finish() {
    end_line();
    return std::move(out_);
}

}  // namespace tidings::html
