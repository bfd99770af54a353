#pragma once

#include <cstddef>

namespace tidings::http {

// For how many of `connections` there are file descriptors, beside those that the rest of the program needs
// (its own files, its providers' connections): without this, clients that only connect would starve it.
// Raises the process's soft limit where the hard one lets it.
std::size_t connections_within_limit(std::size_t connections);

}  // namespace tidings::http
