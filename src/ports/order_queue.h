#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace tidings::ports {

// What a producer of another system ordered, in its own words.
struct Order {
    std::string name;  // names it in the queue
    std::string id;    // the producer's, which is that of its repetitions, too
    json::array args;
    json::object kwargs;
    std::string traceparent;
    std::size_t bytes = 0;  // of its body
};

// Orders of producers that know nothing of this program.
//
// Delivery: at least once, and none is lost: what was taken and is neither acknowledged nor refused is given
//   again when the lease has ended, to whoever takes then.
// Suspects: an order may be what ends the program. One that came back `core::kAloneAfter` times is given
//   alone, one that came back `core::kPoisonAfter` times is refused instead.
// Threads: every method may be called from any thread. Nobody is woken for an order: ask now and then.
class OrderQueue {
public:
    virtual ~OrderQueue() = default;

    // Up to `max`, fewer where they are long, the urgent ones first. What is no order is refused on the way.
    virtual Result<std::vector<Order>> take(std::size_t max, Duration lease) = 0;

    // They are done with.
    virtual Result<> acknowledge(std::span<const Order> orders) = 0;

    // Gives them back, as if nobody had taken them.
    virtual Result<> release(std::span<const Order> orders) = 0;

    // Puts one aside as it came, with the reason, to become a dead letter (TaskQueue::unreadable). The reason
    // is one line, and quotes nothing of the order.
    virtual Result<> refuse(const Order& order, std::string_view reason) = 0;
};

}  // namespace tidings::ports
