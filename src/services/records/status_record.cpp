#include "services/records/status_record.h"

#include <limits>

#include "base/json.h"
#include "services/records/record_version.h"

namespace tidings::records {
namespace {

constexpr const char* kQueue = "tidings_queue";
constexpr const char* kFault = "tidings_fault";
constexpr const char* kSize = "tidings_size";  // of what is cut off

// These records are written once for each send, so they are put together by hand rather than as a tree.
class Writer {
public:
    Writer() { out_.reserve(256); }

    void text(std::string_view name, std::string_view value) {
        key(name);
        json::write_string(value, out_);
    }
    void number(std::string_view name, std::int64_t value) {
        key(name);
        out_ += std::to_string(value);
    }
    std::string finish() {
        out_ += '}';
        return std::move(out_);
    }

private:
    void key(std::string_view name) {
        out_ += out_.empty() ? '{' : ',';
        out_ += '"';
        out_ += name;
        out_ += "\":";
    }
    std::string out_;
};

std::int64_t number(const json::object& o, std::string_view name) {
    const json::value* v = json::member(o, name);
    const auto* n = v ? v->if_int64() : nullptr;
    return n ? *n : 0;
}

// A round or the number of an attempt; -1 for what is neither.
std::int32_t count(const json::object& o, std::string_view name) {
    const auto n = number(o, name);
    return n >= 0 && n <= std::numeric_limits<std::int32_t>::max() ? static_cast<std::int32_t>(n) : -1;
}

Time time(const json::object& o, std::string_view name) {
    return from_micros(number(o, name));
}

Result<StatusRecord> read_outcome(const json::object& o, core::NotificationId id) {
    core::OutcomeRecord record;
    const auto kind = core::parse_outcome(json::text_or_empty(o, "outcome"));
    if (!kind) return invalid("/outcome is not known");
    record.task = {id, count(o, "round")};
    record.attempt = count(o, "attempt");
    record.provider = json::text_or_empty(o, "provider");
    record.returns = count(o, "returns");
    record.started_at = time(o, "started_us");
    record.finished_at = time(o, "finished_us");
    record.outcome.kind = *kind;
    record.outcome.detail = json::text_or_empty(o, "detail");
    record.outcome.provider_id = json::text_or_empty(o, "provider_id");
    record.outcome.reason =
        core::parse_reason(json::text_or_empty(o, "reason")).value_or(core::Reason::rejected);
    if (const auto wait = number(o, "retry_after_us"); wait > 0) record.outcome.retry_after = Duration{wait};
    if (record.attempt < 1 || record.task.round < 0 || record.returns < 0) {
        return invalid("/attempt, /round or /returns is not a count");
    }
    if (!has_rfc3339(record.started_at) || !has_rfc3339(record.finished_at)) {
        return invalid("/started_us or /finished_us is not a time");
    }
    return StatusRecord{record};
}

Result<StatusRecord> read_started(const json::object& o, core::NotificationId id) {
    const auto round = count(o, "round");
    if (round < 1) return invalid("/round is not a count");
    return StatusRecord{Started{{id, round}}};
}

Result<StatusRecord> read_state(const json::object& o, core::NotificationId id) {
    const auto state = core::parse_state(json::text_or_empty(o, "state"));
    const auto reason = core::parse_reason(json::text_or_empty(o, "reason"));
    if (!state || !reason) return invalid("/state or /reason is not known");
    const StateChange change{id, *state, *reason, count(o, "round"), time(o, "at_us")};
    if (change.round < 0 || !has_rfc3339(change.at)) return invalid("/round or /at_us is out of range");
    return StatusRecord{change};
}

}  // namespace

ports::NewRecord write_outcome(const core::OutcomeRecord& r) {
    Writer w;
    w.text("kind", "outcome");
    w.number("round", r.task.round);
    w.number("attempt", r.attempt);
    w.text("provider", r.provider);
    w.text("outcome", core::name(r.outcome.kind));
    if (r.outcome.kind == core::OutcomeKind::rejected) w.text("reason", core::name(r.outcome.reason));
    if (!r.outcome.detail.empty()) w.text("detail", r.outcome.detail);
    if (!r.outcome.provider_id.empty()) w.text("provider_id", r.outcome.provider_id);
    if (r.outcome.retry_after) w.number("retry_after_us", r.outcome.retry_after->count());
    if (r.returns > 0) w.number("returns", r.returns);
    w.number("started_us", to_micros(r.started_at));
    w.number("finished_us", to_micros(r.finished_at));
    return {core::Topic::status, r.task.notification.str(), {}, w.finish()};
}

ports::NewRecord write_unreadable(const ports::UnreadableMessage& message) {
    ports::NewRecord record{core::Topic::status,
                            message.queue,
                            {{kQueue, message.queue}, {kFault, message.reason}},
                            message.bytes};
    if (message.size > message.bytes.size()) record.headers.emplace_back(kSize, std::to_string(message.size));
    return record;
}

ports::NewRecord write_started(const core::TaskId& task) {
    Writer w;
    w.text("kind", "started");
    w.number("round", task.round);
    return {core::Topic::status, task.notification.str(), {}, w.finish()};
}

ports::NewRecord write_state(const core::Notification& n) {
    Writer w;
    w.text("kind", "state");
    w.text("state", core::name(n.state));
    w.text("reason", core::name(n.reason));
    w.number("round", n.round);
    w.number("at_us", to_micros(n.updated_at));
    return {core::Topic::status, n.id.str(), {}, w.finish()};
}

namespace {

Error unreadable(const ports::Record& record, std::string_view queue) {
    std::string what = "a message in the queue " + std::string(queue) + " is unusable: ";
    what += ports::header(record.headers, kFault);
    const auto size = ports::header(record.headers, kSize);
    if (!size.empty()) {
        what += "; kept are the first " + std::to_string(record.value.size()) + " of its ";
        what.append(size).append(" bytes");
    }
    return invalid(std::move(what));
}

}  // namespace

Result<StatusRecord> read_status(const ports::Record& record) {
    if (const auto known = understood(record.headers); !known) return known.error();
    if (const auto queue = ports::header(record.headers, kQueue); !queue.empty()) {
        return unreadable(record, queue);
    }
    const auto id = Uuid::parse(record.key);
    if (!id) return invalid("the key is no notification id");
    const auto v = json::read(record.value);
    if (!v) return invalid("not JSON: " + v.error().message);
    const auto* o = v->if_object();
    if (!o) return invalid("not an object");
    const auto kind = json::text_or_empty(*o, "kind");
    if (kind == "state") return read_state(*o, *id);
    if (kind == "started") return read_started(*o, *id);
    return read_outcome(*o, *id);
}

}  // namespace tidings::records
