#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"
#include "base/time_zone.h"

namespace tidings::jinja {

class Translations;  // translations.h

// What one rendering knows besides its data. The same template, data and surroundings give the same text.
struct Surroundings {
    std::string locale = "en";  // a BCP 47 tag such as "pt-BR"
    TimeZone time_zone = TimeZone::utc();
    Time now{};                                  // the moment that the text speaks of
    const Translations* translations = nullptr;  // nullptr: texts stay as they are; outlives the rendering
    std::uint64_t seed = 0;                      // of the filter `random` and of lipsum()
};

}  // namespace tidings::jinja
