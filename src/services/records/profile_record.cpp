#include "services/records/profile_record.h"

#include <charconv>

#include "services/records/record_version.h"

namespace tidings::records {
namespace {

constexpr std::string_view kKind = "tidings_change";
constexpr std::string_view kVersion = "tidings_version";
constexpr std::array<std::string_view, 3> kKinds{"put", "patch", "erase"};

}  // namespace

std::vector<ports::NewRecord> write_profile_change(const ProfileChange& change) {
    ports::NewRecord record;
    record.key = change.user.str();
    record.headers = {{std::string(kKind), std::string(kKinds[static_cast<std::size_t>(change.kind)])},
                      {std::string(kVersion), std::to_string(change.version)}};
    record.value = json::write(change.profile);
    std::vector<ports::NewRecord> records(2, record);
    records[0].topic = core::Topic::events;
    records[1].topic = core::Topic::events_critical;
    return records;
}

Result<ProfileChange> read_profile_change(const ports::Record& record) {
    if (const auto known = understood(record.headers); !known) return known.error();
    ProfileChange change;
    const auto kind = ports::header(record.headers, kKind);
    const auto found = std::find(kKinds.begin(), kKinds.end(), kind);
    if (found == kKinds.end())
        return invalid("ce_type is missing: neither an event nor a change of a profile");
    change.kind = static_cast<ProfileChange::Kind>(found - kKinds.begin());
    const auto version = ports::header(record.headers, kVersion);
    std::from_chars(version.data(), version.data() + version.size(), change.version);
    if (change.version <= 0) return invalid("tidings_version is missing");
    if (!has_rfc3339(from_micros(change.version))) return invalid("tidings_version is no time");
    if (record.key.empty()) return invalid("the key names no user");
    change.user = core::UserId(record.key);
    auto profile = json::read(record.value);
    if (!profile) return invalid("the profile is not JSON: " + profile.error().message);
    change.profile = std::move(*profile);
    return change;
}

namespace {

Result<core::Recipient> read_profile(const core::UserId& user, const json::value& profile) {
    core::Faults faults;
    auto read = core::Recipient::from_json(user, profile, faults, core::Unknown::is_kept);
    if (!faults.empty()) return invalid(faults.front().pointer + " " + faults.front().detail);
    return read;
}

// Whether the profile lacks what the patch names, of what an event may fill in.
bool takes_away(const json::value& patch, const core::Recipient& after) {
    const auto* named = patch.if_object();
    const auto without = [&](const char* member, bool is_empty) {
        return is_empty && named->contains(member);
    };
    return named && (without("email", after.email.empty()) || without("phone", after.phone.empty()) ||
                     without("push_tokens", after.push_tokens.empty()) ||
                     without("locale", after.locale.empty()) || without("timezone", after.timezone.empty()));
}

Result<core::Recipient> after_patch(const json::value& patch, const core::Recipient& known) {
    json::value profile = known.to_json();
    json::merge_patch(profile, patch);
    return read_profile(known.user, profile);
}

}  // namespace

Result<core::Recipient> apply(const ProfileChange& change, const core::Recipient& known) {
    using Kind = ProfileChange::Kind;
    // Nobody is there to be patched. The version stays, too: an event that brings them back, and came before
    // the patch, may be read after it.
    if (change.kind == Kind::patch && known.erased) return known;
    core::Recipient gone;
    gone.erased = true;
    Result<core::Recipient> after = gone;
    if (change.kind == Kind::put) after = read_profile(change.user, change.profile);
    if (change.kind == Kind::patch) after = after_patch(change.profile, known);
    if (!after) return after;
    after->user = change.user;
    after->version = change.version;
    after->revision = known.revision;
    const bool is_partial = change.kind == Kind::patch && !takes_away(change.profile, *after);
    after->filled_from = is_partial ? known.filled_from : change.version;
    after->erased_at = change.kind == Kind::erase ? change.version : known.erased_at;
    return after;
}

}  // namespace tidings::records
