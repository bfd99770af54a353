#include "services/catalog/templates.h"

#include <algorithm>
#include <array>

#include "babel/vocabulary.h"
#include "html/to_text.h"
#include "services/catalog/push_data.h"

namespace tidings::catalog {
namespace {

struct Member {
    std::string_view name;
    bool required;
};

bool has(const json::object& body, std::string_view member) {
    const auto* found = json::member(body, member);
    return found && !found->is_null();
}

std::vector<Member> members_of(core::Channel channel, const json::object& body) {
    switch (channel) {
        case core::Channel::email:
            return {{"subject", true}, {"text", !has(body, "html")}, {"html", false}};
        case core::Channel::sms:
            return {{"text", true}};
        case core::Channel::push:
            return {{"title", true}, {"body", true}};
    }
    return {};
}

void flatten(std::string& text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; },
        ' ');
}

// A no-break space is not in GSM-7, so that one of them takes more than half of a segment's characters. The
// dates and amounts of many locales have some.
std::string with_plain_spaces(std::string_view text) {
    constexpr std::string_view kNoBreak[] = {"\u00a0", "\u2007", "\u2009", "\u202f"};
    std::string plain;
    plain.reserve(text.size());
    while (!text.empty()) {
        const auto* const found =
            std::ranges::find_if(kNoBreak, [&](std::string_view space) { return text.starts_with(space); });
        const bool is_space = found != std::end(kNoBreak);
        plain += is_space ? ' ' : text.front();
        text.remove_prefix(is_space ? found->size() : 1);
    }
    return plain;
}

// Whether it renders to itself.
bool is_constant(std::string_view source) {
    return std::ranges::none_of(std::array{"{{", "{%", "{#"},
                                [&](const char* start) { return source.find(start) != source.npos; });
}

// Of a part, as Part::name has it.
std::string pointer_to(std::string_view part) {
    if (!part.starts_with("data/")) return "/" + std::string(part);
    std::string pointer = "/data";
    json::append_token(pointer, part.substr(5));
    return pointer;
}

void append(std::string& out, std::string_view name, std::string_view text) {
    out += out.back() == '{' ? "" : ",";
    json::write_string(name, out);
    out += ':';
    json::write_string(text, out);
}

}  // namespace

jinja::Options options_for(std::string_view member) {
    jinja::Options options;
    options.autoescape = member == "html";
    options.vocabulary = &babel::vocabulary();
    return options;
}

std::shared_ptr<const CompiledTemplate> CompiledTemplate::compile(const records::TemplateEntry& entry,
                                                                  core::Faults& faults,
                                                                  std::shared_ptr<const Pieces> pieces,
                                                                  core::Unknown unknown) {
    auto compiled = std::shared_ptr<CompiledTemplate>(new CompiledTemplate(entry));
    if (pieces) compiled->loader_ = std::make_shared<PieceLoader>(std::move(pieces));
    compiled->add_members(faults, unknown);
    if (compiled->loader_ && !compiled->uses_any_) compiled->loader_->keep_only(compiled->uses_);
    return compiled;
}

void CompiledTemplate::add_members(core::Faults& faults, core::Unknown unknown) {
    const auto members = members_of(entry_.channel, entry_.body);
    for (const Member& member : members) {
        add(std::string(member.name), json::member(entry_.body, member.name), member.required, faults);
    }
    const bool push = entry_.channel == core::Channel::push;
    if (push) add_data(json::member(entry_.body, "data"), faults);
    if (unknown == core::Unknown::is_kept) return;
    for (const auto& item : entry_.body) {
        const bool known = std::any_of(members.begin(), members.end(), [&](const Member& m) {
            return m.name == std::string_view(item.key());
        });
        if (known || (push && item.key() == "data") || item.key() == "version") continue;
        std::string pointer;
        json::append_token(pointer, item.key());
        faults.push_back({pointer, "is not known here"});
    }
}

