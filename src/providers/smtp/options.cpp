#include "providers/smtp/options.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <unistd.h>

#include "base/hash.h"

namespace tidings::providers {
namespace {

constexpr std::array kSettings{
    SettingInfo{.key = "host", .fallback = "", .meaning = "the server's name or address", .required = true},
    SettingInfo{.key = "port", .fallback = "587", .meaning = "587 for starttls, 465 for implicit"},
    SettingInfo{
        .key = "tls",
        .fallback = "starttls",
        .meaning =
            "`starttls` (nothing is sent where the server lacks it), `implicit`, or `none` (in the clear)"},
    SettingInfo{.key = "ca_file",
                .fallback = "",
                .meaning = "a PEM file with the only authorities to trust; the system's by default"},
    SettingInfo{.key = "username", .fallback = "", .meaning = "for AUTH; no login by default"},
    SettingInfo{.key = "password", .fallback = "", .meaning = "for AUTH", .secret = true},
    SettingInfo{.key = "from", .fallback = "", .meaning = "the sender's address", .required = true},
    SettingInfo{.key = "from_name", .fallback = "", .meaning = "the sender's name, as people see it"},
    SettingInfo{.key = "message_id_domain",
                .fallback = "",
                .meaning = "the right side of Message-ID; by default the domain of the sender"},
    SettingInfo{.key = "hello", .fallback = "", .meaning = "our name in EHLO; by default the machine's"},
    SettingInfo{.key = "timeout",
                .fallback = "1m",
                .meaning = "how long a message may take, from its begin to the server's last answer"},
    SettingInfo{.key = "connections", .fallback = "8", .meaning = "how many connections at most"},
};

bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '-' || c == '_' || c == ':';
    });
}

SmtpTls tls_of(std::string_view word) {
    if (word == "none") return SmtpTls::none;
    return word == "implicit" ? SmtpTls::implicit : SmtpTls::starttls;
}

SmtpServer read_server(SettingsReader& reader) {
    SmtpServer server;
    server.host = reader.text("host");
    server.port = static_cast<int>(reader.number("port", 1, 65535));
    server.tls = tls_of(reader.choice("tls", {"none", "starttls", "implicit"}));
    server.ca_file = reader.text("ca_file");
    server.username = reader.text("username");
    server.password = reader.secret("password");
    server.hello = reader.text("hello");
    server.timeout = reader.duration("timeout", std::chrono::milliseconds(1), std::chrono::hours(1));
    const std::string& password = server.password.reveal();
    const std::string both = std::string(1, '\0') + server.username + std::string(1, '\0') + password;
    server.hidden = {password, base64_encode(password), base64_encode(both)};

    if (!server.host.empty() && !is_host(server.host))
        reader.fault("host", "must be a host's name or address");
    if (!server.hello.empty() && !is_host(server.hello)) reader.fault("hello", "must be a host's name");
    if (!server.ca_file.empty() && ::access(server.ca_file.c_str(), R_OK) != 0) {
        reader.fault("ca_file", "names a file that cannot be read");
    }
    if (server.username.empty() != password.empty()) reader.fault("username", "and .password go together");
    return server;
}

SmtpSender read_sender(SettingsReader& reader) {
    SmtpSender sender;
    sender.from = {reader.text("from_name"), reader.text("from")};
    sender.message_id_domain = reader.text("message_id_domain");
    const std::string& address = sender.from.address;
    if (address.empty()) return sender;
    if (const auto fault = mail_address_fault(address); !fault.empty()) {
        reader.fault("from", fault);
        return sender;
    }
    if (sender.message_id_domain.empty()) sender.message_id_domain = address.substr(address.rfind('@') + 1);
    // What no message could be written with is a fault of the settings, found now.
    const auto trial =
        build_message({sender.from, address, {"", "trial", "", ""}, {}, "trial@" + sender.message_id_domain});
    if (!trial)
        reader.fault("from_name",
                     "or .message_id_domain cannot stand in a message: " + trial.error().message);
    return sender;
}

}  // namespace

std::span<const SettingInfo> smtp_settings() {
    return kSettings;
}

Result<SmtpOptions> read_smtp_options(std::string_view provider, const Settings& settings) {
    constexpr std::int64_t kConnectionsMax = 256;
    SettingsReader reader(provider, kSettings, settings);
    SmtpOptions options;
    options.server = read_server(reader);
    options.sender = read_sender(reader);
    options.connections = static_cast<std::size_t>(reader.number("connections", 1, kConnectionsMax));
    if (auto good = reader.finish(); !good) return good.error();
    return options;
}

}  // namespace tidings::providers
