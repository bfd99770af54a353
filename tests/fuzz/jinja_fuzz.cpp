// A template, a NUL byte, and the data as JSON: whatever they are, compiling, checking and rendering end
// soon, with a text or with an error whose place is in the source.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "base/json.h"
#include "jinja/template.h"

using namespace tidings;

namespace {

// Small enough that one input takes milliseconds even with the sanitizers.
jinja::Options options_from(std::uint8_t flags) {
    jinja::Options options;
    options.autoescape = (flags & 1U) != 0;
    options.trim_blocks = (flags & 2U) != 0;
    options.lstrip_blocks = (flags & 4U) != 0;
    options.keep_trailing_newline = (flags & 8U) != 0;
    options.undefined = static_cast<jinja::Undefined>((flags >> 4U) & 3U);
    if ((flags & 64U) != 0) options.line_statement_prefix = "#";
    if ((flags & 128U) != 0) options.line_comment_prefix = "##";
    options.limits.steps = 20'000;
    options.limits.output_bytes = 64 * 1024;
    options.limits.memory_bytes = 4 * 1024 * 1024;
    return options;
}

// The template includes itself and others under these names.
class SelfLoader final : public jinja::Loader {
public:
    explicit SelfLoader(std::string source) : source_(std::move(source)) {}

    std::optional<std::string> load(std::string_view name) const override {
        if (name == "a") return source_;
        if (name == "b") return "{% block x %}{{ y }}{% endblock %}{% macro m(a) %}{{ a }}{% endmacro %}";
        return std::nullopt;
    }

private:
    std::string source_;
};

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
    return nullptr;
}

void check(const jinja::Template& compiled, const json::object& context) {
    for (const jinja::Finding& finding : compiled.check(*shape_of(context, 0)))
        TIDINGS_ASSERT(finding.error.line >= 1 && finding.error.column >= 1);
    static_cast<void>(compiled.links());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t end = std::min(input.find('\0'), input.size());
    const std::string_view source = input.substr(0, end);
    const auto parsed = json::parse(input.substr(std::min(end + 1, input.size())));
    const json::object context = parsed && parsed->is_object() ? parsed->as_object() : json::object();

    const auto loader = std::make_shared<SelfLoader>(std::string(source));
    const auto compiled = jinja::Template::compile(source, options_from(data[0]), loader);
    if (!compiled) {
        TIDINGS_ASSERT(!compiled.error().kind.empty() && compiled.error().line >= 1 &&
                       compiled.error().column >= 1);
        return 0;
    }
    check(*compiled, context);
    const auto text = compiled->render(context);
    TIDINGS_ASSERT(text ? text->size() <= 64 * 1024 : !text.error().kind.empty());
    return 0;
}
