#include "app/style.h"

#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/log_format.h"
#include "base/utf8.h"

namespace tidings::app {

namespace {

bool holds_turn(std::string_view text) {
    for (; !text.empty(); text.remove_prefix(1)) {
        if (turns_direction(text)) return true;
    }
    return false;
}

}  // namespace

Style Style::of(int descriptor) {
    const char* const no_color = std::getenv("NO_COLOR");
    const char* const term = std::getenv("TERM");
    const bool refused = no_color != nullptr && *no_color != '\0';
    const bool dumb = term != nullptr && std::string_view(term) == "dumb";
    if (isatty(descriptor) != 1) return {};
    winsize size{};
    const bool known = ioctl(descriptor, TIOCGWINSZ, &size) == 0;
    return Style(!refused && !dumb, known ? size.ws_col : 0);
}

std::string Style::state(std::string_view state) const {
    if (state == "delivered" || state == "sent") return green(state);
    if (state == "failed" || state == "expired") return red(state);
    if (state == "cancelled" || state == "suppressed") return dim(state);
    return yellow(state);
}

std::string Style::wrap(std::string_view code, std::string_view text) const {
    if (!colours_) return std::string(text);
    return "\x1B[" + std::string(code) + 'm' + std::string(text) + "\x1B[0m";
}

std::string printable(std::string_view text) {
    if (is_utf8(text) && !has_control(text) && !holds_turn(text)) return std::string(text);
    std::string quoted;
    log::append_quoted(text, quoted);
    return quoted;
}

}  // namespace tidings::app
