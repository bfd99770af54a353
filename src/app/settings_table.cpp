#include "app/settings_table.h"

#include <algorithm>

#include "core/words.h"
#include "providers/registry.h"

namespace tidings::app {

namespace {

using Kind = SettingKind;

std::vector<SettingSpec> process_settings() {
    return {
        {.name = "engine",
         .kind = Kind::word,
         .fallback = "embedded",
         .help = "What stands behind the services: `embedded` (SQLite and memory, one process) or `cluster` "
                 "(Kafka, Redis, PostgreSQL).",
         .words = {"embedded", "cluster"}},
        {.name = "roles",
         .kind = Kind::words,
         .fallback = "gateway,notifier,worker,analytics,admin",
         .help = "The services that this process runs; `analytics` does nothing yet.",
         .words = {"gateway", "notifier", "worker", "analytics", "admin"}},
        {.name = "data.dir",
         .kind = Kind::path,
         .fallback = "tidings-data",
         .help = "The folder of the embedded engine's database, relative to where the program is started; "
                 "made if it is missing.",
         .used_by = "embedded engine"},
        {.name = "data.accept_loss",
         .kind = Kind::flag,
         .fallback = "false",
         .help =
             "Starts although commits that were acknowledged are missing from the data folder, with what is "
             "there; for one start, after a backup was restored.",
         .used_by = "embedded engine"},
        {.name = "test_clock",
         .kind = Kind::flag,
         .fallback = "false",
         .help = "A clock that `POST /v1/test/clock` can turn forward, for trying out retries and quiet "
                 "hours.",
         .used_by = "embedded engine"},
        {.name = "drain.timeout",
         .kind = Kind::duration,
         .fallback = "20s",
         .help = "How long SIGTERM lets the services finish what they have in hand."},
        {.name = "core_dumps",
         .kind = Kind::flag,
         .fallback = "false",
         .help = "Lets a crash leave an image of the process, and other programs of its user look into it: "
                 "with the keys, passwords and messages that are in its memory."},
        {.name = "log.level",
         .kind = Kind::word,
         .fallback = "info",
         .help = "The least urgent lines that are logged.",
         .words = {"debug", "info", "warning", "error", "off"}},
        {.name = "log.format",
         .kind = Kind::word,
         .fallback = "logfmt",
         .help = "How lines of the log are written, to standard error.",
         .words = {"logfmt", "json"}},
    };
}

std::vector<SettingSpec> http_settings() {
    return {
        {.name = "http.listen",
         .kind = Kind::address,
         .fallback = "127.0.0.1:8080",
         .help = "The address to listen on. Clients of the command line look for the server there too."},
        {.name = "http.allow_without_keys",
         .kind = Kind::flag,
         .fallback = "false",
         .help = "Needs no API key although the address is not loopback, as long as none has been created.",
         .used_by = "gateway, admin"},
        {.name = "http.max_connections",
         .kind = Kind::number,
         .fallback = "10000",
         .help = "Connections beyond are answered 503.",
         .least = 1,
         .most = 1'000'000},
        {.name = "http.public_url",
         .kind = Kind::url,
         .fallback = "",
         .help = "How the world reaches this server, for links in messages (unsubscribe, receipts).",
         .used_by = "gateway, notifier, worker"},
        {.name = "admin.url",
         .kind = Kind::url,
         .fallback = "",
         .help =
             "Where clients find the admin role: for the `Location` of a 202, and for what the gateway is "
             "asked and only the admin can answer (307); empty where the gateway runs it too.",
         .used_by = "gateway"},
    };
}

std::vector<std::string> channel_words() {
    std::vector<std::string> words;
    for (const core::Channel channel : core::kChannels) words.emplace_back(name(channel));
    return words;
}

std::vector<std::string> channel_words_or_none() {
    auto words = channel_words();
    words.emplace_back("none");
    return words;
}

std::vector<SettingSpec> kafka_settings() {
    constexpr const char* kInit = "`tidings init`";
    return {
        {.name = "kafka.brokers",
         .fallback = "127.0.0.1:9092",
         .help = "Some of Kafka's brokers, as `host:port,…`; they name the others.",
         .used_by = "cluster engine"},
        {.name = "kafka.topic_prefix",
         .fallback = "tidings.",
         .help = "What the names of the topics and of the consumer groups begin with; for two installations "
                 "on one Kafka.",
         .used_by = "cluster engine"},
        {.name = "kafka.partitions",
         .kind = Kind::number,
         .fallback = "12",
         .help = "Into how many partitions the topics of events and outcomes are made: that many notifiers "
                 "can share the work.",
         .used_by = kInit,
         .least = 1,
         .most = 1'000},
        {.name = "kafka.instance_id",
         .fallback = "",
         .help = "A name that this process keeps when it is started again, so that its partitions wait for "
                 "it; each process has one of its own.",
         .used_by = "notifier"},
        {.name = "kafka.security_protocol",
         .kind = Kind::word,
         .fallback = "plaintext",
         .help = "How to speak to the brokers.",
         .used_by = "cluster engine",
         .words = {"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"}},
        {.name = "kafka.sasl_mechanism",
         .fallback = "",
         .help = "`PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`.",
         .used_by = "cluster engine"},
        {.name = "kafka.sasl_username",
         .fallback = "",
         .help = "Who logs in at the brokers.",
         .used_by = "cluster engine"},
        {.name = "kafka.sasl_password",
         .fallback = "",
         .help = "With what.",
         .used_by = "cluster engine",
         .secret = true},
        {.name = "kafka.ssl_ca",
         .fallback = "",
         .help = "The file of the authorities to trust; empty: the system's.",
         .used_by = "cluster engine"},
        {.name = "kafka.ssl_certificate",
         .fallback = "",
         .help = "The file of this client's certificate, where the brokers ask for one.",
         .used_by = "cluster engine"},
        {.name = "kafka.ssl_key",
         .fallback = "",
         .help = "The file of its key.",
         .used_by = "cluster engine"},
        {.name = "kafka.ssl_key_password",
         .fallback = "",
         .help = "What that file is locked with.",
         .used_by = "cluster engine",
         .secret = true},
    };
}

std::vector<SettingSpec> server_settings() {
    return {
        {.name = "redis.url",
         .fallback = "redis://127.0.0.1:6379/0",
         .help = "Where Redis is: `redis://[user:password@]host:port/db`.",
         .used_by = "cluster engine: notifier, worker, admin",
         .secret = true},
        {.name = "postgres.url",
         .fallback = "postgresql://127.0.0.1:5432/tidings",
         .help = "Where PostgreSQL is: a libpq URI, `postgresql://[user:password@]host:port/database`.",
         .used_by = "cluster engine: notifier, admin",
         .secret = true},
        {.name = "worker.channels",
         .kind = Kind::words,
         .fallback = "email,sms,push",
         .help = "The channels that this process sends.",
         .used_by = "worker",
         .words = channel_words()},
        {.name = "celery.channels",
         .kind = Kind::words,
         .fallback = "none",
         .help = "Channels that are left to Celery workers, or `none`; the same for all processes.",
         .used_by = "cluster engine: notifier, worker, admin",
         .words = channel_words_or_none()},
    };
}

std::vector<SettingSpec> rule_settings() {
    return {
        {.name = "retry.delays",
         .kind = Kind::durations,
         .fallback = "1m,5m,15m",
         .help = "The waits before each further try of a send, unless the event type has its own; `none` "
                 "for no further try.",
         .used_by = "notifier"},
        {.name = "retry.jitter",
         .kind = Kind::share,
         .fallback = "0.1",
         .help = "By which share each wait is spread to both sides, so that tries do not come in waves.",
         .used_by = "notifier"},
        {.name = "queue.max",
         .kind = Kind::number,
         .fallback = "10000",
         .help = "The most tasks that wait in the queue, for each channel and priority; more wait in the "
                 "store.",
         .used_by = "notifier, worker",
         .least = 1,
         .most = 10'000'000},
        {.name = "queue.lost_after",
         .kind = Kind::duration,
         .fallback = "15m",
         .help = "A notification queued for this long without a task is pushed again.",
         .used_by = "notifier"},
        {.name = "locale.default",
         .kind = Kind::locale,
         .fallback = "en",
         .help = "The locale of recipients who have none, and of templates where theirs is missing.",
         .used_by = "notifier"},
        {.name = "dedup.keep",
         .kind = Kind::duration,
         .fallback = "30d",
         .help = "For how long events that are over are kept, with their notifications, and a repetition is "
                 "known as one; at least as long as `events.retention`.",
         .used_by = "embedded engine, notifier"},
        {.name = "events.retention",
         .kind = Kind::duration,
         .fallback = "7d",
         .help = "For how long the log keeps records: on the embedded engine those that have been consumed, "
                 "in Kafka all.",
         .used_by = "embedded engine, `tidings init`, gateway"},
        {.name = "events.lag_max",
         .kind = Kind::number,
         .fallback = "2000000",
         .help = "How many records may be accepted and not yet decided; beyond that the gateway answers 503.",
         .used_by = "gateway",
         .least = 1,
         .most = 1'000'000'000},
    };
}

std::vector<std::string> providers_serving(core::Channel channel) {
    std::vector<std::string> names;
    for (const providers::Kind& kind : providers::kinds()) {
        if (std::ranges::find(kind.channels, channel) != kind.channels.end()) names.emplace_back(kind.name);
    }
    return names;
}

std::vector<SettingSpec> channel_settings() {
    std::vector<SettingSpec> specs;
    for (const core::Channel channel : core::kChannels) {
        const std::string word(name(channel));
        specs.push_back(
            {.name = "limits." + word,
             .kind = Kind::limit,
             .fallback = "none",
             .help = "The most " + word + " sends that begin in any such window: `100/1s`, or `none`.",
             .used_by = "worker"});
        specs.push_back({.name = "providers." + word,
                         .kind = Kind::word,
                         .fallback = "outbox",
                         .help = "Who sends " + word + " messages.",
                         .used_by = "worker",
                         .words = providers_serving(channel)});
    }
    return specs;
}

// A provider checks its own values, when it is made.
std::vector<SettingSpec> provider_settings() {
    std::vector<SettingSpec> specs;
    for (const providers::Kind& kind : providers::kinds()) {
        for (const providers::SettingInfo& info : kind.settings) {
            specs.push_back({.name = std::string(kind.name) + '.' + std::string(info.key),
                             .kind = Kind::text,
                             .fallback = std::string(info.fallback),
                             .help = std::string(info.meaning),
                             .used_by = "worker",
                             .secret = info.secret});
        }
    }
    return specs;
}

}  // namespace

std::string flag_of(std::string_view name) {
    std::string text = "--" + std::string(name);
    std::ranges::replace_if(text, [](char c) { return c == '.' || c == '_'; }, '-');
    return text;
}

std::string environment_of(std::string_view name) {
    std::string text = "TIDINGS_" + std::string(name);
    for (char& c : text) {
        if (c == '.') c = '_';
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

const std::vector<SettingSpec>& setting_table() {
    static const std::vector<SettingSpec> table = [] {
        std::vector<SettingSpec> all;
        for (const auto& group : {process_settings(), http_settings(), kafka_settings(), server_settings(),
                                  rule_settings(), channel_settings(), provider_settings()}) {
            all.insert(all.end(), group.begin(), group.end());
        }
        return all;
    }();
    return table;
}

const SettingSpec* find_setting(std::string_view name) {
    const auto& table = setting_table();
    const auto found = std::ranges::find(table, name, &SettingSpec::name);
    return found == table.end() ? nullptr : &*found;
}

const std::vector<std::string>& setting_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const SettingSpec& spec : setting_table()) {
            all.push_back(spec.name);
            if (spec.secret) all.push_back(spec.name + "_file");
        }
        return all;
    }();
    return names;
}

}  // namespace tidings::app
