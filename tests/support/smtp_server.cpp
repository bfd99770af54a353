#include "support/smtp_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"

namespace tidings::testing {
namespace {

void say(int connection, std::string_view reply) {
    // A client that has gone away is no fault of the server's.
    [[maybe_unused]] const auto sent = ::send(connection, reply.data(), reply.size(), MSG_NOSIGNAL);
}

bool is_about(const std::string& recipient, std::string_view word) {
    return recipient.find(word) != std::string::npos;
}

}  // namespace

SmtpServer::SmtpServer() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    TIDINGS_ASSERT(::bind(listener_, generic, size) == 0);
    TIDINGS_ASSERT(::listen(listener_, SOMAXCONN) == 0);
    TIDINGS_ASSERT(::getsockname(listener_, generic, &size) == 0);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept(); });
}

SmtpServer::~SmtpServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    for (const int connection : connections_) ::close(connection);
    ::close(listener_);
}

void SmtpServer::accept() {
    while (true) {
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) return;
        const std::lock_guard lock(mutex_);
        connections_.push_back(connection);
        threads_.emplace_back([this, connection] { serve(connection); });
    }
}

void SmtpServer::serve(int connection) {
    say(connection, "220 test\r\n");
    std::string pending;
    std::string recipient;
    bool in_message = false;
    char bytes[4096];
    while (true) {
        const ssize_t count = ::recv(connection, bytes, sizeof bytes, 0);
        if (count <= 0) break;
        pending.append(bytes, static_cast<std::size_t>(count));
        for (auto end = pending.find("\r\n"); end != std::string::npos; end = pending.find("\r\n")) {
            const std::string line = pending.substr(0, end);
            pending.erase(0, end + 2);
            if (!answer(connection, line, in_message, recipient)) break;
        }
    }
    ::shutdown(connection, SHUT_RDWR);
}

bool SmtpServer::answer(int connection, std::string_view line, bool& in_message, std::string& recipient) {
    if (in_message && line != ".") return true;
    if (in_message) {
        in_message = false;
        if (is_about(recipient, "+timeout")) {
            ++unanswered_;
        } else {
            say(connection, "250 2.0.0 taken\r\n");
        }
    } else if (line.starts_with("RCPT")) {
        recipient = line;
        say(connection, is_about(recipient, "+reject")  ? "550 5.7.1 no\r\n"
                        : is_about(recipient, "+retry") ? "451 4.7.1 later\r\n"
                                                        : "250 ok\r\n");
    } else if (line == "DATA") {
        in_message = true;
        say(connection, "354 go on\r\n");
    } else if (line == "QUIT") {
        say(connection, "221 bye\r\n");
        ::shutdown(connection, SHUT_WR);
        return false;
    } else {
        say(connection, "250 ok\r\n");
    }
    return true;
}

}  // namespace tidings::testing
