#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tidings::jinja {

// What an unknown name or member does. `strict` fails at any use but a test, `default` and assignment;
// `standard` (Jinja2's own default) prints nothing and fails only when something is looked up in it or
// computed with it; `chainable` may also be looked into; `debug` prints the expression back.
enum class Undefined : std::uint8_t { strict, standard, chainable, debug };

// The most that one template may take. Passing one is an error, never a crash. They are wide for what people
// send and narrow enough that a hostile template ends within a second.
struct Limits {
    std::size_t source_bytes = 1U << 20U;   // one template's source
    std::size_t output_bytes = 8U << 20U;   // what one rendering writes
    std::size_t memory_bytes = 64U << 20U;  // what one rendering keeps besides
    std::uint64_t steps = 2'000'000;        // nodes run, items and 4 to 64 bytes of text gone through
    std::uint32_t depth = 600;              // nodes inside nodes, through macros, loops, blocks and includes
    std::int64_t range = 100'000;           // items of one range(), as in Jinja2's sandbox
};

struct Vocabulary;  // vocabulary.h

struct Options {
    bool autoescape = false;              // printed values are escaped for HTML unless marked safe
    bool trim_blocks = false;             // the newline after a block tag is dropped
    bool lstrip_blocks = false;           // blanks from the start of a line to a block tag are dropped
    bool keep_trailing_newline = false;   // else the one at the end of the source is dropped
    std::string line_statement_prefix{};  // what makes the rest of a line a statement; empty: nothing does
    std::string line_comment_prefix{};    // … a comment
    Undefined undefined = Undefined::strict;
    const Vocabulary* vocabulary = nullptr;  // what the program adds; nullptr: nothing
    Limits limits{};
};

}  // namespace tidings::jinja
