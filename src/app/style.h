#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidings::app {

// How to write for who reads it: colours where somebody sees them (on a terminal, unless NO_COLOR is set),
// and how wide a line may be.
class Style {
public:
    Style() = default;
    explicit Style(bool colours, std::size_t columns = 0) : colours_(colours), columns_(columns) {}

    // For a descriptor of this process.
    static Style of(int descriptor);

    bool colours() const { return colours_; }
    std::size_t columns() const { return columns_; }  // 0: as wide as it likes
    std::string bold(std::string_view text) const { return wrap("1", text); }
    std::string dim(std::string_view text) const { return wrap("2", text); }
    std::string red(std::string_view text) const { return wrap("31", text); }
    std::string green(std::string_view text) const { return wrap("32", text); }
    std::string yellow(std::string_view text) const { return wrap("33", text); }
    std::string blue(std::string_view text) const { return wrap("34", text); }

    // A state of a notification in its colour.
    std::string state(std::string_view state) const;

private:
    std::string wrap(std::string_view code, std::string_view text) const;

    bool colours_ = false;
    std::size_t columns_ = 0;
};

// `text` on one line, without anything that moves a terminal: in quotes with escapes where it has control
// characters. For all that comes from outside.
std::string printable(std::string_view text);

}  // namespace tidings::app
