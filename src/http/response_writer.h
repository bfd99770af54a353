#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "http/message.h"

namespace tidings::http {

// What the connection, not the handler, decides about a response.
struct Framing {
    bool http11 = true;
    bool keep_alive = true;
    bool head_only = false;   // the answer to HEAD: every header, no body
    std::string_view date{};  // of http_date(); empty leaves Date out
};

// Appends the response as it goes over the wire. A header that would break the message (a line end in a
// value) is a bug of a handler; the client then gets a 500 in place of the response.
void write_response(const Response& response, const Framing& framing, std::string& out);

// Appends the head of a response whose length is not known: chunked, or for HTTP/1.0 until the end of the
// connection. Its body, if any, is written as the first chunk. Its headers are fixed texts: one that would
// break the message is asserted against.
void write_stream_head(const Response& head, const Framing& framing, std::string& out);
void write_chunk(std::string_view bytes, bool http11, std::string& out);
void write_last_chunk(bool http11, std::string& out);

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(Time t);

}  // namespace tidings::http
