#include "base/time_zone.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>

#include <cctz/time_zone.h>

namespace tidings {

struct TimeZone::Impl {
    std::string name;
    cctz::time_zone zone;
};

namespace {

// The longest name of tzdata has 32 characters.
constexpr std::size_t kNameMax = 64;

bool is_name_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '+' || c == '/';
}

// Without dots no name leads out of the folder. Names under right/ count leap seconds, posix/ repeats the
// others, localtime and posixrules depend on the machine.
bool is_zone_name(std::string_view name) {
    if (name.empty() || name.size() > kNameMax || name.front() == '/') return false;
    if (!std::all_of(name.begin(), name.end(), is_name_character)) return false;
    return !name.starts_with("right/") && !name.starts_with("posix/") && name != "localtime" &&
           name != "posixrules";
}

// cctz remembers every name it was asked for, unknown ones too; a file must stand there before we ask, so
// that strangers cannot make it grow.
bool has_file(std::string_view name) {
    const char* folder = std::getenv("TZDIR");
    std::error_code error;
    const auto path = std::filesystem::path(folder != nullptr ? folder : "/usr/share/zoneinfo") / name;
    return std::filesystem::is_regular_file(path, error);
}

cctz::time_point<cctz::seconds> to_cctz(Time t) {
    return std::chrono::floor<cctz::seconds>(t);
}

}  // namespace

Result<TimeZone> TimeZone::find(std::string_view name) {
    static std::mutex mutex;
    static std::map<std::string, Impl, std::less<>> zones;
    if (name == "UTC") return utc();
    const std::lock_guard lock(mutex);
    if (const auto known = zones.find(name); known != zones.end()) return TimeZone(&known->second);
    cctz::time_zone zone;
    if (!is_zone_name(name) || !has_file(name) || !cctz::load_time_zone(std::string(name), &zone)) {
        return invalid("unknown time zone; give a name of the IANA database such as \"Europe/Berlin\"");
    }
    const auto added = zones.emplace(name, Impl{std::string(name), zone}).first;
    return TimeZone(&added->second);
}

TimeZone TimeZone::utc() {
    static const Impl impl{"UTC", cctz::utc_time_zone()};
    return TimeZone(&impl);
}

const std::string& TimeZone::name() const {
    return impl_->name;
}

LocalTime TimeZone::to_local(Time t) const {
    const auto offset = std::chrono::seconds{impl_->zone.lookup(to_cctz(t)).offset};
    return LocalTime{t.time_since_epoch() + offset};
}

Time TimeZone::to_time(LocalTime local, bool later) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(local);
    const auto civil = cctz::civil_second(1970, 1, 1) + seconds.time_since_epoch().count();
    const auto found = impl_->zone.lookup(civil);
    return Time{(later ? found.post : found.pre).time_since_epoch() + (local - seconds)};
}

TimeZone::Offset TimeZone::offset_at(Time t) const {
    const auto found = impl_->zone.lookup(to_cctz(t));
    return {std::chrono::seconds{found.offset}, found.is_dst, found.abbr};
}

Time TimeZone::next_change(Time t) const {
    auto at = to_cctz(t);
    cctz::time_zone::civil_transition change;
    while (impl_->zone.next_transition(at, &change)) {
        at = impl_->zone.lookup(change.to).trans;
        // Some changes are of the name or of the daylight flag alone.
        if (change.from != change.to) return Time{at.time_since_epoch()};
    }
    return Time::max();
}

}  // namespace tidings
