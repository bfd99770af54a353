#include "providers/outbox/outbox.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <iterator>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "base/assert.h"
#include "providers/outbox/script.h"
#include "providers/outbox/try_file.h"
#include "providers/shared/outcome.h"

namespace tidings::providers {
namespace {

using core::OutcomeKind;
using ports::Delivery;
using ports::Report;

constexpr std::string_view kName = "outbox";
constexpr std::size_t kInFlightMax = 10'000;

constexpr std::array kSettings{
    SettingInfo{.key = "timeout",
                .fallback = "10s",
                .meaning = "after how long a message that is never answered is reported as unknown"},
    SettingInfo{.key = "file",
                .fallback = "",
                .meaning = "a file to which each try is appended as a line of JSON; none by default"},
};

class Outbox final : public ports::Provider {
public:
    Outbox(ports::Clock& clock, Duration timeout, std::optional<TryFile> file)
        : clock_(clock), timeout_(timeout), file_(std::move(file)) {}

    std::string_view name() const override { return kName; }
    std::size_t room() const override { return kInFlightMax - in_flight(); }
    std::size_t in_flight() const override { return answered_.size() + silent_.size() + not_begun_.size(); }

    void begin(std::vector<Delivery> deliveries) override {
        TIDINGS_ASSERT(deliveries.size() <= room());
        const Time now = clock_.now();
        const SteadyTime steady = clock_.steady();
        const SteadyTime deadline = steady + timeout_;
        for (Delivery& delivery : deliveries) {
            if (std::min(delivery.begin_by, delivery.leased_until) < steady) {
                not_begun_.push_back({delivery.tag, now, now, not_begun()});
            } else if (auto outcome = scripted_outcome(delivery.task)) {
                answer(delivery, now, std::move(*outcome));
            } else {
                silent_.push_back({std::move(delivery), now, deadline});
            }
        }
    }

    // Nothing waits here: what was begun has gone out.
    void lease_until(std::uint64_t, SteadyTime) override {}

    void advance(std::vector<Report>& reports) override {
        end_silence();
        if (!answered_.empty()) keep();
        hand_over(answered_, reports);
        hand_over(not_begun_, reports);
    }

private:
    struct Silent {
        Delivery delivery;
        Time started_at;
        SteadyTime deadline;
    };

    void hand_over(std::vector<Report>& from, std::vector<Report>& reports) const {
        if (from.empty()) return;
        const Time now = clock_.now();
        for (Report& report : from) report.finished_at = now;
        std::move(from.begin(), from.end(), std::back_inserter(reports));
        from.clear();
    }

    void answer(const Delivery& delivery, Time started_at, core::Outcome outcome) {
        if (file_) file_->add(delivery.task, outcome.kind, started_at);
        Report report;
        report.tag = delivery.tag;
        report.started_at = started_at;
        report.outcome = std::move(outcome);
        answered_.push_back(std::move(report));
    }

    // One timeout for all, so the front of the line is the first to end.
    void end_silence() {
        if (silent_.empty()) return;
        const SteadyTime now = clock_.steady();
        while (!silent_.empty() && silent_.front().deadline <= now) {
            const Silent& silent = silent_.front();
            answer(silent.delivery, silent.started_at,
                   ended(OutcomeKind::unknown, "no answer within " + format_duration(timeout_)));
            silent_.pop_front();
        }
    }

    // A try that is not in the file has not happened.
    void keep() {
        if (!file_) return;
        const TryFile::Written written = file_->flush();
        for (std::size_t i = written.lines; i < answered_.size(); ++i) {
            answered_[i].outcome =
                ended(OutcomeKind::retry, "cannot append to the outbox file: " + written.fault);
        }
    }

    ports::Clock& clock_;
    const Duration timeout_;
    std::optional<TryFile> file_;
    std::vector<Report> answered_;  // one for each line that waits in the file's buffer
    std::vector<Report> not_begun_;
    std::deque<Silent> silent_;
};

struct Options {
    Duration timeout{};
    std::string file;
};

Result<Options> read_options(const Settings& settings) {
    SettingsReader reader(kName, kSettings, settings);
    Options options;
    options.timeout = reader.duration("timeout", std::chrono::milliseconds(1), std::chrono::hours(1));
    options.file = reader.text("file");
    if (auto good = reader.finish(); !good) return good.error();
    return options;
}

Result<> check(const Settings& settings) {
    const auto options = read_options(settings);
    return options ? Result<>() : options.error();
}

Result<std::unique_ptr<ports::Provider>> make(const Settings& settings, ports::Clock& clock) {
    const auto options = read_options(settings);
    if (!options) return options.error();
    std::optional<TryFile> file;
    if (!options->file.empty()) {
        auto opened = TryFile::open(options->file);
        if (!opened) return opened.error();
        file.emplace(std::move(*opened));
    }
    return std::make_unique<Outbox>(clock, options->timeout, std::move(file));
}

}  // namespace

Kind outbox_kind() {
    static constexpr std::array kChannels{core::Channel::email, core::Channel::sms, core::Channel::push};
    return {.name = kName,
            .meaning = "keeps everything here and answers as the address says",
            .channels = kChannels,
            .settings = kSettings,
            .check = check,
            .make = make};
}

}  // namespace tidings::providers
