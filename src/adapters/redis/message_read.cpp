#include <charconv>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "adapters/redis/envelope.h"
#include "adapters/redis/keys.h"
#include "adapters/redis/message.h"
#include "base/hash.h"

namespace tidings::adapters::redis {
namespace {

using core::Task;

constexpr std::size_t kNameMax = 256;  // ids, users and types
constexpr std::string_view kVersion = "task_version";

// The body of protocol 2: [args, kwargs, embed].
bool read_body(const json::value& body, Call& call) {
    const auto* parts = body.if_array();
    if (!parts || parts->size() != 3 || !(*parts)[0].is_array() || !(*parts)[1].is_object()) return false;
    call.args = (*parts)[0].as_array();
    call.kwargs = (*parts)[1].as_object();
    return true;
}

// Reads keyword arguments; the first that is missing or wrong is kept as the fault.
class Arguments {
public:
    explicit Arguments(const json::object& kwargs) : kwargs_(kwargs) {}

    // Fewer bytes than `most`, and at least one unless it may be empty.
    std::string text(std::string_view name, std::size_t most, bool may_be_empty = false) {
        const auto* v = json::member(kwargs_, name);
        if (!v && may_be_empty) return {};
        if (!v || !v->is_string()) return wrong(name);
        const auto& s = v->get_string();
        if (s.size() > most || (s.empty() && !may_be_empty)) return wrong(name);
        return std::string(s);
    }
    int number(std::string_view name, int least, std::optional<int> fallback) {
        const auto* v = json::member(kwargs_, name);
        if (!v && fallback) return *fallback;
        const auto* n = v ? v->if_int64() : nullptr;
        if (n && *n >= least && *n <= std::numeric_limits<int>::max()) return static_cast<int>(*n);
        wrong(name);
        return least;
    }
    bool truth(std::string_view name) {
        const auto* v = json::member(kwargs_, name);
        if (v && !v->is_bool()) wrong(name);
        return v && v->is_bool() && v->get_bool();
    }
    Time moment(std::string_view name) {
        const auto* v = json::member(kwargs_, name);
        if (!v || v->is_null()) return Time::max();
        const auto t = v->is_string() ? parse_rfc3339(v->get_string()) : Result<Time>(invalid(""));
        if (!t) wrong(name);
        return t ? *t : Time::max();
    }
    std::string content() {
        const auto* v = json::member(kwargs_, "content");
        if (v && v->is_null()) return {};
        if (!v || !v->is_object()) return wrong("content");
        return json::write(*v);
    }
    std::string wrong(std::string_view name) {
        if (fault_.empty()) fault_ = name;
        return {};
    }
    const std::string& fault() const { return fault_; }

private:
    const json::object& kwargs_;
    std::string fault_;
};

}  // namespace

Result<Call> read_call(std::string_view message) {
    const auto envelope = read_envelope(message);
    if (!envelope) return envelope.error();
    Call call;
    call.task = json::text_or_empty(envelope->headers, "task");
    call.id = json::text_or_empty(envelope->headers, "id");
    call.traceparent = json::text_or_empty(envelope->headers, "traceparent");
    call.bytes = envelope->bytes;
    if (call.task.empty()) return bad_message("names no task: it is not of protocol 2");
    if (call.id.empty() || call.id.size() > kNameMax)
        return bad_message("has no id, or one that is too long");
    if (!read_body(envelope->body, call)) return bad_message("has a body that is not [args, kwargs, embed]");
    return call;
}

namespace {

Result<Task> task_of(const json::object& kwargs, core::Channel channel, core::Priority priority) {
    Arguments given(kwargs);
    const int version = given.number(kVersion, 1, kTaskVersion);
    if (version > kTaskVersion) {
        return bad_message(
            fmt::format("is a task of version {}, and this program knows {}: a newer tidings wrote it",
                        version, kTaskVersion));
    }
    Task task;
    const auto notification = Uuid::parse(given.text("notification_id", 36));
    if (!notification) given.wrong("notification_id");
    if (notification) task.id.notification = *notification;
    task.id.round = given.number("round", 0, std::nullopt);
    task.attempt = given.number("attempt", 0, 1);
    task.user = core::UserId(given.text("user", kNameMax, true));
    task.type = core::TypeName(given.text("type", kNameMax, true));
    task.channel = channel;
    task.priority = priority;
    if (given.text("channel", kNameMax) != core::name(channel)) given.wrong("channel");
    task.address = given.text("address", kMessageMax, true);
    task.content = given.content();
    task.announce = given.truth("announce");
    task.returns = given.number("returns", 0, 0);
    task.good_until = given.moment("good_until");
    task.traceparent = given.text("traceparent", kNameMax, true);
    if (!given.fault().empty()) {
        return bad_message(fmt::format("lacks the keyword argument {}, or it is wrong", given.fault()));
    }
    return task;
}

// What write_message put at the end.
std::optional<std::string> body_at_end(std::string_view message) {
    constexpr std::string_view kBefore = R"(,"body":")";
    if (!message.ends_with("\"}")) return std::nullopt;
    message.remove_suffix(2);
    const auto before = message.rfind(kBefore);
    if (before == std::string_view::npos) return std::nullopt;
    return base64_decode(message.substr(before + kBefore.size()));
}

}  // namespace

Result<Task> read_task(std::string_view message, core::Channel channel, core::Priority priority) {
    const auto call = read_call(message);
    if (!call) return call.error();
    if (call->task != kDeliver) return bad_message("orders another task than tidings.deliver");
    if (!call->args.empty()) return bad_message("has positional arguments");
    auto task = task_of(call->kwargs, channel, priority);
    if (task && task->traceparent.empty()) task->traceparent = call->traceparent;
    return task;
}

std::optional<Task> read_ours(std::string_view message) {
    constexpr std::string_view kBefore = R"({"headers":{"id":")";
    constexpr std::string_view kBetween = R"(","tidings_lane":)";
    if (!message.starts_with(kBefore)) return std::nullopt;
    const auto between = message.find(kBetween);
    if (between == std::string_view::npos) return std::nullopt;
    const auto id = core::TaskId::parse(message.substr(kBefore.size(), between - kBefore.size()));
    std::size_t lane = kLanes;
    std::from_chars(message.data() + between + kBetween.size(), message.data() + message.size(), lane);
    if (!id || lane >= kLanes) return std::nullopt;
    const auto body = body_at_end(message);
    const auto parsed = body ? json::read(*body) : Result<json::value>(bad_message("has no body"));
    Call call;
    if (!parsed || !read_body(*parsed, call)) return std::nullopt;
    const auto [channel, priority] = lane_at(lane);
    auto task = task_of(call.kwargs, channel, priority);
    if (!task || task->id != *id) return std::nullopt;
    return std::move(*task);
}

}  // namespace tidings::adapters::redis
