#include "providers/smtp/smtp.h"

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "providers/shared/outcome.h"
#include "providers/smtp/connection.h"
#include "providers/smtp/letter.h"
#include "providers/smtp/options.h"
#include "providers/smtp/transaction.h"

namespace tidings::providers {
namespace {

using core::OutcomeKind;
using ports::Delivery;
using ports::Report;

constexpr std::string_view kName = "smtp";
constexpr std::size_t kWaitingPerConnection = 3;  // besides the one that is being sent

// What one connection is busy with.
struct Slot {
    std::optional<Letter> letter;
    std::optional<Transaction> transaction;  // once the connection is open
    bool is_reused = false;                  // the connection has carried a letter before this one
    SteadyTime opens_by;                     // while the connection is opening
    bool owes_fault = false;                 // the letter that it is opened for did not wait for it
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
    std::size_t room() const override;
    std::size_t in_flight() const override { return waiting_.size() + busy_ + ended_.size(); }

    void begin(std::vector<Delivery> deliveries) override;
    void lease_until(std::uint64_t tag, SteadyTime until) override;
    void advance(std::vector<Report>& reports) override;

private:
    void assign();
    void start(std::size_t i, Letter letter);
    void open(std::size_t i);
    void talk(std::size_t i);
    bool cannot_begin(const Slot& slot) const;
    bool has_lost_lease(const Slot& slot) const;
    void give_back(std::size_t i);
    void break_off(std::size_t i);
    void exchange(std::size_t i, Transaction& transaction);
    void settle(std::size_t i);
    void start_again(std::size_t i);
    void end_what_is_late();
    void end_late(std::size_t i, const std::string& late);
    void end_waiting();
    void end_in_slot(std::size_t i, core::Outcome outcome);
    void end(const Letter& letter, core::Outcome outcome);

