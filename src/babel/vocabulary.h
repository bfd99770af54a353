#pragma once

#include "jinja/vocabulary.h"

namespace tidings::babel {

// What texts for people need of a language and a zone, as filters and globals of templates: dates and times
// as values, and Flask-Babel's filters. They speak the locale, zone and moment of Template::render's
// surroundings. README.md has the list. Any thread may use them.
const jinja::Vocabulary& vocabulary();

// The filters alone, for where every name that Jinja2 lacks is to stay undefined.
const jinja::Vocabulary& filters_only();

}  // namespace tidings::babel
