#pragma once

#include <unicode/timezone.h>

#include "base/time_zone.h"

namespace tidings::babel {

// A zone for ICU whose offsets are those of base/time_zone.h. Of ICU's own database only the names are used.
// Not for several threads.
class SystemZone final : public icu::TimeZone {
public:
    explicit SystemZone(const tidings::TimeZone& zone);
    SystemZone(const SystemZone& other) = default;

    using icu::TimeZone::getOffset;
    std::int32_t getOffset(std::uint8_t era, std::int32_t year, std::int32_t month, std::int32_t day,
                           std::uint8_t day_of_week, std::int32_t millis, UErrorCode& status) const override;
    std::int32_t getOffset(std::uint8_t era, std::int32_t year, std::int32_t month, std::int32_t day,
                           std::uint8_t day_of_week, std::int32_t millis, std::int32_t month_length,
                           UErrorCode& status) const override;
    void getOffset(UDate date, UBool local, std::int32_t& raw, std::int32_t& daylight,
                   UErrorCode& status) const override;
    void setRawOffset(std::int32_t millis) override;
    std::int32_t getRawOffset() const override;
    UBool useDaylightTime() const override;
    UBool inDaylightTime(UDate date, UErrorCode& status) const override;
    SystemZone* clone() const override { return new SystemZone(*this); }
    UClassID getDynamicClassID() const override;

private:
    // Milliseconds that hold from one moment up to another.
    struct Offsets {
        Time from = Time::max();
        Time until = Time::max();
        std::int32_t raw = 0;
        std::int32_t daylight = 0;
    };
    const Offsets& at(Time t) const;

    tidings::TimeZone zone_;
    mutable Offsets last_;
};

}  // namespace tidings::babel
