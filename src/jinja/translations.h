#pragma once

#include <optional>
#include <string_view>

namespace tidings::jinja {

// A text as a template has it, in its own language. Texts that are the same but for the context are two
// texts.
struct Message {
    std::optional<std::string_view> context;
    std::string_view singular;
};

// Texts of one locale, for `trans` and the functions gettext, ngettext, pgettext and npgettext. A text is
// looked up, and is returned, as a format with "%(name)s" for each variable and "%%" for each "%". What is
// returned lives as long as the translations do. Any thread may ask.
class Translations {
public:
    Translations() = default;
    Translations(const Translations&) = delete;
    Translations& operator=(const Translations&) = delete;
    virtual ~Translations() = default;

    // The translated text; nothing where there is none, and the template's own text is used.
    virtual std::optional<std::string_view> text(const Message& message) const = 0;

    // … in the form that the locale uses for `count` things.
    virtual std::optional<std::string_view> plural_text(const Message& message, double count) const = 0;
};

}  // namespace tidings::jinja
