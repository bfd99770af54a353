#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>

namespace tidings::jinja {

// A template's error on its way out. It is thrown inside this room only: Template catches it, so that it
// never passes the public header. An interpreter fails at any depth, which is what exceptions are for.
struct Failure : std::exception {
    Failure(std::string k, std::string m) : kind(std::move(k)), message(std::move(m)) {}
    const char* what() const noexcept override { return message.c_str(); }

    std::string kind;
    std::string message;
};

// A failure of the lexer, the parser or the resolver, with the place in the source (a byte offset).
struct SyntaxFailure {
    Failure failure;
    std::uint32_t offset = 0;
};

[[noreturn]] inline void fail(std::string kind, std::string message) {
    throw Failure{std::move(kind), std::move(message)};
}
[[noreturn]] inline void syntax_error(std::string message, std::size_t offset) {
    throw SyntaxFailure{{"TemplateSyntaxError", std::move(message)}, static_cast<std::uint32_t>(offset)};
}
[[noreturn]] inline void assertion_error(std::string message, std::size_t offset) {
    throw SyntaxFailure{{"TemplateAssertionError", std::move(message)}, static_cast<std::uint32_t>(offset)};
}
[[noreturn]] inline void type_error(std::string message) {
    fail("TypeError", std::move(message));
}
[[noreturn]] inline void value_error(std::string message) {
    fail("ValueError", std::move(message));
}

}  // namespace tidings::jinja
