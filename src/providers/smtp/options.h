#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "providers/shared/settings.h"
#include "providers/smtp/connection.h"
#include "providers/smtp/message.h"

namespace tidings::providers {

struct SmtpSender {
    Mailbox from;
    std::string message_id_domain;
};

struct SmtpOptions {
    SmtpServer server;
    SmtpSender sender;
    std::size_t connections = 1;
};

// Every setting below `smtp.`.
std::span<const SettingInfo> smtp_settings();

// The settings as the provider uses them; `invalid` with every fault.
Result<SmtpOptions> read_smtp_options(std::string_view provider, const Settings& settings);

}  // namespace tidings::providers
