#include "adapters/kafka/client.h"

#include <algorithm>
#include <array>
#include <mutex>

#include "base/assert.h"

namespace tidings::adapters::kafka {

namespace {

using Conf = Owned<rd_kafka_conf_t, rd_kafka_conf_destroy>;
using Metadata = Owned<const rd_kafka_metadata_t, rd_kafka_metadata_destroy>;

constexpr std::size_t kErrorText = 512;
constexpr int kFirstWait = 250;  // milliseconds until the first look at what brokers say

// What both kinds of clients have in common.
Properties common_properties(const Options& options) {
    return {{"bootstrap.servers", options.brokers},
            {"client.id", "tidings"},
            {"message.max.bytes", std::to_string(kRecordBytesMax)},
            {"socket.nagle.disable", "true"},
            {"socket.keepalive.enable", "true"},
            {"socket.timeout.ms", "15000"},
            {"socket.connection.setup.timeout.ms", "10000"},
            {"reconnect.backoff.max.ms", "2000"},  // ten seconds would be ten seconds of standstill
            {"topic.metadata.refresh.interval.ms", "60000"},
            {"log.connection.close", "false"}};
}

Result<> set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
    std::array<char, kErrorText> reason{};
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason.data(), reason.size()) ==
        RD_KAFKA_CONF_OK) {
        return {};
    }
    return invalid(fmt::format("kafka property {}: {}", name, reason.data()));
}

bool may_be_set(std::string_view name) {
    return name == "security.protocol" || name == "enable.ssl.certificate.verification" ||
           name.starts_with("sasl.") || name.starts_with("ssl.");
}

// librdkafka's reason may repeat the value, which may be a secret.
Result<> set_secret(rd_kafka_conf_t* conf, const std::string& name, const Secret& value) {
    if (!may_be_set(name)) {
        return invalid(
            fmt::format("kafka property {} cannot be set; security.protocol, sasl.* and ssl.* can", name));
    }
    std::array<char, kErrorText> reason{};
    switch (rd_kafka_conf_set(conf, name.c_str(), value.reveal().c_str(), reason.data(), reason.size())) {
        case RD_KAFKA_CONF_OK:
            return {};
        case RD_KAFKA_CONF_UNKNOWN:
            return invalid(fmt::format("kafka property {} is unknown", name));
        default:
            return invalid(fmt::format("kafka property {} has a value that cannot be used", name));
    }
}

// librdkafka would only warn, and connect without them.
Result<> check_identity(const std::map<std::string, Secret>& properties) {
    const auto protocol = properties.find("security.protocol");
    const bool has_sasl = protocol != properties.end() && (protocol->second.reveal().starts_with("SASL") ||
                                                           protocol->second.reveal().starts_with("sasl"));
    for (const auto& [name, value] : properties) {
        if (has_sasl || !name.starts_with("sasl.")) continue;
        return invalid(
            fmt::format("kafka property {} needs a security.protocol of sasl_plaintext or sasl_ssl", name));
    }
    return {};
}

Errc errc_of(rd_kafka_resp_err_t code) {
    switch (code) {
        case RD_KAFKA_RESP_ERR__QUEUE_FULL:
            return Errc::full;
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        case RD_KAFKA_RESP_ERR_INVALID_MSG:
        case RD_KAFKA_RESP_ERR_INVALID_RECORD:
        case RD_KAFKA_RESP_ERR__INVALID_ARG:
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            return Errc::invalid;
        default:
            return Errc::unavailable;
    }
}

}  // namespace

int to_millis(Duration d) {
    return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(d).count());
}

Client::Client(Options options, const ports::Clock& clock, ClientHooks hooks)
    : options_(std::move(options)), lines_(clock), hooks_(std::move(hooks)) {}

