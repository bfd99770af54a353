#pragma once

#include <string>
#include <string_view>
#include <thread>

#include "http/server.h"

// For tests of this room: a server in a thread of its own, and a client that sends raw bytes.
namespace tidings::http::testing {

// A bound that no test reaches.
inline constexpr std::chrono::milliseconds kLong{20'000};

class RunningServer {
public:
    RunningServer(ServerOptions options, Handler handler);
    explicit RunningServer(Handler handler) : RunningServer(ServerOptions{}, std::move(handler)) {}
    ~RunningServer();

    int port() const { return server_.port(); }

    // stop() of the server, and the wait for run() to return.
    void stop(std::chrono::milliseconds grace);

private:
    Server server_;
    std::thread thread_;
};

// A blocking connection. Whatever takes longer than 10 s has failed, and shows as missing bytes.
class RawClient {
public:
    explicit RawClient(int port, std::string_view address = "127.0.0.1");
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // False when the server has closed.
    bool send(std::string_view bytes);

    // One response with Content-Length or without a body, whole; empty when the server closes before it.
    std::string response(bool head_only = false);

    std::string read(std::size_t bytes);
    std::string read_until(std::string_view end);
    std::string read_all();  // until the server closes or resets

    bool at_end();          // whether the server closes without another byte
    bool is_turned_away();  // whether it closes, resets or has not even taken the connection
    bool has_input(int wait_ms);

    void end_sending();
    void reset();  // closes with RST

private:
    bool fill();

    int socket_ = -1;
    bool connected_ = false;
    std::string input_;
};

// A small handler: answers 200 with "<method> <path> <body>".
void echo(Request&& request, Responder&& responder);

// The status line's number; 0 for no response.
int status_of(std::string_view response);
std::string_view body_of(std::string_view response);
bool has_header(std::string_view response, std::string_view line);

inline std::string get(std::string_view path) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: here\r\n\r\n";
}

}  // namespace tidings::http::testing
