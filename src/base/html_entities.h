#pragma once

#include <string_view>

namespace tidings {

// What "&name;" stands for in HTML 5, one character or two.
struct HtmlEntity {
    std::string_view text;
    bool bare = false;  // known without its ";" as well
};

// The longest name there is, in characters.
inline constexpr std::size_t kHtmlEntityNameMax = 32;

// Of those that are known without their ";".
inline constexpr std::size_t kHtmlBareNameMax = 6;

// nullptr when there is none of that name. Names are told apart by case.
const HtmlEntity* find_html_entity(std::string_view name);

}  // namespace tidings
