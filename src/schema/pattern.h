#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace tidings::schema {

// A regular expression of ECMA 262 with its `u` flag, run by RE2 in time linear in the text. It matches
// anywhere.
class Pattern {
public:
    // Longer ones are refused, and so are those that take RE2 too much memory.
    static constexpr std::size_t kLengthMax = 1000;

    // Refuses, with a reason, what is no such expression, and lookaround and back-references, which RE2
    // lacks.
    static Result<Pattern> compile(std::string_view text);

    // `text` is UTF-8.
    bool matches(std::string_view text) const;

    const std::string& text() const { return text_; }

    // The work of matching a text of `length` bytes, in steps.
    std::size_t steps(std::size_t length) const { return 1 + length * weight_ / 64; }

private:
    Pattern(std::string text, std::shared_ptr<const re2::RE2> program, std::size_t weight);

    std::string text_;
    std::shared_ptr<const re2::RE2> program_;
    std::size_t weight_;
};

}  // namespace tidings::schema
