#pragma once

namespace tidings {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace tidings

// For bugs, in every build: prints the expression and its place to standard error, and aborts. What a user or
// a peer can cause is never asserted.
#define TIDINGS_ASSERT(expression) \
    ((expression) ? static_cast<void>(0) : ::tidings::assertion_failed(#expression, __FILE__, __LINE__))
