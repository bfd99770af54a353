#include "http/raw_client_test.h"

#include <charconv>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/message.h"

namespace tidings::http::testing {
namespace {

ServerOptions on_any_port(ServerOptions options) {
    if (options.listen == ServerOptions{}.listen) options.listen = "127.0.0.1:0";
    return options;
}

std::size_t content_length(std::string_view head) {
    const std::string lower = to_lower(head);
    constexpr std::string_view kName = "\r\ncontent-length: ";
    const std::size_t at = lower.find(kName);
    if (at == std::string::npos) return 0;
    std::size_t length = 0;
    std::from_chars(lower.data() + at + kName.size(), lower.data() + lower.size(), length);
    return length;
}

}  // namespace

RunningServer::RunningServer(ServerOptions options, Handler handler)
    : server_(on_any_port(std::move(options)), std::move(handler)) {
    server_.start().value();
    thread_ = std::thread([this] { server_.run(); });
}

RunningServer::~RunningServer() {
    if (thread_.joinable()) stop(std::chrono::milliseconds(0));
}

void RunningServer::stop(std::chrono::milliseconds grace) {
    server_.stop(grace);
    thread_.join();
}

RawClient::RawClient(int port, std::string_view address) {
    const bool v6 = address.find(':') != std::string_view::npos;
    socket_ = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
    sockaddr_storage storage{};
    socklen_t size = 0;
    if (v6) {
        auto* to = reinterpret_cast<sockaddr_in6*>(&storage);
        to->sin6_family = AF_INET6;
        to->sin6_port = htons(static_cast<std::uint16_t>(port));
        ::inet_pton(AF_INET6, std::string(address).c_str(), &to->sin6_addr);
        size = sizeof *to;
    } else {
        auto* to = reinterpret_cast<sockaddr_in*>(&storage);
        to->sin_family = AF_INET;
        to->sin_port = htons(static_cast<std::uint16_t>(port));
        ::inet_pton(AF_INET, std::string(address).c_str(), &to->sin_addr);
        size = sizeof *to;
    }
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const timeval limit{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&storage), size) == 0;
}

RawClient::~RawClient() {
    if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::fill() {
    char buffer[16 * 1024];
    const ssize_t size = ::recv(socket_, buffer, sizeof buffer, 0);
    if (size <= 0) return false;
    input_.append(buffer, static_cast<std::size_t>(size));
    return true;
}

std::string RawClient::read(std::size_t bytes) {
    while (input_.size() < bytes && fill()) {
    }
    std::string taken = input_.substr(0, bytes);
    input_.erase(0, taken.size());
    return taken;
}

std::string RawClient::read_until(std::string_view end) {
    while (input_.find(end) == std::string::npos) {
        if (!fill()) return {};
    }
    return read(input_.find(end) + end.size());
}

std::string RawClient::response(bool head_only) {
    std::string whole = read_until("\r\n\r\n");
    if (!head_only) whole += read(content_length(whole));
    return whole;
}

std::string RawClient::read_all() {
    while (fill()) {
    }
    return std::exchange(input_, {});
}

bool RawClient::at_end() {
    char byte = 0;
    return input_.empty() && ::recv(socket_, &byte, 1, 0) == 0;
}

bool RawClient::is_turned_away() {
    char byte = 0;
    return !connected_ || ::recv(socket_, &byte, 1, 0) <= 0;
}

bool RawClient::has_input(int wait_ms) {
    pollfd waiting{socket_, POLLIN, 0};
    return !input_.empty() || ::poll(&waiting, 1, wait_ms) == 1;
}

void RawClient::end_sending() {
    ::shutdown(socket_, SHUT_WR);
}

void RawClient::reset() {
    const linger now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(std::exchange(socket_, -1));
}

void echo(Request&& request, Responder&& responder) {
    responder.answer(respond(200, "text/plain", request.method + " " + request.path + " " + request.body));
}

int status_of(std::string_view response) {
    int status = 0;
    if (response.starts_with("HTTP/1.1 ")) std::from_chars(response.data() + 9, response.data() + 12, status);
    return status;
}

std::string_view body_of(std::string_view response) {
    const std::size_t end = response.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string_view() : response.substr(end + 4);
}

bool has_header(std::string_view response, std::string_view line) {
    const std::string_view head = response.substr(0, response.find("\r\n\r\n") + 2);
    return head.find("\r\n" + std::string(line) + "\r\n") != std::string_view::npos;
}

}  // namespace tidings::http::testing
