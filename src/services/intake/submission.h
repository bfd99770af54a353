#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "core/event.h"
#include "core/faults.h"
#include "http/message.h"
#include "services/catalog/catalog.h"

namespace tidings::intake {

inline constexpr std::size_t kUsersMax = 1000;
inline constexpr std::size_t kBatchMax = 1000;
inline constexpr std::size_t kRecipientsMax = 10'000;  // of one request: each is a record
inline constexpr std::size_t kCopiesMax = 32 << 20;    // bytes of the data, once for each of its recipients

// What a request to POST /v1/events is read with.
struct Reading {
    const catalog::Catalog& catalog;
    Time now;
    std::string default_source;  // where the body names none
    Random& random;              // for the ids of events that have none
    std::string admin_url = {};  // before the path in `Location`
};

// The events of a request, one for each recipient, and the answer once they are on the log.
struct Submission {
    std::vector<core::Event> events;
    http::Response answer;
};

// Reads a body of any kind: the short form, CloudEvents structured, binary and in batches. A failure is the
// answer that names every fault; of a batch nothing is taken then.
boost::system::result<Submission, http::Response> read_submission(const http::Request& request,
                                                                  const Reading& reading);

}  // namespace tidings::intake
