// A template, its data as JSON and other templates, after two bytes of options: whatever they are, compiling,
// checking and rendering end soon, twice with the same text, or with an error whose place is in the source.
//
// Between NUL bytes stand the template, the data, and each other template as its name, a newline and its
// source. The template finds itself as "a"; the source called "t" is what every text is translated to.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "babel/vocabulary.h"
#include "base/assert.h"
#include "base/json.h"
#include "base/utf8.h"
#include "jinja/template.h"
#include "jinja/translations.h"

using namespace tidings;

namespace {

constexpr std::size_t kOutputMax = 64 * 1024;

using Sources = std::map<std::string, std::string, std::less<>>;

// Small enough that one input takes milliseconds even with the sanitizers.
jinja::Limits limits_from(std::uint8_t flags) {
    jinja::Limits limits;
    limits.steps = 20'000;
    limits.output_bytes = kOutputMax;
    limits.memory_bytes = 4 * 1024 * 1024;
    if ((flags & 16U) != 0) limits.depth = 40;
    return limits;
}

jinja::Options options_from(std::uint8_t flags, std::uint8_t more) {
    constexpr const char* kPrefixes[] = {"#", "%", "--", "//"};
    const std::string prefix = kPrefixes[more >> 6U];
    jinja::Options options;
    options.autoescape = (flags & 1U) != 0;
    options.trim_blocks = (flags & 2U) != 0;
    options.lstrip_blocks = (flags & 4U) != 0;
    options.keep_trailing_newline = (flags & 8U) != 0;
    options.undefined = static_cast<jinja::Undefined>((flags >> 4U) & 3U);
    if ((flags & 64U) != 0) options.line_statement_prefix = prefix;
    if ((flags & 128U) != 0) options.line_comment_prefix = prefix + prefix;
    if ((more & 1U) != 0) options.vocabulary = &babel::vocabulary();
    options.limits = limits_from(more);
    return options;
}

class SourcesLoader final : public jinja::Loader {
public:
    explicit SourcesLoader(const Sources& sources) : sources_(sources) {}

    std::optional<std::string> load(std::string_view name) const override {
        const auto found = sources_.find(name);
        return found == sources_.end() ? std::nullopt : std::optional(found->second);
    }

private:
    const Sources& sources_;
};

class OneTranslation final : public jinja::Translations {
public:
    explicit OneTranslation(std::optional<std::string_view> text) : text_(text) {}

    std::optional<std::string_view> text(const jinja::Message&) const override { return text_; }
    std::optional<std::string_view> plural_text(const jinja::Message&, double) const override {
        return text_;
    }

private:
    std::optional<std::string_view> text_;
};

std::string_view take_part(std::string_view& input, char end) {
    const std::size_t size = std::min(input.find(end), input.size());
    const std::string_view part = input.substr(0, size);
    input.remove_prefix(std::min(size + 1, input.size()));
    return part;
}

// Something of each type, under the names that the seeds use for it.
const json::object& usual_data() {
    static const json::object data = json::read(R"({
        "i": 7, "z": 0, "neg": -3, "f": 2.5, "s": "Hello <b>", "u": "ßé 日", "num": " 42 ", "e": "", "n": null,
        "y": true, "l": [3, 1, 2], "ls": ["b", "A", "a"], "ll": [["k", 1], ["j", 2]], "el": [],
        "d": {"b": 1, "a": [2]}, "ed": {}, "us": [{"n": "Bob", "a": 3, "g": "x"}, {"n": "al", "a": 1, "g": "y"}],
        "tree": [{"v": 1, "c": [{"v": 2, "c": []}]}, {"v": 3, "c": []}]})")
                                         .value()
                                         .as_object();
    return data;
}

json::object data_from(std::string_view text) {
    json::object data = usual_data();
    const auto parsed = json::parse(text);
    if (!parsed || !parsed->is_object()) return data;
    for (const auto& [name, value] : parsed->as_object()) data[name] = value;
    return data;
}

