#pragma once

#include <string>
#include <string_view>

namespace tidings::load {

struct Answer {
    int status = 0;  // 0: no answer came
    std::string body;
};

// One keep-alive connection to a server on 127.0.0.1. Calls block. Connects anew when the server has closed.
class Connection {
public:
    explicit Connection(int port) : port_(port) {}
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Answer call(std::string_view method, std::string_view path, std::string_view body);

private:
    bool connect();
    bool send(std::string_view bytes);
    bool receive(Answer& answer);

    int port_;
    int socket_ = -1;
};

}  // namespace tidings::load
