#include "app/error_log.h"

#include <utility>

namespace tidings::app {

std::optional<std::uint64_t> ErrorLog::admit(std::string_view message, SteadyTime now) {
    if (message == last_ && logged_at_ && now - *logged_at_ < kEvery) {
        ++held_back_;
        return std::nullopt;
    }
    last_ = message;
    logged_at_ = now;
    return std::exchange(held_back_, 0);
}

}  // namespace tidings::app
