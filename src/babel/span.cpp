#include "babel/span.h"

#include <cmath>
#include <limits>

#include "jinja/failure.h"

namespace tidings::babel {
namespace {

// A date and a span never overflow together.
constexpr Duration kSpanMax = std::chrono::days{100'000'000};

Duration in_range(Duration length) {
    if (length > kSpanMax || length < -kSpanMax) {
        jinja::fail("OverflowError",
                    "a timedelta has at most " +
                        std::to_string(std::chrono::floor<std::chrono::days>(kSpanMax).count()) + " days");
    }
    return length;
}

constexpr Duration kTooLong = Duration::max();

}  // namespace

Duration add(Duration a, Duration b) {
    std::int64_t sum = 0;
    const bool over = __builtin_add_overflow(a.count(), b.count(), &sum);
    return in_range(over ? kTooLong : Duration{sum});
}

Duration times(Duration unit, std::int64_t count) {
    std::int64_t product = 0;
    const bool over = __builtin_mul_overflow(unit.count(), count, &product);
    return in_range(over ? kTooLong : Duration{product});
}

Duration times(Duration unit, double count) {
    if (std::isnan(count)) jinja::value_error("cannot convert float NaN to integer");
    if (std::isinf(count)) jinja::fail("OverflowError", "cannot convert float infinity to integer");
    const long double product = std::nearbyint(static_cast<long double>(unit.count()) * count);
    if (std::fabs(product) >= 9.2e18L) in_range(kTooLong);
    return in_range(Duration{static_cast<std::int64_t>(product)});
}

Duration divided(Duration length, std::int64_t by) {
    if (by == std::numeric_limits<std::int64_t>::min()) return Duration{0};
    const bool negative = by < 0;
    const std::int64_t divisor = negative ? -by : by;
    const std::int64_t dividend = negative ? -length.count() : length.count();
    std::int64_t quotient = dividend / divisor;
    std::int64_t rest = dividend % divisor;
    if (rest < 0) {
        rest += divisor;
        --quotient;
    }
    const bool up = rest > divisor - rest || (rest == divisor - rest && quotient % 2 != 0);
    return Duration{up ? quotient + 1 : quotient};
}

}  // namespace tidings::babel
