#pragma once

#include <string>
#include <vector>

namespace tidings::core {

// One thing that is wrong with a body: where (RFC 6901, into the body as sent), and what, as the end of a
// sentence: "is required", "must be a number".
struct Fault {
    std::string pointer;
    std::string detail;

    bool operator==(const Fault&) const = default;
};
using Faults = std::vector<Fault>;

// What a member that this program does not know is: from a person it is a slip; in a record it may be what a
// newer program has written, whose other readers need it.
enum class Unknown { is_fault, is_kept };

}  // namespace tidings::core
