#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings::adapters::postgres {

// What the server, or the way to it, has refused.
struct Failure {
    std::string state{};    // SQLSTATE; empty where the server was not heard
    std::string message{};  // the first line
    std::string table{};    // that it is about, if any
    std::string column{};
    std::string constraint{};
    bool lost = false;  // the connection is, and with it the knowledge of whether a commit was made
};

template <class T>
using Answered = boost::system::result<T, Failure>;

[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location& where);

// SQLSTATEs of our own, which the statements of a commit raise by `refuse` (migrations/postgres).
inline constexpr std::string_view kConflict = "TD001";
inline constexpr std::string_view kUpdatesRefused = "TD002";

// The same again may go well: a deadlock, or two commits in one microsecond.
bool is_passing(const Failure& failure);

// Nothing more is to be asked of the connection: it is lost, or its server takes no writes any more.
bool ends_connection(const Failure& failure);

// What a failure means to the caller.
Error error_of(const Failure& failure);

}  // namespace tidings::adapters::postgres