// What is known of the data beforehand: its names, every other of them as one that may be absent.
jinja::ShapePtr shape_of(const json::value& value, int depth) {
    auto shape = std::make_shared<jinja::Shape>();
    if (const auto* object = value.if_object(); object && depth < 20) {
        bool always = false;
        for (const auto& item : *object)
            shape->members[std::string(item.key())] = {shape_of(item.value(), depth + 1), always = !always};
        return shape;
    }
    if (const auto* array = value.if_array(); array && !array->empty() && depth < 20) {
        shape->kind = jinja::Shape::Kind::list;
        shape->items = shape_of(array->front(), depth + 1);
        return shape;
    }
    if (!value.is_string() && !value.is_number() && !value.is_bool()) return nullptr;
    shape->kind = value.is_string()   ? jinja::Shape::Kind::text
                  : value.is_number() ? jinja::Shape::Kind::number
                                      : jinja::Shape::Kind::boolean;
    return shape;
}

void check_error(const jinja::TemplateError& error, const Sources& sources) {
    TIDINGS_ASSERT(!error.kind.empty() && error.line >= 1 && error.column >= 1);
    const auto found = sources.find(error.name.empty() ? "a" : error.name);
    TIDINGS_ASSERT(found != sources.end());
    const auto ends = std::ranges::count_if(found->second, [](char c) { return c == '\n' || c == '\r'; });
    TIDINGS_ASSERT(error.line <= static_cast<std::size_t>(ends) + 1);
}

void check(const jinja::Template& compiled, const json::object& context, const Sources& sources) {
    for (const jinja::Finding& finding : compiled.check(*shape_of(context, 0)))
        check_error(finding.error, sources);
    if (const auto links = compiled.links(); links.fault) check_error(*links.fault, sources);
}

void render(const jinja::Template& compiled, const json::object& context, const jinja::Surroundings& around,
            const Sources& sources) {
    const auto text = compiled.render(context, around);
    const auto again = compiled.render(context, around);
    TIDINGS_ASSERT(text.has_value() == again.has_value());
    if (!text) {
        check_error(text.error(), sources);
        TIDINGS_ASSERT(text.error().str() == again.error().str());
        return;
    }
    TIDINGS_ASSERT(*text == *again && text->size() <= kOutputMax);
    const bool utf8 = std::ranges::all_of(sources, [](const auto& item) { return is_utf8(item.second); });
    TIDINGS_ASSERT(!utf8 || is_utf8(*text));
}

jinja::Surroundings surroundings_from(std::uint8_t more, const jinja::Translations& translations) {
    constexpr const char* kLocales[] = {"en", "de", "ar", "ru"};
    jinja::Surroundings around;
    around.locale = kLocales[(more >> 2U) & 3U];
    if ((more & 32U) != 0) around.time_zone = TimeZone::find("Europe/Berlin").value();
    around.now = parse_rfc3339("2026-03-29T10:11:12Z").value();
    around.translations = &translations;
    return around;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
    const std::string_view source = take_part(input, '\0');
    const json::object context = data_from(take_part(input, '\0'));
    Sources sources;
    while (!input.empty()) {
        std::string_view part = take_part(input, '\0');
        const std::string_view name = take_part(part, '\n');
        sources.insert_or_assign(std::string(name), std::string(part));
    }
    sources.insert_or_assign("a", std::string(source));

    const auto compiled = jinja::Template::compile(source, options_from(data[0], data[1]),
                                                   std::make_shared<SourcesLoader>(sources));
    if (!compiled) {
        check_error(compiled.error(), sources);
        return 0;
    }
    check(*compiled, context, sources);
    const auto found = sources.find("t");
    const OneTranslation translations(
        found == sources.end() ? std::nullopt : std::optional<std::string_view>(found->second));
    render(*compiled, context, surroundings_from(data[1], translations), sources);
    return 0;
}
