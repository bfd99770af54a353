#pragma once

#include <string>
#include <vector>

#include "jinja/shape.h"
#include "jinja/template_error.h"

namespace tidings::jinja {

class CompiledTemplate;

// A use of what is not there, found without rendering.
struct Finding {
    TemplateError error;  // what a rendering with strict undefined values would fail with
    bool certain = true;  // false: the name is known but may be absent
    std::string meant;    // `; did you mean "name"?`, or nothing
};

// Every variable and member that the template uses and that `variables`, a mapping, does not have, in the
// order of the template, and those it uses as if they were always there: by name, or as the attribute of a
// filter. Follows what is included, imported and extended by a constant name, macros with what they are
// passed, and undefined values to where something is done with them. What `is defined`, `in`, `get`,
// `default` and tests of types guard is no finding, nor is what cannot be known: a value that was computed, a
// name that another template may have set. So what is found would fail, where that part of the template is
// reached.
std::vector<Finding> check(const CompiledTemplate& compiled, const Shape& variables);

}  // namespace tidings::jinja
