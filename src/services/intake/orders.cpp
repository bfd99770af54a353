#include "services/intake/orders.h"

#include <iterator>

#include "base/log.h"
#include "services/intake/celery_order.h"

namespace tidings::intake {
namespace {

constexpr std::size_t kOrdersMax = 100;
constexpr Duration kLease = std::chrono::seconds{15};
// A step appends whenever it has gathered as much: an order may become a thousand records.
constexpr std::size_t kAppendBytes = 8 << 20;

}  // namespace

Result<std::size_t> Orders::step() {
    const auto orders = queue_.take(kOrdersMax, kLease);
    if (!orders) return orders.error();
    if (orders->empty()) return std::size_t{0};
    const auto put_all = put(*orders);
    records_.clear();
    bytes_ = 0;
    if (put_all) return orders->size();
    // A log that is away says nothing against them. What was acknowledged before stays so.
    if (const auto released = queue_.release(*orders); !released) {
        log::warning("could not give orders back", {{"error", released.error().message}});
    }
    return put_all.error();
}

Result<> Orders::put(std::span<const ports::Order> orders) {
    if (const auto refreshed = catalog_.refresh(); !refreshed) return refreshed.error();
    const auto catalog = catalog_.current();
    std::size_t told = 0;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        auto made = records_of(orders[i], *catalog);
        if (!made) {
            if (const auto refused = queue_.refuse(orders[i], made.error().message); !refused) return refused;
            continue;
        }
        for (const auto& record : *made) bytes_ += record.value.size();
        std::ranges::move(*made, std::back_inserter(records_));
        if (bytes_ < kAppendBytes) continue;
        if (const auto done = tell(orders.subspan(told, i + 1 - told)); !done) return done;
        told = i + 1;
    }
    return tell(orders.subspan(told));
}

// To acknowledge what was refused changes nothing.
Result<> Orders::tell(std::span<const ports::Order> orders) {
    if (!records_.empty()) {
        if (const auto appended = log_.append(records_); !appended) return appended;
    }
    records_.clear();
    bytes_ = 0;
    return queue_.acknowledge(orders);
}

}  // namespace tidings::intake
