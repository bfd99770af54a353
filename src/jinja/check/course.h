#pragma once

#include <optional>

#include "jinja/compile/compiled_template.h"
#include "jinja/template_error.h"

namespace tidings::jinja {

// What every rendering of a template fails on, whatever its data, in the statements that it always comes to:
// those at the top, in `with` and the like, and in blocks; here, in what it extends, includes and imports.
struct CourseFaults {
    // It comes back to itself, or includes a template with a required block that nothing fills.
    std::optional<TemplateError> fault;

    // A required block of its own layouts that nothing fills: templates that extend this one still can.
    std::optional<TemplateError> unfilled;
};

CourseFaults course_faults_of(const CompiledTemplate& start);

}  // namespace tidings::jinja
