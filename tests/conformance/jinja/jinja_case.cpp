#include "jinja_case.h"

#include <memory>
#include <string>

#include "jinja/template.h"
#include "jinja/translations.h"

namespace tidings::jinja {
namespace {

json::object object_or_empty(const json::object& object, std::string_view key) {
    const json::value* const found = json::member(object, key);
    return found ? found->as_object() : json::object();
}

class ObjectLoader final : public Loader {
public:
    explicit ObjectLoader(json::object templates) : templates_(std::move(templates)) {}

    std::optional<std::string> load(std::string_view name) const override {
        const json::value* const found = json::member(templates_, name);
        if (found == nullptr) return std::nullopt;
        return std::string(found->as_string());
    }

private:
    json::object templates_;
};

// A context stands before its text with "\x04" between them; a plural's texts are a list, and its first is
// that for one.
class ObjectTranslations final : public Translations {
public:
    explicit ObjectTranslations(json::object texts) : texts_(std::move(texts)) {}

    std::optional<std::string_view> text(const Message& message) const override {
        const json::value* const found = json::member(texts_, key_of(message));
        if (found == nullptr || !found->is_string()) return std::nullopt;
        return found->get_string();
    }
    std::optional<std::string_view> plural_text(const Message& message, double count) const override {
        const json::value* const found = json::member(texts_, key_of(message));
        if (found == nullptr || !found->is_array()) return std::nullopt;
        return found->get_array()[count == 1 ? 0 : 1].as_string();
    }

private:
    static std::string key_of(const Message& message) {
        std::string key(message.context.value_or(""));
        if (message.context) key += '\x04';
        return key.append(message.singular);
    }

    json::object texts_;
};

Undefined undefined_of(std::string_view name) {
    if (name == "Undefined") return Undefined::standard;
    if (name == "ChainableUndefined") return Undefined::chainable;
    if (name == "DebugUndefined") return Undefined::debug;
    return Undefined::strict;
}

Options options_of(const json::object& test_case) {
    Options options;
    const json::object env = object_or_empty(test_case, "env");
    const auto flag = [&](std::string_view name) {
        const json::value* const found = json::member(env, name);
        return found != nullptr && found->as_bool();
    };
    options.autoescape = flag("autoescape");
    options.trim_blocks = flag("trim_blocks");
    options.lstrip_blocks = flag("lstrip_blocks");
    options.keep_trailing_newline = flag("keep_trailing_newline");
    options.line_statement_prefix = json::text_or_empty(env, "line_statement_prefix");
    options.line_comment_prefix = json::text_or_empty(env, "line_comment_prefix");
    options.undefined = undefined_of(json::text_or_empty(test_case, "undefined"));
    return options;
}

json::object failure_of(const TemplateError& error) {
    return {{"error", error.kind}, {"message", error.message}, {"lineno", error.line}};
}

}  // namespace

json::object result_of(const json::object& test_case, const json::object& context) {
    auto loader = std::make_shared<ObjectLoader>(object_or_empty(test_case, "templates"));
    const auto compiled = Template::compile(json::text_or_empty(test_case, "template"), options_of(test_case),
                                            std::move(loader));
    if (!compiled) return failure_of(compiled.error());
    const ObjectTranslations translations(object_or_empty(test_case, "translations"));
    const auto text = compiled->render(context, {.translations = &translations});
    if (!text) return failure_of(text.error());
    return {{"expected", *text}};
}

}  // namespace tidings::jinja
