#include "jinja/methods/text.h"
#include "jinja/text/html_text.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

// What Python's Markup has besides str.
constexpr Builtin kMarkupMethods[] = {
    {.name = "escape",
     .python_name = "Markup.escape",
     .parameters = {"self", "s"},
     .required = 2,
     .fixed = [](Rendering& r, const Bound& a) { return escape(r, a[1]); }},
    {.name = "striptags",
     .python_name = "Markup.striptags",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return r.text(strip_tags(r, self(a))); }},
    {.name = "unescape",
     .python_name = "Markup.unescape",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return r.text(unescape_html(self(a))); }},
};

}  // namespace

std::span<const Builtin> markup_methods() {
    return kMarkupMethods;
}

}  // namespace tidings::jinja
