#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace tidings::http {

struct ParserLimits {
    std::size_t target_bytes = 8 * 1024;   // beyond: 414
    std::size_t header_bytes = 16 * 1024;  // all header lines of one request, trailers included; beyond: 431
    std::size_t header_count = 100;        // beyond: 431

    // How large the body of a request with this head may be, in bytes; beyond: 413.
    std::function<std::size_t(const Request& head)> body_bytes;
};

// Why a request was not taken. After a refusal nobody knows where the next request would begin.
struct Refusal {
    int status = 400;
    std::string detail;
};

// Reads the requests of one HTTP/1.0 or HTTP/1.1 connection, in whatever pieces they arrive. It is strict
// where leniency lets two readers disagree about where a request ends (request smuggling): lines end in CRLF
// only, Content-Length is one number, Transfer-Encoding is exactly "chunked", never both; no folded lines, no
// space before a colon, no control characters, one Host.
//
// Keeps at most one line, the headers and the body, all within the limits. Not for use by several threads.
class RequestParser {
public:
    enum class State {
        idle,      // between requests
        head,      // inside a request line or headers
        body,      // the head is read
        complete,  // a request stands ready for take()
        refused,   // for good
    };

    // `limits` must outlive the parser.
    explicit RequestParser(const ParserLimits& limits) : limits_(limits) {}

    // Takes bytes off the front of `bytes` until none are left, a request is complete, or it is refused.
    State feed(std::string_view& bytes);

    State state() const;
    const Refusal& refusal() const { return refusal_; }

    // Of the request whose head has been read.
    const Request& request() const { return request_; }
    bool http11() const { return http11_; }
    bool keep_alive() const { return keep_alive_; }

    // Whether the client waits for "100 Continue" before it sends the body. True once for each request.
    bool take_expectation();

    // The complete request; the parser is idle after it.
    Request take();

    // Gives back the memory of what has been read; the parser is `refused` from now on.
    void abandon();

private:
    enum class Stage { start, headers, body, chunk_size, chunk_data, chunk_end, trailers, complete, refused };

    void refuse(int status, std::string_view detail);
    bool next_line(std::string_view& bytes, std::string_view& line);
    bool check_room(std::size_t line_size);
    void on_line(std::string_view line);
    void on_start_line(std::string_view line);
    bool on_version(std::string_view version);
    void on_target(std::string_view target);
    void on_header(std::string_view line);
    bool split_header(std::string_view line, std::string_view& name, std::string_view& value);
    void on_content_length(std::string_view value);
    void on_transfer_encoding(std::string_view value);
    void on_connection(std::string_view value);
    void on_head_end();
    bool check_host();
    bool check_framing();
    void on_chunk_size(std::string_view line);
    void take_body(std::string_view& bytes);

    const ParserLimits& limits_;
    Stage stage_ = Stage::start;
    Refusal refusal_;
    std::string line_;  // the part of a line that came without its end
    bool blank_line_seen_ = false;

    Request request_;
    std::string authority_;  // of a target in absolute form
    std::size_t header_bytes_ = 0;
    bool http11_ = true;
    bool keep_alive_ = true;
    bool close_asked_ = false;
    bool chunked_ = false;
    bool has_length_ = false;
    bool expects_continue_ = false;
    std::uint64_t left_ = 0;  // of the body, or of the chunk
    std::size_t body_max_ = 0;
};

}  // namespace tidings::http
