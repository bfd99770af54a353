#include "services/records/record_version.h"

#include <charconv>

namespace tidings::records {

Result<> understood(const ports::Headers& headers) {
    const auto text = ports::header(headers, kRecordVersionHeader);
    if (text.empty()) return {};
    std::int32_t version = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (fault == std::errc{} && end == text.data() + text.size() && version >= 1 &&
        version <= kRecordVersion) {
        return {};
    }
    return invalid("it is a record of version " + std::string(text.substr(0, 20)) +
                   ", and this program knows " + std::to_string(kRecordVersion) +
                   ": a newer tidings wrote it; upgrade, and replay it");
}

}  // namespace tidings::records
