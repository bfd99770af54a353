// The functions of Jinja2's i18n extension in its newstyle: the text that was found is always a format.
#include "jinja/builtins/builtin.h"
#include "jinja/run/rendering.h"
#include "jinja/translations.h"
#include "jinja/values/compare.h"
#include "jinja/values/operators.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

Message message_of(const Value* context, const Value& singular) {
    Message message{.context = std::nullopt, .singular = singular.as_text()};
    if (context != nullptr) message.context = context->as_text();
    return message;
}

bool can_be_found(const Rendering& rendering, const Value* context, const Value& text) {
    const bool is_message = text.is_text() && (context == nullptr || context->is_text());
    return is_message && rendering.surroundings().translations != nullptr;
}

Value translated(Rendering& rendering, const Value* context, const Value& text) {
    if (!can_be_found(rendering, context, text)) return text;
    const auto found = rendering.surroundings().translations->text(message_of(context, text));
    return found ? Value::text(*found) : text;
}

Value translated_plural(Rendering& rendering, const Value* context, const Value& singular,
                        const Value& plural, const Value& count) {
    if (count.is_number() && can_be_found(rendering, context, singular)) {
        const Message message = message_of(context, singular);
        const auto found = rendering.surroundings().translations->plural_text(message, count.as_real());
        if (found) return Value::text(*found);
    }
    return equals(rendering, count, Value::integer(std::int64_t{1})) ? singular : plural;
}

// The text with the variables put in, which are escaped where autoescape is on.
Value filled(Rendering& rendering, const Value& text, const Value& variables) {
    const Value format = rendering.autoescape() ? Value::markup(to_text(rendering, text)) : text;
    return apply(rendering, BinaryOp::modulo, format, variables);
}

void set_default(Rendering& rendering, const Value& variables, std::string_view name, const Value& value) {
    Dict& dict = variables.as_dict();
    if (dict.find(rendering, Value::text(name)) == nullptr) dict.set(rendering, Value::text(name), value);
}

// The parameters of Jinja2's functions; the variables stand where Python passes the context.
constexpr Builtin kGettext{
    .name = "_make_new_gettext.<locals>.gettext",
    .parameters = {"__context", "__string"},
    .required = 2,
    .fixed = [](Rendering& r, const Bound& a) { return filled(r, translated(r, nullptr, a[1]), a[0]); }};
constexpr Builtin kNgettext{.name = "_make_new_ngettext.<locals>.ngettext",
                            .parameters = {"__context", "__singular", "__plural", "__num"},
                            .required = 4,
                            .fixed = [](Rendering& r, const Bound& a) {
                                set_default(r, a[0], "num", a[3]);
                                return filled(r, translated_plural(r, nullptr, a[1], a[2], a[3]), a[0]);
                            }};
constexpr Builtin kPgettext{.name = "_make_new_pgettext.<locals>.pgettext",
                            .parameters = {"__context", "__string_ctx", "__string"},
                            .required = 3,
                            .fixed = [](Rendering& r, const Bound& a) {
                                set_default(r, a[0], "context", a[1]);
                                return filled(r, translated(r, &a[1], a[2]), a[0]);
                            }};
constexpr Builtin kNpgettext{.name = "_make_new_npgettext.<locals>.npgettext",
                             .parameters = {"__context", "__string_ctx", "__singular", "__plural", "__num"},
                             .required = 5,
                             .fixed = [](Rendering& r, const Bound& a) {
                                 set_default(r, a[0], "context", a[1]);
                                 set_default(r, a[0], "num", a[4]);
                                 return filled(r, translated_plural(r, &a[1], a[2], a[3], a[4]), a[0]);
                             }};

template <const Builtin& function>
Value with_variables(Rendering& rendering, const Arguments& arguments) {
    Dict* const variables = rendering.arena().make<Dict>();
    for (const NamedValue& named : arguments.named) {
        variables->set(rendering, Value::text(rendering.arena().copy(named.name)), named.value);
    }
    const std::size_t count = arguments.positional.size() + 1;
    Value* const positional = rendering.arena().make_array<Value>(count);
    positional[0] = Value::dict(variables);
    std::copy(arguments.positional.begin(), arguments.positional.end(), positional + 1);
    return invoke(rendering, function, {{positional, count}, {}});
}

// Whatever `gettext` is to the template.
Value call_gettext(Rendering& rendering, const Arguments& arguments) {
    return rendering.call(rendering.find_variable("gettext"), arguments);
}

constexpr Builtin kTranslationGlobals[] = {
    {.name = "_", .variadic = call_gettext},
    {.name = "gettext", .variadic = with_variables<kGettext>},
    {.name = "ngettext", .variadic = with_variables<kNgettext>},
    {.name = "pgettext", .variadic = with_variables<kPgettext>},
    {.name = "npgettext", .variadic = with_variables<kNpgettext>},
};

}  // namespace

std::span<const Builtin> translation_globals() {
    return kTranslationGlobals;
}

}  // namespace tidings::jinja
