#pragma once

#include "jinja/vocabulary.h"

namespace tidings::babel {

// What texts for people need of a language and a zone, as filters and globals of templates: dates and times
// as values, and Flask-Babel's filters. They speak the locale, zone and moment of Template::render's
// surroundings. README.md has the list. Any thread may use them.
const jinja::Vocabulary& vocabulary();

// The filters alone, for where a call of what Jinja2 lacks is to fail.
const jinja::Vocabulary& filters_only();

// Whether there is data for the language of a tag such as "pt-BR". Where there is none texts are in English.
bool is_known_locale(std::string_view tag);

}  // namespace tidings::babel
