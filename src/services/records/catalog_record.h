#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/secret.h"
#include "core/event_type.h"
#include "ports/event_log.h"

namespace tidings::records {

// What one (event type, channel, locale) says; `body` has the members of the channel as Jinja2 sources.
struct TemplateEntry {
    core::TypeName type;
    core::Channel channel = core::Channel::email;
    std::string locale;
    std::int32_t version = 1;
    json::object body;
    Time written_at{};  // on the log
};

// A Jinja2 source that templates include, import or extend by its name: "layouts/email.html".
struct PieceEntry {
    std::string name;
    std::int32_t version = 1;
    std::string source;
    Time written_at{};     // on the log
    json::object newer{};  // what a newer program wrote and this one does not know
};

// Why this cannot name a piece. A name is parts of letters, digits, dots, hyphens and underscores between
// slashes; "versions" and "revert" at its end belong to paths of the interface.
std::optional<std::string> piece_name_fault(std::string_view name);

// An API key: what is kept of it. The key itself is shown once, when it is made.
struct ApiKeyEntry {
    std::string id;                    // names it in lists, and begins the key
    std::string name;                  // events without a source get it
    std::string hash;                  // SHA-256 of the key, as hex
    std::vector<std::string> scopes;   // send, read, admin
    std::int64_t rate_per_second = 0;  // requests; 0: the setting's
    Time created_at;
    bool revoked = false;
    json::object newer{};  // as of a piece: revoking it must not take away what narrows it
};

// Random bytes as hex that all processes share: what the links of messages are signed with.
struct SecretEntry {
    std::string name;
    Secret value;
};

// Records of the compacted catalog log: their keys are "event-type/NAME/VERSION",
// "template/TYPE/CHANNEL/LOCALE/VERSION", "piece/NAME/VERSION" (with the slashes of the name), "api-key/ID"
// and "secret/NAME"; the newest record of a key counts.
using CatalogEntry = std::variant<core::EventType, TemplateEntry, PieceEntry, ApiKeyEntry, SecretEntry>;

ports::NewRecord write_catalog(const CatalogEntry& entry);

// The event type and version that such a key names, whatever its record says. Nothing for other keys.
std::optional<std::pair<core::TypeName, std::int32_t>> event_type_of(std::string_view key);

// Members that are not known are kept, and written again.
Result<CatalogEntry> read_catalog(const ports::Record& record);

}  // namespace tidings::records
