#pragma once

#include <string>
#include <string_view>

namespace tidings::app {

// Colours, where somebody sees them: on a terminal, unless NO_COLOR is set.
class Style {
public:
    Style() = default;
    explicit Style(bool colours) : colours_(colours) {}

    // For a descriptor of this process.
    static Style of(int descriptor);

    bool colours() const { return colours_; }
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
};

// `text` on one line, without anything that moves a terminal: in quotes with escapes where it has control
// characters. For all that comes from outside.
std::string printable(std::string_view text);

}  // namespace tidings::app
