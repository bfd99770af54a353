#include "providers/smtp/smtp.h"

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/assert.h"
#include "providers/shared/outcome.h"
#include "providers/smtp/connection.h"
#include "providers/smtp/message.h"
#include "providers/smtp/options.h"
#include "providers/smtp/transaction.h"

namespace tidings::providers {
namespace {

using core::OutcomeKind;
using ports::Delivery;
using ports::Report;

constexpr std::string_view kName = "smtp";
constexpr std::size_t kWaitingPerConnection = 3;  // besides the one that is being sent

// A message on its way: built, and waiting for a connection or using one.
struct Letter {
    std::uint64_t tag = 0;
    Time started_at;
    SteadyTime deadline;
    std::string to;
    std::string message;
    std::string message_id;
    std::vector<std::string> hidden;
};

// What one connection is busy with.
struct Slot {
    std::optional<Letter> letter;
    std::optional<Transaction> transaction;  // once the connection is open
    bool is_reused = false;                  // the connection has carried a letter before this one
};

class Smtp final : public ports::Provider {
public:
    Smtp(ports::Clock& clock, SmtpOptions options)
        : clock_(clock),
          timeout_(options.server.timeout),
          hidden_(options.server.hidden),
          sender_(std::move(options.sender)),
          connections_(std::move(options.server), options.connections),
          slots_(options.connections) {}

    std::string_view name() const override { return kName; }
    std::size_t room() const override { return slots_.size() * (1 + kWaitingPerConnection) - in_flight(); }
    std::size_t in_flight() const override { return waiting_.size() + busy_ + ended_.size(); }

    void begin(std::vector<Delivery> deliveries) override;
    void advance(std::vector<Report>& reports) override;

private:
    Result<Letter> write(const Delivery& delivery, Time now) const;
    void assign();
    void start(std::size_t i, Letter letter);
    void talk(std::size_t i);
    void exchange(std::size_t i, Transaction& transaction);
    void settle(std::size_t i);
    void start_again(std::size_t i);
    void end_what_is_late();
    void end_in_slot(std::size_t i, core::Outcome outcome);
    void end(const Letter& letter, core::Outcome outcome);

