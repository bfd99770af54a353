#include "adapters/kafka/wakes.h"

namespace tidings::adapters::kafka {

void Wakes::Line::add(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wakes_.push_back(std::move(wake));
}

void Wakes::Line::call() {
    std::vector<std::function<void()>> wakes;
    {
        const std::lock_guard lock(mutex_);
        wakes = wakes_;
    }
    for (const auto& wake : wakes) wake();
}

}  // namespace tidings::adapters::kafka
