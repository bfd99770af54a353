#pragma once

#include <optional>
#include <string_view>

namespace tidings::babel {

// A locale that there is data for, as a tag: "pt-BR", "de_AT" or "ar-u-nu-latn". As long as the text that it
// was made from.
class Locale {
public:
    // Nothing where the language is not known; a region that is not is left out by who uses it.
    static std::optional<Locale> find(std::string_view tag);

    // The same, and English for what is not known: a text must come out for whatever a profile says.
    static Locale find_or_english(std::string_view tag);

    std::string_view tag() const { return tag_; }

private:
    explicit Locale(std::string_view tag) : tag_(tag) {}
    std::string_view tag_;
};

}  // namespace tidings::babel