    ports::Clock& clock_;
    const Duration timeout_;
    const std::vector<std::string> hidden_;
    const SmtpSender sender_;
    Connections connections_;
    std::vector<Slot> slots_;  // one for each connection
    std::size_t busy_ = 0;     // slots with a letter
    std::deque<Letter> waiting_;
    std::vector<Report> ended_;
};

void Smtp::begin(std::vector<Delivery> deliveries) {
    TIDINGS_ASSERT(deliveries.size() <= room());
    const Time now = clock_.now();
    const SteadyTime deadline = clock_.steady() + timeout_;
    for (const Delivery& delivery : deliveries) {
        Letter letter;
        letter.tag = delivery.tag;
        letter.started_at = now;
        letter.deadline = deadline;
        if (const std::string fault = mail_address_fault(delivery.task.address); !fault.empty()) {
            end(letter, bad_address("the address " + fault));
        } else if (auto written = write(delivery, now)) {
            written->deadline = deadline;
            waiting_.push_back(std::move(*written));
        } else {
            end(letter, ended(OutcomeKind::rejected, written.error().message));
        }
    }
    assign();
}

Result<Letter> Smtp::write(const Delivery& delivery, Time now) const {
    auto content = read_mail_content(delivery.task.content);
    if (!content) return content.error();
    Letter letter;
    letter.tag = delivery.tag;
    letter.started_at = now;
    letter.to = delivery.task.address;
    // The same at each attempt: a receiver can tell a repetition by it.
    letter.message_id = fmt::format("{}@{}", delivery.task.id.notification.str(), sender_.message_id_domain);
    auto message =
        build_message({sender_.from, letter.to, std::move(*content), now, letter.message_id});
    if (!message) return message.error();
    letter.message = std::move(*message);
    letter.hidden = hidden_;
    letter.hidden.push_back(letter.to);
    letter.hidden.push_back(letter.to.substr(0, letter.to.rfind('@')));
    return letter;
}

void Smtp::advance(std::vector<Report>& reports) {
    connections_.advance();
    for (std::size_t i = 0; i < slots_.size(); ++i) talk(i);
    end_what_is_late();
    assign();
    if (ended_.empty()) return;
    const Time now = clock_.now();
    for (Report& report : ended_) report.finished_at = now;
    std::move(ended_.begin(), ended_.end(), std::back_inserter(reports));
    ended_.clear();
}

// Open connections first, so that a lone message at a time needs one.
void Smtp::assign() {
    for (const auto wanted : {Connections::State::open, Connections::State::closed}) {
        for (std::size_t i = 0; i < slots_.size() && !waiting_.empty(); ++i) {
            if (slots_[i].letter || connections_.state(i) != wanted) continue;
            Letter letter = std::move(waiting_.front());
            waiting_.pop_front();
            start(i, std::move(letter));
        }
    }
}

void Smtp::start(std::size_t i, Letter letter) {
    if (connections_.state(i) == Connections::State::open && !connections_.is_usable(i)) {
        connections_.close(i, false);
    }
    slots_[i].letter = std::move(letter);
    slots_[i].is_reused = connections_.state(i) == Connections::State::open;
    ++busy_;
    if (!slots_[i].is_reused) connections_.open(i);
}

void Smtp::talk(std::size_t i) {
    Slot& slot = slots_[i];
    if (!slot.letter) return;
    if (connections_.state(i) == Connections::State::closed) {
        return end_in_slot(i, ended(OutcomeKind::retry, connections_.fault(i)));
    }
    if (connections_.state(i) == Connections::State::opening) return;
    if (!slot.transaction) {
        const Letter& letter = *slot.letter;
        slot.transaction.emplace(sender_.from.address, letter.to, letter.message, letter.hidden);
    }
    exchange(i, *slot.transaction);
    if (slot.transaction->outcome()) settle(i);
}

// As far as it goes without waiting; bounded, so that a server that talks without end holds nobody up.
void Smtp::exchange(std::size_t i, Transaction& transaction) {
    constexpr int kStepsMax = 16;
    std::array<char, 4096> buffer;
    for (int step = 0; step < kStepsMax && !transaction.outcome(); ++step) {
        std::size_t sent = 0;
        if (const auto output = transaction.output(); !output.empty()) {
            const auto taken = connections_.send(i, output);
            // What the server said before it closed still waits to be read.
            sent = taken.value_or(0);
            transaction.sent(sent);
        }
        const auto came = connections_.receive(i, buffer);
        if (!came) {
            transaction.broken("the server closed the connection");
        } else if (*came > 0) {
            transaction.received({buffer.data(), *came});
        } else if (sent == 0) {
            return;
        }
    }
}

void Smtp::settle(std::size_t i) {
    const Transaction& transaction = *slots_[i].transaction;
    if (transaction.found_connection_closed() && slots_[i].is_reused) return start_again(i);
    if (!transaction.leaves_connection_usable()) connections_.close(i, true);
    core::Outcome outcome = *transaction.outcome();
    if (outcome.kind == OutcomeKind::delivered) outcome.provider_id = slots_[i].letter->message_id;
    end_in_slot(i, std::move(outcome));
}

// The connection had been closed for its idleness: the same attempt, on a new one.
void Smtp::start_again(std::size_t i) {
    connections_.close(i, false);
    slots_[i].transaction.reset();
    slots_[i].is_reused = false;
    connections_.open(i);
}

void Smtp::end_what_is_late() {
    const SteadyTime now = clock_.steady();
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        Slot& slot = slots_[i];
        if (!slot.letter || slot.letter->deadline > now) continue;
        const std::string late = "no answer within " + format_duration(timeout_);
        core::Outcome outcome = ended(OutcomeKind::retry, late + " (while connecting)");
        if (slot.transaction) {
            slot.transaction->broken(late);
            outcome = *slot.transaction->outcome();
        }
        connections_.close(i, false);
        end_in_slot(i, std::move(outcome));
    }
    while (!waiting_.empty() && waiting_.front().deadline <= now) {
        end(waiting_.front(),
            ended(OutcomeKind::retry, "no connection was free within " + format_duration(timeout_)));
        waiting_.pop_front();
    }
}

void Smtp::end_in_slot(std::size_t i, core::Outcome outcome) {
    end(*slots_[i].letter, std::move(outcome));
    slots_[i] = {};
    --busy_;
}

void Smtp::end(const Letter& letter, core::Outcome outcome) {
    Report report;
    report.tag = letter.tag;
    report.started_at = letter.started_at;
    report.outcome = std::move(outcome);
    ended_.push_back(std::move(report));
}

Result<std::unique_ptr<ports::Provider>> make(const Settings& settings, ports::Clock& clock) {
    auto options = read_smtp_options(kName, settings);
    if (!options) return options.error();
    return std::make_unique<Smtp>(clock, std::move(*options));
}

}  // namespace

Kind smtp_kind() {
    static constexpr std::array kChannels{core::Channel::email};
    return {.name = kName,
            .meaning = "hands e-mails to an SMTP server",
            .channels = kChannels,
            .settings = smtp_settings(),
            .make = make};
}

}  // namespace tidings::providers
