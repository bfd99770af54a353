#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "base/json.h"
#include "jinja/loader.h"
#include "jinja/options.h"
#include "jinja/surroundings.h"

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

class CompiledTemplate;
class Library;

// A Jinja2 template, compiled once and never changed: any number of threads may render it at the same time.
// Copies share it. Nothing here throws, whatever the template or the data.
class Template {
public:
    // `source` is UTF-8. `loader`, when there is one, finds what include, import and extends name.
    static boost::system::result<Template, TemplateError> compile(std::string_view source,
                                                                  const Options& options,
                                                                  std::shared_ptr<const Loader> loader = {});

    // `context` has the template's variables; it is read in place and not kept.
    boost::system::result<std::string, TemplateError> render(const json::object& context,
                                                             const Surroundings& surroundings = {}) const;

private:
    Template(std::shared_ptr<Library> library, std::shared_ptr<const CompiledTemplate> compiled)
        : library_(std::move(library)), compiled_(std::move(compiled)) {}

    std::shared_ptr<Library> library_;  // what it includes and extends, compiled when first needed
    std::shared_ptr<const CompiledTemplate> compiled_;
};

// Lets result::value() end a test or the start-up on a failure.
[[noreturn]] void throw_exception_from_error(const TemplateError& error, const boost::source_location& where);

}  // namespace tidings::jinja
