#include "jinja/methods/text.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {
namespace {

template <std::string (*change)(std::string_view)>
Value changed(Rendering& rendering, const Bound& a) {
    charge_letters(rendering, self(a));
    return same_kind(rendering, a, change(self(a)));
}

constexpr Builtin kTextCaseMethods[] = {
    overridden("Markup.capitalize", native("capitalize", changed<to_capitalized>)),
    overridden("Markup.casefold", native("casefold", changed<to_folded>)),
    overridden("Markup.lower", native("lower", changed<to_lower>)),
    overridden("Markup.swapcase", native("swapcase", changed<to_swapped>)),
    overridden("Markup.title", native("title", changed<to_titled>)),
    overridden("Markup.upper", native("upper", changed<to_upper>)),
};

}  // namespace

std::span<const Builtin> text_case_methods() {
    return kTextCaseMethods;
}

}  // namespace tidings::jinja
