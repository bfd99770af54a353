#include "services/catalog/push_data.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "jinja/syntax/position.h"

namespace tidings::catalog {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    return std::min(text.find_first_not_of(kBlanks, at), text.size());
}

// Behind the string that begins here. The text is JSON.
std::size_t skip_string(std::string_view text, std::size_t at) {
    for (++at; text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
    }
    return at + 1;
}

// The first value of a JSON object that is no string.
std::size_t first_other_value(std::string_view text) {
    std::size_t at = skip_blanks(text, 0);
    while (true) {
        at = skip_string(text, skip_blanks(text, at + 1));  // behind '{' or ',': the name
        at = skip_blanks(text, skip_blanks(text, at) + 1);  // behind ':'
        if (text[at] != '"') return at;
        at = skip_blanks(text, skip_string(text, at));
    }
}

Error misplaced(std::string_view what, std::string_view text, std::size_t at) {
    const jinja::Position place = jinja::position_of(text, at);
    return invalid(fmt::format("{} (line {}, column {})", what, place.line, place.column));
}

}  // namespace

Result<std::string> read_push_data(std::string_view text) {
    const auto read = json::read(text);
    if (!read) return invalid("its text is not JSON: " + read.error().message);
    const json::object* const object = read->if_object();
    if (!object) return misplaced("its text is not an object of strings", text, skip_blanks(text, 0));
    for (const auto& [name, value] : *object) {
        if (value.is_string()) continue;
        return misplaced(
            fmt::format("its text is not an object of strings: {} is none", json::write(json::value(name))),
            text, first_other_value(text));
    }
    return json::write(*read);
}

}  // namespace tidings::catalog
