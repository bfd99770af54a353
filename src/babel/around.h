#pragma once

#include <string_view>

#include "babel/date_time.h"
#include "babel/locale.h"
#include "jinja/run/rendering.h"

namespace tidings::babel {

// What a filter's call is about besides its input.

// The argument `locale=`, which must be known (ValueError), or else the rendering's.
Locale locale_of(jinja::Rendering& rendering, const jinja::Value& argument);

// The argument `timezone=`, or else the rendering's.
Zone zone_of(jinja::Rendering& rendering, const jinja::Value& argument);

// An argument that is a text, or nothing (none, not passed).
std::string_view text_or_nothing(const jinja::Value& argument, std::string_view name);

// Counts what a call costs, so that a template's bound on steps bounds its time too. A format of the call's
// own is costlier than the few that are kept ready.
void charge(jinja::Rendering& rendering, bool own_format);

}  // namespace tidings::babel
