// A record of the log: its key, header lines, an empty line, and the value. Whoever reads it refuses it with
// a reason, or takes what can be written and read again as the same, with times that can be added to.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "fuzz/lines.h"
#include "services/records/catalog_record.h"
#include "services/records/command_record.h"
#include "services/records/event_record.h"
#include "services/records/profile_record.h"
#include "services/records/status_record.h"

using namespace tidings;

namespace {

ports::Record record_of(const ports::NewRecord& written) {
    return {{written.topic, 0}, 0, from_micros(1), written.key, written.headers, written.value};
}

bool same(const ports::NewRecord& a, const ports::NewRecord& b) {
    return a.topic == b.topic && a.key == b.key && a.headers == b.headers && a.value == b.value;
}

// Writing what was read, and reading what was written, comes to the same from the second time on.
template <class Read, class Write>
void check_round_trip(const ports::Record& record, Read read, Write write) {
    const auto first = read(record);
    if (!first) {
        TIDINGS_ASSERT(!first.error().message.empty());
        return;
    }
    const ports::NewRecord written = write(*first);
    const auto second = read(record_of(written));
    TIDINGS_ASSERT(second.has_value());
    TIDINGS_ASSERT(same(write(*second), written));
}

void check_time(Time t) {
    TIDINGS_ASSERT(parse_rfc3339(format_rfc3339(t)).value() == t);
}

ports::NewRecord write(const core::OutcomeRecord& outcome) {
    check_time(outcome.started_at);
    check_time(outcome.finished_at);
    return records::write_outcome(outcome);
}
ports::NewRecord write(const records::Started& started) {
    return records::write_started(started.task);
}
ports::NewRecord write(const records::StateChange& change) {
    check_time(change.at);
    core::Notification n;
    n.id = change.notification;
    n.state = change.state;
    n.reason = change.reason;
    n.round = change.round;
    n.updated_at = change.at;
    return records::write_state(n);
}

void check_event(const ports::Record& record) {
    check_round_trip(record, records::read_event, [](const core::Event& event) {
        check_time(event.received_at);
        TIDINGS_ASSERT(!event.id.empty() && !event.source.empty() && !event.user.empty());
        return records::write_event(event);
    });
}

void check_change(const ports::Record& record) {
    check_round_trip(record, records::read_profile_change, [](const records::ProfileChange& change) {
        const auto after = records::apply(change, core::Recipient{});
        if (after) {
            core::Faults faults;
            const auto again =
                core::Recipient::from_json(after->user, after->to_json(), faults, core::Unknown::is_kept);
            TIDINGS_ASSERT(faults.empty() && again.to_json() == after->to_json());
        }
        return records::write_profile_change(change).front();
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    ports::Record record;
    record.appended_at = from_micros(1);
    record.key = fuzz::take_line(text);
    record.headers = fuzz::take_headers(text);
    record.value = text;

    if (records::is_event(record))
        check_event(record);
    else
        check_change(record);
    check_round_trip(record, records::read_status, [](const records::StatusRecord& status) {
        return std::visit([](const auto& each) { return write(each); }, status);
    });
    check_round_trip(record, records::read_command, records::write_command);
    check_round_trip(record, records::read_catalog, records::write_catalog);
    return 0;
}
