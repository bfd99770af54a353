#include "services/notifier/dead.h"

#include "base/hash.h"
#include "base/log.h"

namespace tidings::notifier {
namespace {

// Less than what any log takes, by more than our own headers need.
constexpr std::size_t kCopyMax = 15 << 20;

std::size_t size_of(const ports::DeadRecord& dead) {
    std::size_t size = dead.key.size() + dead.value.size();
    for (const auto& [name, value] : dead.headers) size += name.size() + value.size();
    return size;
}

Uuid id_of(const ports::Record& record) {
    const auto hash = sha256_of({core::name(record.partition.topic), std::to_string(record.partition.number),
                                 std::to_string(record.offset)});
    std::array<std::uint8_t, 10> rest{};
    std::copy_n(hash.begin(), rest.size(), rest.begin());
    return Uuid::from(record.appended_at, rest);
}

}  // namespace

ports::DeadRecord dead_record(const ports::Record& record, std::string reason, std::string detail, Time now) {
    return {id_of(record),     record.partition,  record.offset,
            std::move(reason), std::move(detail), record.key,
            record.headers,    record.value,      now};
}

ports::NewRecord dead_copy(const ports::DeadRecord& dead) {
    ports::NewRecord copy{core::Topic::dead, dead.key, dead.headers, dead.value};
    if (size_of(dead) > kCopyMax) {
        copy = {core::Topic::dead, "", {{"tidings_left_out", "key, headers and value: too large"}}, ""};
    }
    copy.headers.emplace_back("tidings_reason", dead.reason);
    copy.headers.emplace_back("tidings_detail", dead.detail);
    copy.headers.emplace_back("tidings_topic", core::name(dead.partition.topic));
    copy.headers.emplace_back("tidings_partition", std::to_string(dead.partition.number));
    copy.headers.emplace_back("tidings_offset", std::to_string(dead.offset));
    return copy;
}

ports::NewRecord bury(const ports::Record& record, std::string reason, const Error& why, Time now,
                      ports::Changes& changes) {
    changes.dead.push_back(dead_record(record, std::move(reason), why.message, now));
    const auto& dead = changes.dead.back();
    // Not its key, which may be a person's name.
    log::error("a record was set aside", {{"dead_letter", dead.id.str()},
                                          {"topic", core::name(record.partition.topic)},
                                          {"offset", record.offset},
                                          {"reason", dead.reason},
                                          {"error", why.message}});
    return dead_copy(dead);
}

}  // namespace tidings::notifier
