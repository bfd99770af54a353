#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/decide.h"
#include "core/faults.h"
#include "jinja/template.h"
#include "services/catalog/pieces.h"

namespace tidings::catalog {

// How the sources of a member of a template are compiled, and what they include with them: "html" escapes
// for HTML.
jinja::Options options_for(std::string_view member);

// One version of what an (event type, channel, locale) says, ready to render. Immutable.
class CompiledTemplate {
public:
    // Every member that is missing, not known, or does not compile is a fault, with line and column. `pieces`
    // are those that it may include, import and extend; without them it can only be looked at.
    static std::shared_ptr<const CompiledTemplate> compile(const records::TemplateEntry& entry,
                                                           core::Faults& faults,
                                                           std::shared_ptr<const Pieces> pieces = {},
                                                           core::Unknown unknown = core::Unknown::is_fault);

    const records::TemplateEntry& entry() const { return entry_; }

    // Whether it names pieces, itself or through others; and whether what it renders to depends on this one,
    // be it there or not.
    bool uses_pieces() const { return uses_any_ || !uses_.empty(); }
    bool uses(const std::string& piece) const { return uses_any_ || uses_.contains(piece); }

    // What is wrong with its pieces: one is not there, does not compile, or lacks what is imported from it;
    // or a block that one requires is not filled. Rendering fails on that, where it gets so far.
    const core::Faults& piece_faults() const { return piece_faults_; }

    // What it uses that the variables do not have is a fault, and so is a push message's data that cannot
    // come out as what a device takes, whatever the variables are; what they may lack, and it does not guard,
    // a warning: a sentence each, which begins with the member and has line and column. A locale that dates
    // and numbers are not written in is one, too.
    struct Fit {
        core::Faults faults;
        std::vector<std::string> warnings;
    };
    Fit fit(const jinja::Shape& variables) const;

    // All that is wrong with it for somebody who writes it: what `compile` has found, what is wrong with its
    // pieces and how it fits, by the order of its members.
    Fit judge(const jinja::Shape& variables, core::Faults compile_faults) const;

    // The content as JSON. An e-mail's text, where it has no template, is what its HTML says. An error names
    // the member first: "subject: UndefinedError: … (line 1, column 4)".
    Result<std::string> render(const json::object& context,
                               const jinja::Surroundings& surroundings = {}) const;

private:
    struct Part {
        std::string name;           // "subject", or "data/NAME" for a value of a push message's data
        bool one_line = false;      // line breaks and other control characters become spaces
        bool plain_spaces = false;  // no-break spaces become spaces
        jinja::Template source;
    };

    explicit CompiledTemplate(records::TemplateEntry entry) : entry_(std::move(entry)) {}
    void take_links(const std::string& pointer, const jinja::Links& links);
    void add(std::string name, const json::value* source, bool required, core::Faults& faults);
    void add_members(core::Faults& faults, core::Unknown unknown);
    void add_data(const json::value* data, core::Faults& faults);
    static Result<std::string> text_of(const Part& part, const json::object& context,
                                       const jinja::Surroundings& surroundings);

    records::TemplateEntry entry_;
    std::vector<Part> parts_;
    std::vector<Part> data_;
    std::shared_ptr<PieceLoader> loader_;  // may be none
    std::set<std::string, std::less<>> uses_;
    bool uses_any_ = false;  // it works out some names while rendering
    core::Faults piece_faults_;
    std::vector<std::string> pointers_;  // to the members, in their order
};

}  // namespace tidings::catalog
