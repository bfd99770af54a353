#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "base/json.h"
#include "jinja/check.h"
#include "jinja/links.h"
#include "jinja/loader.h"
#include "jinja/options.h"
#include "jinja/surroundings.h"
#include "jinja/template_error.h"

namespace tidings::jinja {

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

    // What it uses that the variables will not have, without rendering it; see check().
    std::vector<Finding> check(const Shape& variables) const;

    // What it is linked to. Compiles that, so that rendering need not.
    Links links() const;

private:
    Template(std::shared_ptr<Library> library, std::shared_ptr<const CompiledTemplate> compiled)
        : library_(std::move(library)), compiled_(std::move(compiled)) {}

    std::shared_ptr<Library> library_;  // what it includes and extends, compiled when first needed
    std::shared_ptr<const CompiledTemplate> compiled_;
};

// Lets result::value() end a test or the start-up on a failure.
[[noreturn]] void throw_exception_from_error(const TemplateError& error, const boost::source_location& where);

}  // namespace tidings::jinja
