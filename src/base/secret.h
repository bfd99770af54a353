#pragma once

#include <string>
#include <utility>

namespace tidings {

// A text that must not be shown. It has no operator<< and no formatter, so it cannot reach a log by accident.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}

    // The text itself, for the one call that needs it.
    const std::string& reveal() const { return text_; }
    bool empty() const { return text_.empty(); }

private:
    std::string text_;
};

}  // namespace tidings