    ports::Clock& clock_;
    const Duration timeout_;
    const std::vector<std::string> hidden_;
    const SmtpSender sender_;
    Connections connections_;
    std::vector<Slot> slots_;  // one for each connection
    std::size_t busy_ = 0;     // slots with a letter
    bool may_wait_ = true;     // whether those begun last may wait behind others
    std::deque<Letter> waiting_;
    std::vector<Report> ended_;
};

// What must begin sooner than one before it may end is not taken to wait: it would only be given back.
std::size_t Smtp::room() const {
    const std::size_t most = slots_.size() * (may_wait_ ? 1 + kWaitingPerConnection : 1);
    return most - std::min(most, in_flight());
}

void Smtp::begin(std::vector<Delivery> deliveries) {
    TIDINGS_ASSERT(deliveries.size() <= room());
    const Time now = clock_.now();
    const SteadyTime deadline = clock_.steady() + timeout_;
    for (const Delivery& delivery : deliveries) {
        may_wait_ = delivery.begin_by > deadline;
        Letter letter = blank_letter(delivery, now, deadline);
        if (auto outcome = write_letter(delivery, sender_, letter)) {
            end(letter, std::move(*outcome));
        } else {
            letter.hidden.insert(letter.hidden.end(), hidden_.begin(), hidden_.end());
            waiting_.push_back(std::move(letter));
        }
    }
    assign();
}

void Smtp::lease_until(std::uint64_t tag, SteadyTime until) {
    for (Letter& letter : waiting_) {
        if (letter.tag == tag) letter.leased_until = until;
    }
    for (Slot& slot : slots_) {
        if (slot.letter && slot.letter->tag == tag) slot.letter->leased_until = until;
    }
}

void Smtp::advance(std::vector<Report>& reports) {
    connections_.advance();
    for (std::size_t i = 0; i < slots_.size(); ++i) talk(i);
    end_what_is_late();
    end_waiting();
    assign();
    if (ended_.empty()) return;
    const Time now = clock_.now();
    for (Report& report : ended_) report.finished_at = now;
    std::move(ended_.begin(), ended_.end(), std::back_inserter(reports));
    ended_.clear();
}

// Open connections first, and those that are opening anyhow, so that a lone message at a time needs one.
void Smtp::assign() {
    for (const auto wanted :
         {Connections::State::open, Connections::State::opening, Connections::State::closed}) {
        for (std::size_t i = 0; i < slots_.size() && !waiting_.empty(); ++i) {
            if (slots_[i].letter || connections_.state(i) != wanted) continue;
            Letter letter = std::move(waiting_.front());
            waiting_.pop_front();
            start(i, std::move(letter));
        }
    }
}

void Smtp::start(std::size_t i, Letter letter) {
    Slot& slot = slots_[i];
    slot.letter = std::move(letter);
    ++busy_;
    if (connections_.state(i) == Connections::State::open && !connections_.is_usable(i)) {
        connections_.close(i, false);
    }
    slot.is_reused = connections_.state(i) == Connections::State::open;
    if (connections_.state(i) != Connections::State::closed) return;
    if (slot.owes_fault) return end_in_slot(i, ended(OutcomeKind::retry, connections_.fault(i)));
    open(i);
}

void Smtp::open(std::size_t i) {
    slots_[i].opens_by = clock_.steady() + timeout_;
    connections_.open(i);
}

void Smtp::talk(std::size_t i) {
    Slot& slot = slots_[i];
    const auto state = connections_.state(i);
    if (state == Connections::State::open) slot.owes_fault = false;
    if (!slot.letter) return;
    if (state == Connections::State::closed) {
        return end_in_slot(i, ended(OutcomeKind::retry, connections_.fault(i)));
    }
    if (cannot_begin(slot)) return give_back(i);
    if (has_lost_lease(slot)) return break_off(i);
    if (state == Connections::State::opening) return;
    if (!slot.transaction) {
        const Letter& letter = *slot.letter;
        slot.transaction.emplace(sender_.from.address, letter.to, letter.message, letter.hidden);
    }
    exchange(i, *slot.transaction);
    if (slot.transaction->outcome()) settle(i);
}

bool Smtp::cannot_begin(const Slot& slot) const {
    const bool has_begun = slot.transaction && slot.transaction->has_begun();
    return !has_begun && is_late(*slot.letter, clock_.steady());
}

bool Smtp::has_lost_lease(const Slot& slot) const {
    const bool may_be_taken = slot.transaction && slot.transaction->may_be_taken();
    return !may_be_taken && slot.letter->leased_until < clock_.steady();
}

// The connection goes on opening: where that takes longer than any permit lasts, a later letter finds it.
void Smtp::give_back(std::size_t i) {
    const bool opening = connections_.state(i) == Connections::State::opening;
    core::Outcome outcome = not_begun();
    if (slots_[i].letter->has_begun) {
        // Its permit may have been used.
        outcome =
            ended(OutcomeKind::throttled, "the server closed the connection, and no other was open in time");
    }
    end_in_slot(i, std::move(outcome));
    slots_[i].owes_fault = opening;
}

// Amid its dialogue, and before the message's end: a server takes nothing of what it did not get whole.
void Smtp::break_off(std::size_t i) {
    connections_.close(i, false);
    end_in_slot(i, ended(OutcomeKind::throttled, "its lease had ended before it was handed over"));
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
    slots_[i].letter->has_begun = true;
    slots_[i].transaction.reset();
    slots_[i].is_reused = false;
    open(i);
}

void Smtp::end_what_is_late() {
    const SteadyTime now = clock_.steady();
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        const Slot& slot = slots_[i];
        const bool opening = connections_.state(i) == Connections::State::opening;
        if ((opening && slot.opens_by <= now) || (slot.letter && slot.letter->deadline <= now)) {
            end_late(i, "no answer within " + format_duration(timeout_));
        }
    }
}

void Smtp::end_late(std::size_t i, const std::string& late) {
    Slot& slot = slots_[i];
    if (slot.transaction) {
        slot.transaction->broken(late);
        connections_.close(i, false);
        return end_in_slot(i, *slot.transaction->outcome());
    }
    connections_.give_up(i, late + " (while connecting)");
    if (slot.letter) end_in_slot(i, ended(OutcomeKind::retry, connections_.fault(i)));
}

// Those whose turn has not come in time.
void Smtp::end_waiting() {
    const SteadyTime now = clock_.steady();
    std::erase_if(waiting_, [&](const Letter& letter) {
        const bool late = is_late(letter, now);
        if (late) end(letter, not_begun());
        return late;
    });
    while (!waiting_.empty() && waiting_.front().deadline <= now) {
        end(waiting_.front(),
            ended(OutcomeKind::retry, "no connection was free within " + format_duration(timeout_)));
        waiting_.pop_front();
    }
}

void Smtp::end_in_slot(std::size_t i, core::Outcome outcome) {
    Slot& slot = slots_[i];
    end(*slot.letter, std::move(outcome));
    slot.letter.reset();
    slot.transaction.reset();
    slot.owes_fault = false;
    --busy_;
}

void Smtp::end(const Letter& letter, core::Outcome outcome) {
    Report report;
    report.tag = letter.tag;
    report.started_at = letter.started_at;
    report.outcome = std::move(outcome);
    ended_.push_back(std::move(report));
}

Result<> check(const Settings& settings) {
    const auto options = read_smtp_options(kName, settings);
    return options ? Result<>() : options.error();
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
            .check = check,
            .make = make};
}

}  // namespace tidings::providers