Client::~Client() {
    // A consumer in a group has been closed by its owner, in a bounded time; this would wait without bound.
    if (client_ != nullptr) rd_kafka_destroy_flags(client_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

Result<std::unique_ptr<Client>> Client::make(rd_kafka_type_t type, const Options& options,
                                             const ports::Clock& clock, Properties properties,
                                             ClientHooks hooks) {
    std::unique_ptr<Client> client(new Client(options, clock, std::move(hooks)));
    if (auto started = client->start(type, properties); !started) return started.error();
    return client;
}

void Client::keep_for_ever(std::unique_ptr<Client> client) {
    static std::mutex mutex;
    static auto* const kept = new std::vector<std::unique_ptr<Client>>;
    client->lines_.end();
    const std::lock_guard lock(mutex);
    kept->push_back(std::move(client));
}

Result<> Client::start(rd_kafka_type_t type, const Properties& properties) {
    Conf conf(rd_kafka_conf_new());
    for (const auto& list : {common_properties(options_), properties}) {
        for (const auto& [name, value] : list) {
            if (auto done = set(conf.get(), name, value); !done) return done;
        }
    }
    if (auto fine = check_identity(options_.properties); !fine) return fine;
    for (const auto& [name, value] : options_.properties) {
        if (auto done = set_secret(conf.get(), name, value); !done) return done;
    }
    rd_kafka_conf_set_opaque(conf.get(), this);
    set_callbacks(conf.get());
    std::array<char, kErrorText> reason{};
    client_ = rd_kafka_new(type, conf.get(), reason.data(), reason.size());
    if (client_ == nullptr) return invalid(fmt::format("kafka settings: {}", reason.data()));
    (void)conf.release();  // the client's now
    return {};
}

void Client::set_callbacks(rd_kafka_conf_t* conf) const {
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t* rk, int level, const char* kind, const char* text) {
        // Before the client is whole there is no opaque to ask, so such lines are of no client.
        if (rk == nullptr) return;
        static_cast<Client*>(rd_kafka_opaque(rk))->lines_.write(level, rd_kafka_name(rk), kind, text);
    });
    rd_kafka_conf_set_error_cb(conf, [](rd_kafka_t*, int number, const char* why, void* opaque) {
        auto& self = *static_cast<Client*>(opaque);
        const auto code = static_cast<rd_kafka_resp_err_t>(number);
        if (self.heard_ != nullptr) self.heard_->take(code, why);
        if (self.hooks_.error) self.hooks_.error(code, why);
    });
    if (hooks_.rebalance) {
        rd_kafka_conf_set_rebalance_cb(
            conf, [](rd_kafka_t*, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* list,
                     void* self) { static_cast<Client*>(self)->hooks_.rebalance(code, list); });
    }
    if (hooks_.delivered != nullptr) rd_kafka_conf_set_dr_msg_cb(conf, hooks_.delivered);
}

void Client::Heard::take(rd_kafka_resp_err_t code, const char* why) {
    if (code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR__SSL) refused = why;
    if (code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__RESOLVE) away = why;
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) all_away = true;
}

Result<> Client::reach() {
    Heard heard;
    heard_ = &heard;
    auto reached = reach_while(heard);
    heard_ = nullptr;
    return reached;
}

Result<> Client::reach_while(const Heard& heard) {
    const int patience = to_millis(options_.patience);
    auto code = RD_KAFKA_RESP_ERR__TIMED_OUT;
    // Each wait is twice as long as the one before: a slow broker needs a long one.
    for (int waited = 0, wait = kFirstWait; waited < patience; wait *= 2) {
        const rd_kafka_metadata_t* found = nullptr;
        wait = std::min(wait, patience - waited);
        code = rd_kafka_metadata(client_, 0, nullptr, &found, wait);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
            rd_kafka_metadata_destroy(found);
            return {};
        }
        while (rd_kafka_poll(client_, 0) > 0) {
        }
        waited += wait;
        if ((heard.all_away || !heard.refused.empty()) && waited >= to_millis(options_.patience_refused))
            break;
    }
    if (!heard.refused.empty()) return error("connecting", code, heard.refused);
    std::string why = "no broker answers; is kafka.brokers right, and is one running?";
    if (!heard.away.empty()) why += " (" + heard.away + ")";
    return error("connecting", code, why);
}

Result<std::vector<std::int32_t>> Client::partitions(core::Topic topic, Duration patience) const {
    const std::string name = name_of(topic);
    const TopicHandle handle(rd_kafka_topic_new(client_, name.c_str(), nullptr));
    if (!handle) return error(name, rd_kafka_last_error());
    const rd_kafka_metadata_t* found = nullptr;
    const auto code = rd_kafka_metadata(client_, 0, handle.get(), &found, to_millis(patience));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return error("asking for the partitions of " + name, code);
    const Metadata metadata(found);
    TIDINGS_ASSERT(found->topic_cnt == 1);
    const rd_kafka_metadata_topic& described = found->topics[0];
    if (described.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
        return unavailable(fmt::format("kafka ({}) has no topic {}; run `tidings init`, which makes it",
                                       options_.brokers, name));
    }
    if (described.err != RD_KAFKA_RESP_ERR_NO_ERROR) return error(name, described.err);
    std::vector<std::int32_t> numbers;
    for (int i = 0; i < described.partition_cnt; ++i) numbers.push_back(described.partitions[i].id);
    std::ranges::sort(numbers);
    return numbers;
}

Error Client::error(std::string_view what, rd_kafka_resp_err_t code, std::string_view reason) const {
    if (reason.empty()) reason = rd_kafka_err2str(code);
    return {errc_of(code), fmt::format("kafka ({}): {}: {}", options_.brokers, what, reason)};
}

Error Client::error(std::string_view what, rd_kafka_error_t* owned) const {
    const Owned<rd_kafka_error_t, rd_kafka_error_destroy> given(owned);
    return error(what, rd_kafka_error_code(owned), rd_kafka_error_string(owned));
}

}  // namespace tidings::adapters::kafka
