#pragma once

#include <string>
#include <utility>

#include <boost/system/result.hpp>

namespace tidings {

// What a caller may do about a failure. A code is added only when some caller behaves differently for it.
enum class Errc {
    invalid,      // the input is wrong; the same call fails again
    not_found,    // what was asked for does not exist
    conflict,     // somebody else has changed it; read again, then decide
    unavailable,  // a part that is needed does not answer; later it may
    full,         // a bound or a disk is full; later it may not be
    internal,     // a fault of this program
};

// An expected failure. `message` is lower case and says what failed, with what, and what to do; it never
// holds a secret, an address or a text.
struct Error {
    Errc code = Errc::internal;
    std::string message;
};

template <class T = void>
using Result = boost::system::result<T, Error>;

// Thrown by Result::value() on a failure, which is how start-up and tests turn one into an end.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

inline Error invalid(std::string message) {
    return {Errc::invalid, std::move(message)};
}
inline Error not_found(std::string message) {
    return {Errc::not_found, std::move(message)};
}
inline Error conflict(std::string message) {
    return {Errc::conflict, std::move(message)};
}
inline Error unavailable(std::string message) {
    return {Errc::unavailable, std::move(message)};
}
inline Error internal_error(std::string message) {
    return {Errc::internal, std::move(message)};
}

}  // namespace tidings
