#include "adapters/postgres/failure.h"

#include <stdexcept>

#include <fmt/format.h>

namespace tidings::adapters::postgres {
namespace {

constexpr std::string_view kReadOnly = "25006";
constexpr std::string_view kUniqueViolation = "23505";
constexpr std::string_view kNotNullViolation = "23502";
constexpr std::string_view kDiskFull = "53100";

bool is_one_of(std::string_view state, std::initializer_list<std::string_view> beginnings) {
    for (const auto beginning : beginnings) {
        if (state.starts_with(beginning)) return true;
    }
    return false;
}

// Out of reach, overloaded, shutting down, read-only, too slow; or it stays locked.
bool is_unavailable(std::string_view state) {
    return is_one_of(state, {"08", "53", "57P", "57014", "55P03", "58", kReadOnly, "40"});
}

// Of the content: bytes that are no text, numbers out of range, values that a constraint refuses, or that are
// too long for an index.
bool is_content(std::string_view state) {
    return is_one_of(state, {"22", "23", "54000"});
}

bool is_schema(std::string_view state) {
    return is_one_of(state, {"42P01", "42703", "42883"});
}

// A migration has changed the tables under a prepared statement.
bool is_stale_plan(const Failure& failure) {
    return is_one_of(failure.state, {"0A000", "26000"});
}

}  // namespace

void throw_exception_from_error(const Failure& failure, const boost::source_location& /*where*/) {
    throw std::runtime_error(failure.message);
}

bool is_passing(const Failure& failure) {
    const bool same_number = failure.state == kUniqueViolation && failure.table.starts_with("events_") &&
                             failure.constraint.ends_with("_pkey");
    return same_number || is_stale_plan(failure) || is_one_of(failure.state, {"40001", "40P01"});
}

bool ends_connection(const Failure& failure) {
    return failure.lost || is_stale_plan(failure) || is_one_of(failure.state, {"57P", "08", kReadOnly});
}

Error error_of(const Failure& failure) {
    const std::string& state = failure.state;
    if (failure.lost) return unavailable(fmt::format("PostgreSQL does not answer: {}", failure.message));
    if (state == kConflict) return conflict(failure.message);
    if (state == kUniqueViolation) {
        return conflict(fmt::format("a row of this name exists already ({})", failure.constraint));
    }
    if (state == kNotNullViolation && failure.column == "event") {
        return invalid("the event of the notification does not exist");
    }
    const auto text = fmt::format("PostgreSQL refused it: {} ({})", failure.message, state);
    if (state == kDiskFull) return {Errc::full, text};
    if (is_content(state)) return invalid(text);
    if (is_unavailable(state)) return unavailable(text);
    if (is_schema(state)) return internal_error(text + "; `tidings migrate` makes the tables");
    return internal_error(text);
}

}  // namespace tidings::adapters::postgres
