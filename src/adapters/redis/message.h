#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "core/task.h"

// Celery's tasks, protocol 2.
namespace tidings::adapters::redis {

inline constexpr std::string_view kDeliver = "tidings.deliver";
inline constexpr std::string_view kNotify = "tidings.notify";

// Of all tasks that say nothing else in the keyword argument `task_version`. A program that does not know a
// task's version sets it aside, as it does what it cannot read; arguments that may be overlooked come without
// a new one.
inline constexpr int kTaskVersion = 1;

// The message of a task that is pushed at `now`. A stock worker that registers `tidings.deliver` can run it:
// all a task holds are keyword arguments, `content` as an object, moments in RFC 3339. It has the task's id,
// as does its delivery's tag. It expires at `good_until`; outside its body it holds neither address nor text.
// What Celery does not need is left out, for every byte of it costs.
std::string write_message(const core::Task& task, std::string_view queue, Time now);

// What write_message wrote. Nothing where it is not that.
std::optional<core::Task> read_ours(std::string_view message);

// What any message says: which task, under which id, with which arguments.
struct Call {
    std::string task;
    std::string id;
    std::string traceparent;
    json::array args;
    json::object kwargs;
    std::size_t bytes = 0;  // of the body
};

// Reads a message of anybody. Errc::invalid says what is wrong with it, and quotes nothing of it.
Result<Call> read_call(std::string_view message);

// Reads a message that orders a delivery, ours or of another producer, from the list of a channel and
// priority, which count whatever the message says of its priority. Needed are the keyword arguments
// `notification_id, round, user, channel, address, content`; others have defaults, unknown ones are ignored.
Result<core::Task> read_task(std::string_view message, core::Channel channel, core::Priority priority);

}  // namespace tidings::adapters::redis
