#pragma once

#include <cstddef>
#include <string>

namespace tidings::jinja {

// Why a template did not compile or render, in Jinja2's words: `kind` is the class of its exception. `line`
// and `column` count characters from 1. `name` is the loader's name of the template at fault, empty for the
// one that was compiled from a text. A limit that is passed has the kind "LimitError".
struct TemplateError {
    std::string kind;
    std::string message;
    std::size_t line = 1;
    std::size_t column = 1;
    std::string name;

    // "UndefinedError: 'x' is undefined (line 3, column 7)", with "in 'footer.html', " before the line where
    // the template has a name.
    std::string str() const;
};

}  // namespace tidings::jinja
