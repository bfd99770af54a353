#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "jinja/values/value.h"

namespace tidings::jinja {

// The most parameters that a filter with a fixed list has, its input included.
inline constexpr std::size_t kParametersMax = 9;

// The arguments of one call in the order of the parameters; a missing value where none was passed.
using Bound = std::array<Value, kParametersMax>;

// How Python words the TypeError of a wrong call, which depends on how the function is written there.
enum class Calling : std::uint8_t {
    python,       // "f() takes 1 positional argument but 2 were given"
    positional,   // the same, but none of its parameters may be given by name
    no_argument,  // "str.upper() takes no arguments (1 given)"
    one,          // "str.join() takes exactly one argument (0 given)"
    counted,      // "replace expected at least 2 arguments, got 1"
    parsed,       // "find() takes at least 1 argument (0 given)"
    named,        // "split() takes at most 2 arguments (3 given)"; only these take arguments by name
};

// A filter, a test, a global or a method: its name, what it takes, and what it does. The tables of these are
// closed: a template reaches nothing else.
struct Builtin {
    std::string_view name;
    std::string_view python_name{};  // in the TypeError of a wrong call; `name` when empty
    std::array<std::string_view, kParametersMax> parameters{};
    std::size_t required = 0;
    // One of the two. `variadic` takes its arguments as they come; none of them has a parameter's name.
    Value (*fixed)(Rendering&, const Bound&) = nullptr;
    Value (*variadic)(Rendering&, const Arguments&) = nullptr;
    // What Jinja2 passes before the parameters, which Python's TypeError counts; empty: nothing.
    std::string_view hidden{};
    Calling calling = Calling::python;
};

// What Python calls a filter or test where it is given something else than a mapping behind `**`.
std::string called_as(const Builtin& builtin);

// Whether so many arguments, all without a name, are what it takes one after the other.
bool takes_plainly(const Builtin& builtin, std::size_t count);

// Calls it, after matching the arguments with the parameters as Python does, or failing with its TypeError.
Value invoke(Rendering& rendering, const Builtin& builtin, const Arguments& arguments);

// The arguments behind `self`.
Arguments with_self(Rendering& rendering, const Value& self, const Arguments& arguments);

// Fails where a function of Python that takes any number of arguments was given one by name.
void check_unnamed(std::string_view python_name, const Arguments& arguments);

// How many parameters it has, `self` of a method included.
std::size_t parameter_count(const Builtin& builtin);

// nullptr when there is none.
const Builtin* find_in(std::span<const Builtin> table, std::string_view name);
const Builtin* find_filter(const Options& options, std::string_view name);
const Builtin* find_test(std::string_view name);

// A global such as `range`; missing when there is none.
Value find_global(Rendering& rendering, std::string_view name);
const Builtin* find_global(std::string_view name);  // nullptr when there is none

// One that the program adds, for a call of that name; nullptr when there is none.
const Builtin* find_added_global(const Options& options, std::string_view name);

std::span<const Builtin> translation_globals();

// The parts of the table of filters, one a file.
std::span<const Builtin> text_filters();
std::span<const Builtin> layout_filters();
std::span<const Builtin> sequence_filters();
std::span<const Builtin> selection_filters();
std::span<const Builtin> lazy_filters();
std::span<const Builtin> number_filters();
std::span<const Builtin> html_filters();
std::span<const Builtin> link_filters();
std::span<const Builtin> other_filters();

// The global lipsum().
Value lipsum(Rendering& rendering, const Bound& arguments);

// The argument, or what stands for it when none was passed.
std::int64_t integer_or(const Value& argument, std::int64_t fallback);
int int_or(const Value& argument, int fallback);  // where Python has a C int
bool truth_or(Rendering& rendering, const Value& argument, bool fallback);
std::string_view text_or(Rendering& rendering, const Value& argument, std::string_view fallback);

}  // namespace tidings::jinja
