#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "http/request_parser.h"
#include "http/responder.h"

namespace tidings::http {

inline constexpr std::size_t kBodyMax = 1024 * 1024;
inline constexpr std::size_t kBatchBodyMax = 8 * 1024 * 1024;

// kBatchBodyMax for a batch of CloudEvents, by content type, else kBodyMax.
std::size_t default_body_limit(const Request& head);

struct ServerOptions {
    std::string listen =
        "127.0.0.1:8080";       // an IP address or "localhost", and a port; "[::1]:0": any free port
    std::function<Time()> now;  // for the Date header, which is left out without it

    std::size_t target_bytes = 8 * 1024;
    std::size_t header_bytes = 16 * 1024;
    std::size_t header_count = 100;
    std::function<std::size_t(const Request& head)> body_limit = default_body_limit;

    // Of all bodies being read, before their handlers are called; beyond: 503.
    std::size_t unread_body_bytes = 256 * 1024 * 1024;
    // Of all answers that clients have not taken yet; while there are more, requests are answered with 503.
    std::size_t unsent_bytes = 256 * 1024 * 1024;
    std::size_t connections = 10'000;  // beyond: 503, and closed; fewer where files run out before
    std::size_t in_flight = 64;        // requests of one connection without an answer; beyond: it is not read

    std::chrono::milliseconds header_timeout{10'000};  // for a connection's first byte, and for a whole head
    std::chrono::milliseconds body_timeout{30'000};    // for a whole body
    std::chrono::milliseconds idle_timeout{60'000};    // between requests
    std::chrono::milliseconds write_timeout{30'000};   // in which the client takes at least one byte
    std::chrono::milliseconds linger_timeout{2'000};   // for the client to read a last answer and close
};

// An HTTP/1.1 server on one thread, which the caller brings. Requests it cannot trust are answered with a 4xx
// problem and the end of their connection; no connection's trouble touches another. Responses leave a
// connection in the order of its requests, whatever order handlers answer in.
class Server {
public:
    // `handler` is called in the thread that is in run(), and must not block.
    Server(ServerOptions options, Handler handler);

    // Not while a thread is in run(). Requests without an answer are dropped; their responders stay valid.
    ~Server();

    // Listens; from now on clients connect and wait for run(). Errc::invalid for an address that is none,
    // Errc::unavailable for one that cannot be had.
    Result<> start();

    // The port listened on, after start().
    int port() const;

    // Serves until stop(). Called once, after start().
    void run();

    // From any thread, and returns at once: no new connections or requests; what has been begun is answered
    // and its connection closed, streams end, and run() returns, after `grace` at the latest.
    void stop(std::chrono::milliseconds grace);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tidings::http
