#include "jinja/methods/text.h"
#include "jinja/run/lookup.h"
#include "jinja/text/unicode.h"
#include "jinja/values/dict.h"
#include "jinja/values/items.h"

namespace tidings::jinja {
namespace {

Value code_of(char32_t code) {
    return Value::integer(static_cast<std::int64_t>(code));
}

// Appends what the table has for a character: a text, a code or nothing (None).
void append_translated(const Value& found, std::string& out) {
    if (found.is_none()) return;
    if (found.is_text()) {
        out += found.as_text();
        return;
    }
    if (!found.is_integral()) type_error("character mapping must return integer, None or str");
    const std::int64_t code = found.as_integer();
    if (code < 0 || code >= 0x110000) value_error("character mapping must be in range(0x110000)");
    append_code(static_cast<char32_t>(code), out);
}

Value translate(Rendering& rendering, const Bound& a) {
    const Value& table = a[1];
    const bool is_chainable = table.is_undefined() && table.as_undefined().mode == Undefined::chainable;
    if (table.is_undefined() && !is_chainable && !self(a).empty()) rendering.undefined_error(table);
    if (!is_subscriptable(table) && !self(a).empty()) {
        type_error("'" + std::string(type_name(table)) + "' object is not subscriptable");
    }
    std::string out;
    each_character(self(a), [&](char32_t code, std::string_view bytes) {
        rendering.charge(1);
        rendering.check_text(out.size());
        const Value found = find_item(rendering, table, code_of(code));
        if (found.is_missing()) {
            out += bytes;
        } else {
            append_translated(found, out);
        }
    });
    return same_kind(rendering, a, out);
}

Value table_of_dict(Rendering& rendering, const Value& source) {
    if (!source.is_mapping()) type_error("if you give only one argument to maketrans it must be a dict");
    Dict& table = *rendering.arena().make<Dict>();
    const Items keys(rendering, source);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const Value value = member(rendering, source, keys[i]);
        if (keys[i].is_text()) {
            const std::string_view key = keys[i].as_text();
            if (count_characters(key) != 1) value_error("string keys in translate table must be of length 1");
            table.set(rendering, code_of(character_at(key, 0).code), value);
        } else {
            if (!keys[i].is_integral()) type_error("keys in translate table must be strings or integers");
            table.set(rendering, keys[i], value);
        }
    }
    return Value::dict(&table);
}

Value maketrans(Rendering& rendering, const Bound& a) {
    if (a[2].is_missing()) return table_of_dict(rendering, a[1]);
    const std::string_view to = parsed_argument(a[2], "maketrans() argument 2");
    const std::string_view gone = a[3].is_missing() ? "" : parsed_argument(a[3], "maketrans() argument 3");
    if (!a[1].is_text()) {
        type_error("first maketrans argument must be a string if there is a second argument");
    }
    if (count_characters(a[1].as_text()) != count_characters(to)) {
        value_error("the first two maketrans arguments must have equal length");
    }
    Dict& table = *rendering.arena().make<Dict>();
    std::size_t at = 0;
    each_character(a[1].as_text(), [&](char32_t code, std::string_view) {
        const Character other = character_at(to, at);
        table.set(rendering, code_of(code), code_of(other.code));
        at += other.bytes;
    });
    each_character(
        gone, [&](char32_t code, std::string_view) { table.set(rendering, code_of(code), Value::none()); });
    return Value::dict(&table);
}

constexpr Builtin kTextTranslateMethods[] = {
    native(Calling::counted, "maketrans", {"self", "x", "y", "z"}, 2, maketrans),
    overridden("Markup.translate", native(Calling::one, "translate", {"self", "table"}, 2, translate)),
};

}  // namespace

std::span<const Builtin> text_translate_methods() {
    return kTextTranslateMethods;
}

}  // namespace tidings::jinja
