#pragma once

#include "services/intake/short_form.h"

namespace tidings::intake {

// Why a CloudEvent's data cannot be taken, whatever it says: it is not JSON (415).
struct NotJsonData {};

// A CloudEvent 1.0 in the JSON format: one object, structured or of a batch.
boost::system::result<Said, NotJsonData> read_structured(const json::value& v, const Reading& reading,
                                                         const std::string& pointer, core::Faults& faults);

// A CloudEvent 1.0 in binary mode: attributes in `ce-` headers, the body is the data. Faults of headers have
// an empty pointer and name the header.
boost::system::result<Said, NotJsonData> read_binary(const http::Request& request, const json::value& data,
                                                     const Reading& reading, core::Faults& faults);

}  // namespace tidings::intake
