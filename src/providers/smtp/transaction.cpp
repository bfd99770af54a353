#include "providers/smtp/transaction.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "providers/shared/outcome.h"

namespace tidings::providers {
namespace {

using core::OutcomeKind;

constexpr int kServiceCloses = 421;

// 530, 534, 535 and 538 say that we may not send, whoever the message is for.
bool is_about_login(int code) {
    return code == 530 || code == 534 || code == 535 || code == 538;
}

bool is_about_address(const Reply& reply) {
    return reply.text.starts_with("5.1.");  // RFC 3463: addressing
}

}  // namespace

Transaction::Transaction(std::string_view from, std::string_view to, std::string_view message,
                         std::vector<std::string> hidden)
    : to_(to), message_(message), hidden_(std::move(hidden)) {
    say(fmt::format("MAIL FROM:<{}>\r\n", from));
}

void Transaction::say(std::string text) {
    output_ = std::move(text);
    taken_ = 0;
}

void Transaction::sent(std::size_t count) {
    taken_ = std::min(taken_ + count, output_.size());
}

void Transaction::received(std::string_view bytes) {
    while (!bytes.empty()) {
        if (outcome_) {
            usable_ = false;  // nobody asked for more
            return;
        }
        if (const auto reply = reader_.take(bytes)) {
            answered(*reply);
        } else if (reader_.is_broken()) {
            broken("the server's answer is not SMTP");
        }
    }
    if (outcome_ && reader_.is_within()) usable_ = false;
}

void Transaction::answered(const Reply& reply) {
    if (!reply.is_good()) return failed(reply);
    const bool wants_body = reply.code >= 300;
    if (!output().empty() || wants_body != (stage_ == Stage::data)) {
        return broken(fmt::format("the server answered {} out of turn", reply.code));
    }
    if (stage_ != Stage::body) return next();
    end(OutcomeKind::delivered, shown(reply, hidden_));
    usable_ = true;
}

void Transaction::next() {
    switch (stage_) {
        case Stage::mail:
            stage_ = Stage::rcpt;
            return say(fmt::format("RCPT TO:<{}>\r\n", to_));
        case Stage::rcpt:
            stage_ = Stage::data;
            return say("DATA\r\n");
        case Stage::data:
            stage_ = Stage::body;
            return say(dot_stuffed(std::exchange(message_, {})));
        case Stage::body:
            return;
    }
}

void Transaction::failed(const Reply& reply) {
    // After a refused RCPT or DATA the server still holds our MAIL, and amid the body it expects more of it.
    const bool clean = stage_ == Stage::mail || (stage_ == Stage::body && output().empty());
    const std::string words = fmt::format("{} (at {})", shown(reply, hidden_), stage_name());
    if (is_about_login(reply.code)) {
        end(OutcomeKind::retry, words + "; check smtp.username, .password and .tls");
    } else if (reply.is_for_now()) {
        end(OutcomeKind::retry, words);
    } else if (stage_ == Stage::rcpt && is_about_address(reply)) {
        outcome_ = bad_address(words);
    } else {
        end(OutcomeKind::rejected, words);
    }
    usable_ = clean && reply.code != kServiceCloses;
    found_closed_ = stage_ == Stage::mail && reply.code == kServiceCloses;
}

void Transaction::broken(std::string_view why) {
    if (outcome_) return;
    found_closed_ = stage_ == Stage::mail && !reader_.is_within();
    if (may_be_taken()) {
        end(OutcomeKind::unknown, fmt::format("{} (after the message was sent)", why));
    } else {
        end(OutcomeKind::retry, fmt::format("{} (at {})", why, stage_name()));
    }
}

void Transaction::end(OutcomeKind kind, std::string detail) {
    outcome_ = ended(kind, std::move(detail));
}

std::string_view Transaction::stage_name() const {
    switch (stage_) {
        case Stage::mail:
            return "MAIL";
        case Stage::rcpt:
            return "RCPT";
        case Stage::data:
            return "DATA";
        case Stage::body:
            return "the message";
    }
    return "";
}

std::string dot_stuffed(std::string_view message) {
    std::string out;
    out.reserve(message.size() + message.size() / 64 + 8);
    if (message.starts_with('.')) out += '.';
    for (auto dot = message.find("\r\n."); dot != std::string_view::npos; dot = message.find("\r\n.")) {
        out.append(message.substr(0, dot)).append("\r\n..");
        message.remove_prefix(dot + 3);
    }
    out += message;
    if (!out.ends_with("\r\n")) out += "\r\n";
    return out += ".\r\n";
}

}  // namespace tidings::providers
