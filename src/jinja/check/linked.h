#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jinja/compile/compiled_template.h"
#include "jinja/template_error.h"

// Of templates that name each other, what can be known without rendering.
namespace tidings::jinja {

// The expression that says what an include, import, from … import or extends names.
const Expr& name_in(const Statement& linking);

// What it names when that is written as a text or a list of texts; nothing when it is worked out.
std::optional<std::vector<std::string>> names_in(const Statement& linking);

// The first of the named templates that is there; nullptr if none is. Throws TemplateError, as Library does.
const CompiledTemplate* first_of(const CompiledTemplate& from, const std::vector<std::string>& names);

// The template that it comes to; nullptr where only rendering knows, and where that fails.
const CompiledTemplate* linked_by(const CompiledTemplate& from, const Statement& linking);

// A template and those that it extends, the nearest first; nothing where only rendering knows, or fails.
using Ancestry = std::vector<const CompiledTemplate*>;
std::optional<Ancestry> ancestry_of(const CompiledTemplate& start);

}  // namespace tidings::jinja
