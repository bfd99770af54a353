#include "connection.h"

#include <cstdlib>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tidings::load {

Connection::~Connection() {
    if (socket_ >= 0) ::close(socket_);
}

Answer Connection::call(std::string_view method, std::string_view path, std::string_view body) {
    const std::string request = fmt::format(
        "{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        method, path, body.size(), body);
    Answer answer;
    if (socket_ < 0 && !connect()) return answer;
    if (send(request) && receive(answer)) return answer;
    ::close(socket_);
    socket_ = -1;
    return {};
}

bool Connection::connect() {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return true;
    ::close(socket_);
    socket_ = -1;
    return false;
}

bool Connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

// Our own server always says Content-Length, so nothing else is understood here.
bool Connection::receive(Answer& answer) {
    std::string bytes;
    std::size_t head = std::string::npos;
    std::size_t length = 0;
    char buffer[65536];
    while (head == std::string::npos || bytes.size() < head + length) {
        const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
        if (got <= 0) return false;
        bytes.append(buffer, static_cast<std::size_t>(got));
        if (head != std::string::npos) continue;
        const auto end = bytes.find("\r\n\r\n");
        if (end == std::string::npos) continue;
        head = end + 4;
        const auto field = bytes.find("Content-Length: ");
        if (field != std::string::npos && field < end)
            length = std::strtoul(bytes.c_str() + field + 16, nullptr, 10);
    }
    answer.status = std::atoi(bytes.c_str() + 9);
    answer.body = bytes.substr(head, length);
    return true;
}

}  // namespace tidings::load
