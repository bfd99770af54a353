#include "providers/outbox/script.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>

#include "core/address.h"
#include "providers/shared/outcome.h"

namespace tidings::providers {
namespace {

using core::Channel;
using core::Outcome;
using core::OutcomeKind;

// Of a recipient's push tokens, which come joined by commas.
std::optional<std::string> push_tokens_fault(std::string_view tokens) {
    while (true) {
        const auto comma = tokens.find(',');
        if (auto fault = core::push_token_fault(tokens.substr(0, comma))) return fault;
        if (comma == std::string_view::npos) return std::nullopt;
        tokens.remove_prefix(comma + 1);
    }
}

std::optional<std::string> address_fault(const core::Task& task) {
    switch (task.channel) {
        case Channel::email:
            return core::email_fault(task.address);
        case Channel::sms:
            return core::phone_fault(task.address);
        case Channel::push:
            return push_tokens_fault(task.address);
    }
    return "must be of a known channel";
}

Outcome delivered() {
    return ended(OutcomeKind::delivered, {});
}
Outcome retry() {
    return ended(OutcomeKind::retry, "try again later: scripted by the address");
}
Outcome rejected() {
    return ended(OutcomeKind::rejected, "refused for good: scripted by the address");
}
Outcome throttled() {
    Outcome outcome = ended(OutcomeKind::throttled, "429 too many requests: scripted by the address");
    outcome.retry_after = std::chrono::seconds(2);
    return outcome;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

// "retry12" -> 12; at most three digits.
std::optional<int> retry_count(std::string_view tag) {
    constexpr std::string_view kWord = "retry";
    if (!tag.starts_with(kWord)) return std::nullopt;
    tag.remove_prefix(kWord.size());
    int count = 0;
    const auto [end, fault] = std::from_chars(tag.data(), tag.data() + tag.size(), count);
    const bool good = fault == std::errc{} && end == tag.data() + tag.size() && tag.size() <= 3 && count >= 0;
    return good ? std::optional(count) : std::nullopt;
}

// Whatever their case: keyboards like to begin an address with a capital letter, and forms to shout it.
std::optional<Outcome> of_email(const core::Task& task) {
    const std::string local = lower(std::string_view(task.address).substr(0, task.address.rfind('@')));
    std::string_view rest = local;
    for (auto plus = rest.find('+'); plus != std::string_view::npos; plus = rest.find('+')) {
        rest.remove_prefix(plus + 1);
        const auto tag = rest.substr(0, rest.find('+'));
        if (tag == "reject") return rejected();
        if (tag == "throttle") return throttled();
        if (tag == "timeout") return std::nullopt;
        const auto count = retry_count(tag);
        if (count && task.attempt <= *count) return retry();
    }
    return delivered();
}

std::optional<Outcome> of_phone(std::string_view number) {
    if (number == "+15005550001") return rejected();
    if (number == "+15005550002") return retry();
    if (number == "+15005550003") return std::nullopt;
    return delivered();
}

}  // namespace

std::optional<Outcome> scripted_outcome(const core::Task& task) {
    if (auto fault = address_fault(task)) return bad_address("the address " + *fault);
    switch (task.channel) {
        case Channel::email:
            return of_email(task);
        case Channel::sms:
            return of_phone(task.address);
        case Channel::push:
            break;
    }
    return delivered();
}

}  // namespace tidings::providers
