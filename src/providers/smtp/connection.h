#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "base/time.h"

namespace tidings::providers {

enum class SmtpTls { none, starttls, implicit };

struct SmtpServer {
    std::string host;
    int port = 587;
    SmtpTls tls = SmtpTls::starttls;
    std::string ca_file;  // empty: the system's
    std::string username;
    Secret password;
    std::string hello;  // our name in EHLO; empty: the machine's
    Duration timeout{};
    std::vector<std::string> hidden;  // what stands in no error's words
};

// A few connections to one SMTP server. libcurl resolves, connects, says EHLO, STARTTLS and AUTH; from then
// on a connection carries bytes. libcurl's own sending of mail is not used, because it waits for the answer
// to the message's end (and to QUIT) inside of curl_multi_perform.
//
// Threads: one. Blocking: nothing waits. SIGPIPE must be ignored by the program.
class Connections {
public:
    enum class State { closed, opening, open };

    Connections(SmtpServer server, std::size_t count);
    ~Connections();
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

    std::size_t count() const;
    State state(std::size_t i) const;

    // Of one that was opening and became closed: what went wrong.
    const std::string& fault(std::size_t i) const;

    // Moves all that are opening on.
    void advance();

    void open(std::size_t i);

    // Ends it, without ceremony unless `politely`: then QUIT is sent, and its answer not awaited.
    void close(std::size_t i, bool politely);

    // Ends one that is opening, for the reason that `fault` gives from then on.
    void give_up(std::size_t i, std::string fault);

    // How many of the bytes were taken; nothing when the connection has ended. After 0 the same bytes must be
    // offered again.
    std::optional<std::size_t> send(std::size_t i, std::string_view bytes);

    // What has come, in `buffer`: 0 for nothing yet; nothing when the connection has ended.
    std::optional<std::size_t> receive(std::size_t i, std::span<char> buffer);

    // Whether an open one that nobody uses is still good: not closed, and nothing has come unasked.
    bool is_usable(std::size_t i);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tidings::providers
