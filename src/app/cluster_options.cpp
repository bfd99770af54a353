#include "app/cluster_options.h"

#include <array>
#include <utility>

#include <unistd.h>

#include "app/engine.h"
#include "base/hash.h"
#include "core/words.h"

namespace tidings::app {
namespace {

struct Passed {
    std::string_view setting;
    const char* property;  // librdkafka's name for it
};

constexpr std::array<Passed, 6> kPassed{{
    {"kafka.security_protocol", "security.protocol"},
    {"kafka.sasl_mechanism", "sasl.mechanism"},
    {"kafka.sasl_username", "sasl.username"},
    {"kafka.ssl_ca", "ssl.ca.location"},
    {"kafka.ssl_certificate", "ssl.certificate.location"},
    {"kafka.ssl_key", "ssl.key.location"},
}};
constexpr std::array<Passed, 2> kSecrets{{
    {"kafka.sasl_password", "sasl.password"},
    {"kafka.ssl_key_password", "ssl.key.password"},
}};

// The word `none` is no channel.
std::set<core::Channel> channels_in(const Settings& settings, std::string_view name) {
    std::set<core::Channel> channels;
    for (const auto& word : settings.words(name)) {
        if (const auto channel = core::parse_channel(word)) channels.insert(*channel);
    }
    return channels;
}

}  // namespace

adapters::kafka::Options kafka_options(const Settings& settings) {
    adapters::kafka::Options options;
    options.brokers = settings.text("kafka.brokers");
    options.topic_prefix = settings.text("kafka.topic_prefix");
    if (const auto& id = settings.text("kafka.instance_id"); !id.empty()) options.instance_id = id;
    for (const auto& [setting, property] : kPassed) {
        if (const auto& text = settings.text(setting); !text.empty()) {
            options.properties.insert_or_assign(property, Secret(text));
        }
    }
    for (const auto& [setting, property] : kSecrets) {
        if (auto secret = settings.secret(setting); !secret.empty()) {
            options.properties.insert_or_assign(property, std::move(secret));
        }
    }
    return options;
}

adapters::postgres::Options postgres_options(const Settings& settings) {
    adapters::postgres::Options options;
    options.url = settings.secret("postgres.url");
    options.claimant = process_name();
    options.claims = settings.has_role("notifier");
    return options;
}

Result<adapters::redis::QueueOptions> queue_options(const Settings& settings) {
    auto address = adapters::redis::parse_url(settings.secret("redis.url").reveal());
    if (!address) return Error{address.error().code, "redis.url: " + address.error().message};
    adapters::redis::QueueOptions options;
    options.address = std::move(*address);
    options.capacity = static_cast<std::size_t>(settings.number("queue.max"));
    options.limits = limits_in(settings);
    options.foreign_channels = channels_in(settings, "celery.channels");
    options.process = process_name();
    return options;
}

const std::string& process_name() {
    static const std::string name = [] {
        std::array<char, 256> host{};
        ::gethostname(host.data(), host.size() - 1);
        return std::string(host.data()) + "-" + to_hex(random_bytes(6));
    }();
    return name;
}

}  // namespace tidings::app
