#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "base/bounded_queue.h"
#include "http/responder.h"

namespace tidings::web {

// A request on its way from the I/O thread to the service that answers it in its own step.
struct Visit {
    http::Request request;
    http::Responder responder;
    std::string key_name;  // of the API key it came with; "local" without one
    const std::function<void(Visit&&)>* handle = nullptr;
    bool with_key = false;  // it came with an API key
};

// The waiting room of a service: bounded in visits and in the bytes of their bodies, and refuses with 503
// when it is full. `post` is for any thread.
class Inbox {
public:
    // Eight of the largest batches, or far more requests than a step takes of the usual ones.
    static constexpr std::size_t kBytesMax = 64 * 1024 * 1024;

    explicit Inbox(std::size_t capacity) : visits_(capacity) {}

    // What is called when somebody has come in. To be set before the first request.
    void on_post(std::function<void()> wake) { wake_ = std::move(wake); }

    void post(Visit&& visit);
    std::vector<Visit> take(std::size_t max);
    std::size_t size() const { return visits_.size(); }

private:
    BoundedQueue<Visit> visits_;
    std::atomic<std::size_t> bytes_ = 0;  // of the bodies of those that wait
    std::function<void()> wake_ = [] {};
};

}  // namespace tidings::web
