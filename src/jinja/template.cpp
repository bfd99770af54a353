#include "jinja/template.h"

#include <exception>
#include <stdexcept>

#include "base/utf8.h"
#include "jinja/compile/compiled_template.h"
#include "jinja/failure.h"
#include "jinja/run/rendering.h"
#include "jinja/syntax/position.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

TemplateError located(const Failure& failure, const CompiledTemplate& compiled, std::uint32_t offset) {
    const Position position = position_of(compiled.source(), offset);
    return {failure.kind, failure.message, position.line, position.column, compiled.name()};
}

// Messages name values and what the source says, which may be megabytes; they go into logs and records.
TemplateError shortened(TemplateError error) {
    constexpr std::size_t kMessageMax = 2'000;
    std::string& message = error.message;
    if (message.size() <= kMessageMax) return error;
    message.resize(utf8_prefix(std::string_view(message).substr(0, kMessageMax)));
    message += "…";
    return error;
}

// For what the standard library throws: that memory is short, which no limit of ours caught.
TemplateError unexpected(const std::exception& error) {
    return {"LimitError", error.what(), 1, 1, {}};
}

}  // namespace

std::string TemplateError::str() const {
    std::string text = kind + ": " + message + " (";
    if (!name.empty()) text += "in " + repr_text(name) + ", ";
    return text + "line " + std::to_string(line) + ", column " + std::to_string(column) + ")";
}

void throw_exception_from_error(const TemplateError& error, const boost::source_location& /*where*/) {
    throw std::runtime_error(error.str());
}

boost::system::result<Template, TemplateError> Template::compile(std::string_view source,
                                                                 const Options& options,
                                                                 std::shared_ptr<const Loader> loader) {
    try {
        auto library = std::make_shared<Library>(options, std::move(loader));
        auto compiled = std::make_shared<const CompiledTemplate>("", source, *library);
        return Template(std::move(library), std::move(compiled));
    } catch (const TemplateError& error) {
        return shortened(error);
    } catch (const std::exception& error) {
        return unexpected(error);
    }
}

boost::system::result<std::string, TemplateError> Template::render(const json::object& context,
                                                                   const Surroundings& surroundings) const {
    try {
        Rendering rendering(*compiled_, context, surroundings);
        try {
            return {boost::system::in_place_value, rendering.run()};
        } catch (const Failure& failure) {
            return shortened(located(failure, rendering.position_template(), rendering.position()));
        }
    } catch (const TemplateError& error) {  // of a template that an include or the like has loaded
        return shortened(error);
    } catch (const std::exception& error) {
        return unexpected(error);
    }
}

std::vector<Finding> Template::check(const Shape& variables) const {
    try {
        std::vector<Finding> found = jinja::check(*compiled_, variables);
        for (Finding& finding : found) finding.error = shortened(std::move(finding.error));
        return found;
    } catch (const std::exception&) {
        return {};  // as of a check that takes too long
    }
}

Links Template::links() const {
    try {
        Links links = links_of(*compiled_);
        for (auto* error : {&links.fault, &links.unfilled}) {
            if (*error) *error = shortened(std::move(**error));
        }
        return links;
    } catch (const std::exception& error) {
        Links links;
        links.open = true;
        links.fault = unexpected(error);
        return links;
    }
}

}  // namespace tidings::jinja
