#include "babel/around.h"

#include "babel/values.h"
#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::babel {
namespace {

// Two million steps, the bound on a template, are 20,000 calls of some microseconds, or 4,000 that make a
// formatter of their own in a tenth of a millisecond.
constexpr std::uint64_t kCallSteps = 100;
constexpr std::uint64_t kOwnFormatSteps = 500;

}  // namespace

Locale locale_of(jinja::Rendering& rendering, const jinja::Value& argument) {
    const std::string_view named = text_or_nothing(argument, "locale");
    if (named.empty()) return Locale::find_or_english(rendering.surroundings().locale);
    const std::optional<Locale> found = Locale::find(named);
    if (!found) jinja::value_error("unknown locale " + jinja::repr_text(named.substr(0, 64)));
    return *found;
}

Zone zone_of(jinja::Rendering& rendering, const jinja::Value& argument) {
    return argument.is_none() ? Zone(rendering.surroundings().time_zone)
                              : zone_or(argument, Zone(rendering.surroundings().time_zone));
}

std::string_view text_or_nothing(const jinja::Value& argument, std::string_view name) {
    if (argument.is_missing() || argument.is_none()) return {};
    if (!argument.is_text()) {
        jinja::type_error(std::string(name) + " must be a text, not '" +
                          std::string(jinja::type_name(argument)) + "'");
    }
    return argument.as_text();
}

void charge(jinja::Rendering& rendering, bool own_format) {
    rendering.charge(own_format ? kOwnFormatSteps : kCallSteps);
}

}  // namespace tidings::babel
