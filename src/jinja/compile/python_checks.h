#pragma once

#include "jinja/compile/compiled_template.h"

namespace tidings::jinja {

// Refuses what Python refuses in the code that Jinja2 makes of a template: a macro with two parameters of one
// name, and a break or continue that stands in no loop of its macro or block. Throws SyntaxFailure, once all
// of Jinja2's own checks have passed.
void check_as_python(const CompiledTemplate& compiled);

}  // namespace tidings::jinja