void CompiledTemplate::add(std::string name, const json::value* source, bool required, core::Faults& faults) {
    const std::string pointer = pointers_.emplace_back(pointer_to(name));
    if (!source || source->is_null()) {
        if (required) faults.push_back({pointer, "is required"});
        return;
    }
    if (!source->is_string()) {
        faults.push_back({pointer, "must be a string"});
        return;
    }
    auto compiled =
        jinja::Template::compile(std::string_view(source->get_string()), options_for(name), loader_);
    if (!compiled) {
        faults.push_back({pointer, compiled.error().str()});
        return;
    }
    take_links(pointer, compiled->links());
    const bool data = name.starts_with("data/");
    const bool one_line = name == "subject" || name == "title";
    const bool plain_spaces = entry_.channel == core::Channel::sms;
    (data ? data_ : parts_).push_back({std::move(name), one_line, plain_spaces, std::move(*compiled)});
}

void CompiledTemplate::take_links(const std::string& pointer, const jinja::Links& links) {
    uses_.insert(links.names.begin(), links.names.end());
    uses_any_ = uses_any_ || links.open;
    const auto& fault = links.fault ? links.fault : links.unfilled;
    if (loader_ && fault) piece_faults_.push_back({pointer, fault->str()});
}

void CompiledTemplate::add_data(const json::value* data, core::Faults& faults) {
    if (!data || data->is_null()) return;
    if (data->is_string()) return add("data", data, true, faults);
    if (!data->is_object()) {
        faults.push_back({"/data", "must be an object of strings, or a template of one"});
        return;
    }
    for (const auto& item : data->get_object())
        add("data/" + std::string(item.key()), &item.value(), true, faults);
}

CompiledTemplate::Fit CompiledTemplate::judge(const jinja::Shape& variables, core::Faults faults) const {
    Fit all = fit(variables);
    faults.insert(faults.end(), piece_faults_.begin(), piece_faults_.end());
    faults.insert(faults.end(), all.faults.begin(), all.faults.end());
    std::ranges::stable_sort(
        faults, {}, [&](const core::Fault& fault) { return std::ranges::find(pointers_, fault.pointer); });
    all.faults = std::move(faults);
    return all;
}

CompiledTemplate::Fit CompiledTemplate::fit(const jinja::Shape& variables) const {
    Fit fit;
    const bool push = entry_.channel == core::Channel::push;
    const std::string_view data = push ? json::text_or_empty(entry_.body, "data") : "";
    if (!data.empty() && is_constant(data)) {
        if (const auto read = read_push_data(data); !read)
            fit.faults.push_back({"/data", read.error().message});
    }
    if (!babel::is_known_locale(entry_.locale))
        fit.warnings.push_back("locale: no dates and numbers are known of " + entry_.locale +
                               "; they are written as in en");
    for (const auto* parts : {&parts_, &data_}) {
        for (const Part& part : *parts) {
            for (const jinja::Finding& finding : part.source.check(variables)) {
                if (finding.certain) {
                    fit.faults.push_back(
                        {pointer_to(part.name),
                         finding.error.str() + finding.meant + "; the event type's schema does not have it"});
                } else {
                    fit.warnings.push_back(
                        part.name + ": " + finding.error.str() +
                        " where an event lacks it; guard it with `is defined` or `default`");
                }
            }
        }
    }
    return fit;
}

Result<std::string> CompiledTemplate::text_of(const Part& part, const json::object& context,
                                              const jinja::Surroundings& surroundings) {
    auto text = part.source.render(context, surroundings);
    if (!text) return invalid(part.name + ": " + text.error().str());
    if (part.one_line) flatten(*text);
    if (part.plain_spaces) *text = with_plain_spaces(*text);
    if (text->find('\0') != std::string::npos) return invalid(part.name + ": its text has a NUL character");
    return *std::move(text);
}

Result<std::string> CompiledTemplate::render(const json::object& context,
                                             const jinja::Surroundings& surroundings) const {
    std::string content = "{";
    for (const Part& part : parts_) {
        const auto text = text_of(part, context, surroundings);
        if (!text) return text.error();
        if (part.name != "data") {
            if (part.name == "html" && !has(entry_.body, "text"))
                append(content, "text", html::to_text(*text));
            append(content, part.name, *text);
            continue;
        }
        const auto written = read_push_data(*text);
        if (!written) return invalid("data: " + written.error().message);
        content += ",\"data\":" + *written;
    }
    if (data_.empty()) return content + "}";
    content += ",\"data\":{";
    for (const Part& part : data_) {
        const auto text = text_of(part, context, surroundings);
        if (!text) return text.error();
        append(content, std::string_view(part.name).substr(5), *text);
    }
    return content + "}}";
}

}  // namespace tidings::catalog
