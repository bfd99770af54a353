#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace tidings {

// A queue between threads that says when it is full instead of growing. Every method may be called from any
// thread; none of them waits.
template <class T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

    // False, and `item` untouched, when the queue is full.
    bool push(T&& item) {
        const std::lock_guard lock(mutex_);
        if (items_.size() >= capacity_) return false;
        items_.push_back(std::move(item));
        return true;
    }

    // Takes up to `max` items, oldest first, behind those in `out`.
    void pop(std::vector<T>& out, std::size_t max) {
        const std::lock_guard lock(mutex_);
        const std::size_t count = std::min(max, items_.size());
        const auto end = items_.begin() + static_cast<std::ptrdiff_t>(count);
        out.insert(out.end(), std::make_move_iterator(items_.begin()), std::make_move_iterator(end));
        items_.erase(items_.begin(), end);
    }

    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }

private:
    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::vector<T> items_;
};

}  // namespace tidings
