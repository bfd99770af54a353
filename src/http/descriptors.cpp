#include "http/descriptors.h"

#include <algorithm>

#include <sys/resource.h>

namespace tidings::http {
namespace {

constexpr rlim_t kOthers = 512;

}  // namespace

std::size_t connections_within_limit(std::size_t connections) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
    const rlim_t wanted = connections + kOthers;
    if (limit.rlim_cur < wanted) {
        const rlim_t before = limit.rlim_cur;
        limit.rlim_cur = std::min(wanted, limit.rlim_max);
        if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
    }
    if (limit.rlim_cur >= wanted) return connections;
    // Of a limit so low that it can hold neither, half is for clients.
    return std::max(limit.rlim_cur / 2, limit.rlim_cur - std::min(limit.rlim_cur, kOthers));
}

}  // namespace tidings::http
