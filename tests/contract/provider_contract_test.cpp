#include "contract/provider_contract.h"

#include <chrono>
#include <csignal>
#include <string>
#include <utility>

#include "providers/registry.h"
#include "support/smtp_server.h"

// Every provider under the contract of its port.
namespace tidings::testing {
namespace {

constexpr Duration kTimeout = std::chrono::seconds(10);

class OpenedOutbox final : public OpenedProvider {
public:
    explicit OpenedOutbox(ManualClock& clock)
        : outbox_(providers::make_provider("outbox", {}, clock).value()) {}

    ports::Provider& port() override { return *outbox_; }
    void destroy() override { outbox_.reset(); }
    bool has_unanswered(int count) override { return static_cast<int>(outbox_->in_flight()) >= count; }

private:
    std::unique_ptr<ports::Provider> outbox_;
};

class OpenedSmtp final : public OpenedProvider {
public:
    explicit OpenedSmtp(ManualClock& clock) {
        std::signal(SIGPIPE, SIG_IGN);
        const providers::Settings settings{{"host", "127.0.0.1"},
                                           {"port", std::to_string(server_.port())},
                                           {"tls", "none"},
                                           {"from", "shop@example.com"},
                                           {"timeout", format_duration(kTimeout)}};
        smtp_ = providers::make_provider("smtp", settings, clock).value();
    }

    ports::Provider& port() override { return *smtp_; }
    void destroy() override { smtp_.reset(); }
    bool has_unanswered(int count) override { return server_.unanswered() >= count; }

private:
    SmtpServer server_;
    std::unique_ptr<ports::Provider> smtp_;
};

template <class Opened>
ProviderEngine engine(std::string name) {
    return {std::move(name), kTimeout, [](ManualClock& clock) { return std::make_unique<Opened>(clock); }};
}

INSTANTIATE_TEST_SUITE_P(Outbox, ProviderContract, ::testing::Values(engine<OpenedOutbox>("outbox")));
INSTANTIATE_TEST_SUITE_P(Smtp, ProviderContract, ::testing::Values(engine<OpenedSmtp>("smtp")));

}  // namespace
}  // namespace tidings::testing
