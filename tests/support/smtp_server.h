#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace tidings::testing {

// An SMTP server on a free port of loopback that answers as the recipient says, in the outbox's words:
// `+reject` is refused for good, `+retry` for now, `+timeout` is taken whole and never answered; all others
// are accepted. Without TLS and login; tests/providers/ has a fuller one.
class SmtpServer {
public:
    SmtpServer();
    ~SmtpServer();
    SmtpServer(const SmtpServer&) = delete;
    SmtpServer& operator=(const SmtpServer&) = delete;

    std::uint16_t port() const { return port_; }

    // How many messages were taken and not answered.
    int unanswered() const { return unanswered_; }

private:
    void accept();
    void serve(int connection);
    bool answer(int connection, std::string_view line, bool& in_message, std::string& recipient);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> unanswered_{0};
    std::mutex mutex_;
    std::list<int> connections_;
    std::list<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace tidings::testing
