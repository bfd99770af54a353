#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/decide.h"
#include "core/faults.h"
#include "jinja/template.h"
#include "services/records/catalog_record.h"

namespace tidings::catalog {

// One version of what an (event type, channel, locale) says, ready to render. Immutable.
class CompiledTemplate {
public:
    // Every member that is missing, not known, or does not compile is a fault, with line and column.
    static std::shared_ptr<const CompiledTemplate> compile(const records::TemplateEntry& entry,
                                                           core::Faults& faults);

    const records::TemplateEntry& entry() const { return entry_; }

    // The content as JSON; an error names the member first: "subject: UndefinedError: … (line 1, column 4)".
    Result<std::string> render(const json::object& context) const;

private:
    struct Part {
        std::string name;       // "subject", or "data/NAME" for a value of a push message's data
        bool one_line = false;  // line breaks and other control characters become spaces
        jinja::Template source;
    };

    explicit CompiledTemplate(records::TemplateEntry entry) : entry_(std::move(entry)) {}
    void add(std::string name, const json::value* source, bool required, core::Faults& faults);
    void add_data(const json::value* data, core::Faults& faults);
    static Result<std::string> text_of(const Part& part, const json::object& context);

    records::TemplateEntry entry_;
    std::vector<Part> parts_;
    std::vector<Part> data_;
};

}  // namespace tidings::catalog
