#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/outcome.h"
#include "providers/smtp/reply.h"

namespace tidings::providers {

// One message over an open SMTP connection (RFC 5321 3.3: MAIL, RCPT, DATA, the message), as bytes out and
// bytes in: it reads no socket and no clock.
//
// The outcome is `unknown` only where the message's end was handed out and no answer came. Before that the
// server cannot have taken it, so what went wrong is a `retry`. A 5yz is `rejected`, but for those that speak
// of our login or of TLS.
class Transaction {
public:
    // `message` has CRLF line ends only; dots are stuffed here. `hidden` stands in no outcome's words.
    Transaction(std::string_view from, std::string_view to, std::string_view message,
                std::vector<std::string> hidden);

    // What is to be sent now. The bytes stay in place until `sent` has been told of all of them.
    std::string_view output() const { return std::string_view(output_).substr(taken_); }
    void sent(std::size_t count);

    // Whether any byte has been sent.
    bool has_begun() const { return stage_ != Stage::mail || taken_ > 0; }

    // Whether the message's end has been sent, so that the server may have taken it.
    bool may_be_taken() const { return stage_ == Stage::body && output().empty(); }

    void received(std::string_view bytes);

    // The connection has ended, or is given up; `why` is for people.
    void broken(std::string_view why);

    const std::optional<core::Outcome>& outcome() const { return outcome_; }

    // Once there is an outcome: whether another message may follow on this connection.
    bool leaves_connection_usable() const { return usable_; }

    // Once there is an outcome: the server closed, or said 421, before it had answered MAIL, as it does to a
    // connection that was idle for too long; on a new one the message may fare better.
    bool found_connection_closed() const { return found_closed_; }

private:
    enum class Stage { mail, rcpt, data, body };

    void say(std::string text);
    void answered(const Reply& reply);
    void failed(const Reply& reply);
    void next();
    void end(core::OutcomeKind kind, std::string detail);
    std::string_view stage_name() const;

    std::string to_;
    std::string message_;
    std::vector<std::string> hidden_;
    Stage stage_ = Stage::mail;
    std::string output_;
    std::size_t taken_ = 0;
    ReplyReader reader_;
    std::optional<core::Outcome> outcome_;
    bool usable_ = false;
    bool found_closed_ = false;
};

// `message` as it stands between DATA's answer and the next command: dots at the begin of a line doubled, and
// the line with one dot at the end.
std::string dot_stuffed(std::string_view message);

}  // namespace tidings::providers
