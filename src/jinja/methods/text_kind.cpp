#include "jinja/methods/text.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {
namespace {

template <bool (*test)(char32_t)>
bool all(std::string_view text) {
    bool result = true;
    each_character(text, [&](char32_t code, std::string_view) { result = result && test(code); });
    return result;
}

template <bool (*test)(char32_t)>
bool all_and_some(std::string_view text) {
    return !text.empty() && all<test>(text);
}

bool is_ascii(char32_t code) {
    return code < 0x80;
}

// Upper case begins each word, and nothing else has it.
bool is_titled(std::string_view text) {
    bool valid = true;
    bool found = false;
    bool inside = false;
    each_character(text, [&](char32_t code, std::string_view) {
        const bool begins = is_upper_case(code) || is_title_case(code);
        if (begins || is_lower_case(code)) {
            valid = valid && begins != inside;
            found = true;
        }
        inside = begins || is_lower_case(code);
    });
    return valid && found;
}

template <bool (*test)(std::string_view)>
Value said(Rendering& rendering, const Bound& a) {
    charge_letters(rendering, self(a));
    return Value::boolean(test(self(a)));
}

constexpr Builtin kTextKindMethods[] = {
    native("isalnum", said<all_and_some<is_alphanumeric>>),
    native("isalpha", said<all_and_some<is_alpha>>),
    native("isascii", said<all<is_ascii>>),
    native("isdecimal", said<all_and_some<is_decimal>>),
    native("isdigit", said<all_and_some<is_any_digit>>),
    native("isidentifier", said<is_identifier>),
    native("islower", said<is_lower>),
    native("isnumeric", said<all_and_some<is_numeric>>),
    native("isprintable", said<all<is_printable>>),
    native("isspace", said<all_and_some<is_space>>),
    native("istitle", said<is_titled>),
    native("isupper", said<is_upper>),
};

}  // namespace

std::span<const Builtin> text_kind_methods() {
    return kTextKindMethods;
}

}  // namespace tidings::jinja
