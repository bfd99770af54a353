#pragma once

#include <optional>
#include <set>
#include <string>

#include "jinja/template_error.h"

namespace tidings::jinja {

class CompiledTemplate;

// The other templates that a template names in include, import and extends, and those that they name.
struct Links {
    // Those named by texts, whether or not there is such a template: what it renders to depends on them.
    std::set<std::string, std::less<>> names;

    // There are also names that only rendering finds out, so that it may depend on any template.
    bool open = false;

    // The first of what rendering would fail on: a template that is not there or does not compile, a name
    // that `from … import` asks for and the other template never sets, a circle of templates.
    std::optional<TemplateError> fault;

    // A required block of its layouts that nothing fills, although rendering always comes to it. What others
    // extend may well have one.
    std::optional<TemplateError> unfilled;
};

// Compiles what it finds.
Links links_of(const CompiledTemplate& compiled);

}  // namespace tidings::jinja
