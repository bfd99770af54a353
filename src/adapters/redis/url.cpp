#include "adapters/redis/url.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace tidings::adapters::redis {
namespace {

constexpr std::string_view kForm = "redis://[user:password@]host:port/db";

std::optional<int> number(std::string_view text, int least, int most) {
    int value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (value < least || value > most) return std::nullopt;
    return value;
}

std::optional<std::string> unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        int byte = 0;
        const auto* digits = text.data() + i + 1;
        const auto [end, fault] = std::from_chars(digits, digits + 2, byte, 16);
        if (fault != std::errc{} || end != digits + 2 || byte == 0) return std::nullopt;
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

// What stands before the `@`. Nothing when an escape is wrong.
bool read_user(std::string_view text, Address& address) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return false;
    const auto user = unescaped(text.substr(0, colon));
    const auto password = unescaped(text.substr(colon + 1));
    if (!user || !password) return false;
    address.user = *user;
    address.password = Secret(*password);
    return true;
}

bool read_place(std::string_view text, Address& address) {
    auto host_end = text.find(':');
    if (text.starts_with('[')) {
        const auto bracket = text.find(']');
        if (bracket == std::string_view::npos) return false;
        address.host = text.substr(1, bracket - 1);
        host_end = bracket + 1 < text.size() ? bracket + 1 : std::string_view::npos;
        if (host_end != std::string_view::npos && text[host_end] != ':') return false;
    } else {
        address.host = text.substr(0, host_end);
    }
    if (address.host.empty()) return false;
    if (host_end == std::string_view::npos) return true;
    const auto port = number(text.substr(host_end + 1), 1, 65535);
    if (port) address.port = *port;
    return port.has_value();
}

}  // namespace

std::string Address::place() const {
    const bool v6 = host.find(':') != std::string::npos;
    return v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

Result<Address> parse_url(std::string_view url) {
    if (url.starts_with("rediss://")) {
        return invalid(
            "rediss:// asks for TLS, which is not built in: use redis:// on a private network, or a "
            "tunnel that speaks TLS");
    }
    constexpr std::string_view kScheme = "redis://";
    if (!url.starts_with(kScheme)) return invalid(fmt::format("must be of the form {}", kForm));
    std::string_view rest = url.substr(kScheme.size());
    Address address;
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        if (!read_user(rest.substr(0, at), address)) {
            return invalid(fmt::format("what stands before the @ must be user:password, as in {}", kForm));
        }
        rest.remove_prefix(at + 1);
    }
    if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
        const auto text = rest.substr(slash + 1);
        const auto database = text.empty() ? std::optional{0} : number(text, 0, 1'000'000);
        if (!database) return invalid(fmt::format("the database must be a number, as in {}", kForm));
        address.database = *database;
        rest = rest.substr(0, slash);
    }
    if (!read_place(rest, address))
        return invalid(fmt::format("must name a host and a port, as in {}", kForm));
    return address;
}

}  // namespace tidings::adapters::redis
