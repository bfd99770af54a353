// A message of Celery's from a list or a channel. Whoever reads it refuses it with a reason that quotes
// nothing, or takes a task that is written and read again as the same.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/redis/control.h"
#include "adapters/redis/envelope.h"
#include "adapters/redis/message.h"
#include "base/assert.h"

using namespace tidings;
using namespace tidings::adapters::redis;

namespace {

const Time kNow = from_micros(1'795'403'542'000'000);

void check_again(const core::Task& task) {
    const auto again = read_ours(write_message(task, "tidings.email", kNow));
    TIDINGS_ASSERT(again);
    const core::Task& read = *again;
    TIDINGS_ASSERT(read.id == task.id && read.attempt == task.attempt && read.returns == task.returns);
    TIDINGS_ASSERT(read.address == task.address && read.content == task.content && read.user == task.user);
    TIDINGS_ASSERT(read.good_until == task.good_until && read.traceparent == task.traceparent);
}

void check_question(std::string_view message) {
    const auto question = read_question(message, "tidings-1@host", kNow);
    if (!question) return;
    const auto reply = answer(*question, {}, {}, kNow, question->tick);
    const auto text = write_envelope(question->reply_exchange, question->reply_key, "tag",
                                     {{{"ticket", question->ticket}}, reply});
    TIDINGS_ASSERT(read_envelope(text).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view message(reinterpret_cast<const char*>(data), size);
    const auto task = read_task(message, core::Channel::email, core::Priority::high);
    TIDINGS_ASSERT(task || task.error().message.size() < 100);
    if (task) check_again(*task);
    if (const auto ours = read_ours(message)) check_again(*ours);
    check_question(message);
    return 0;
}
