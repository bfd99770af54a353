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

Result<core::Recipient> apply(const ProfileChange& change, const core::Recipient& known) {
    core::Recipient after;
    after.user = change.user;
    after.version = change.version;
    if (change.kind == ProfileChange::Kind::erase) {
        after.erased = true;
        return after;
    }
    json::value profile = change.profile;
    if (change.kind == ProfileChange::Kind::patch && known.erased) {
        // Nothing is kept of somebody who was deleted; only a PUT brings them back.
        after.erased = true;
        return after;
    }
    if (change.kind == ProfileChange::Kind::patch) {
        profile = known.to_json();
        json::merge_patch(profile, change.profile);
    }
    core::Faults faults;
    after = core::Recipient::from_json(change.user, profile, faults, core::Unknown::is_kept);
    after.version = change.version;
    if (!faults.empty()) return invalid(faults.front().pointer + " " + faults.front().detail);
    return after;
}

}  // namespace tidings::records
