#include "jinja/values/text.h"

#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/escape.h"
#include "jinja/text/python_text.h"
#include "jinja/values/big_integer.h"
#include "jinja/values/dict.h"
#include "jinja/values/generator.h"
#include "jinja/values/items.h"

namespace tidings::jinja {
namespace {

void append_items(Rendering& rendering, const Value& value, std::string_view open, std::string_view close,
                  std::string& out) {
    out += open;
    const Rendering::Inside inside(rendering, value);
    if (inside.again()) {
        out.append("...").append(close.substr(close.size() - 1));
        return;
    }
    const Items items(rendering, value);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += ", ";
        append_repr(rendering, items[i], out);
    }
    out += close;
}

void append_members(Rendering& rendering, const Value& mapping, std::string& out) {
    const Rendering::Inside inside(rendering, mapping);
    if (inside.again()) {
        out += "{...}";
        return;
    }
    const Items keys(rendering, mapping);
    out += '{';
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i > 0) out += ", ";
        append_repr(rendering, keys[i], out);
        out += ": ";
        append_repr(rendering, member(rendering, mapping, keys[i]), out);
    }
    out += '}';
}

void append_range(const Range& range, std::string& out) {
    out += "range(";
    append_integer(range.start, out);
    out += ", ";
    append_integer(range.stop, out);
    if (range.step != 1) {
        out += ", ";
        append_integer(range.step, out);
    }
    out += ')';
}

// Without the address that Python adds.
void append_generator(const Generator& generator, std::string& out) {
    out.append("<").append(generator.type_name()).append(" object");
    if (!generator.name().empty()) out.append(" ").append(generator.name());
    out += '>';
}

void append_undefined(Rendering& rendering, const Value& value, std::string& out) {
    const UndefinedValue& undefined = value.as_undefined();
    if (undefined.mode == Undefined::strict) rendering.undefined_error(value);
    if (undefined.mode != Undefined::debug) return;
    out += "{{ ";
    if (!undefined.hint.empty()) {
        out.append("undefined value printed: ").append(undefined.hint);
    } else if (undefined.object.is_missing()) {
        append_str(rendering, undefined.key, out);
    } else {
        out.append("no such element: ").append(object_description(undefined.object)).append("[");
        append_repr(rendering, undefined.key, out);
        out += ']';
    }
    out += " }}";
}

// What str() and repr() have in common.
void append_plain(Rendering& rendering, const Value& value, std::string& out) {
    const Rendering::Nested nested(rendering);
    rendering.check_text(out.size());
    switch (value.type()) {
        case Value::Type::missing:
        case Value::Type::none:
            out += "None";
            break;
        case Value::Type::boolean:
            out += value.as_boolean() ? "True" : "False";
            break;
        case Value::Type::integer:
            append_integer(value.as_integer(), out);
            break;
        case Value::Type::big_integer:
            if (value.as_big_integer().negative) out += '-';
            out += integer_digits(rendering, value, 10);
            break;
        case Value::Type::real:
            append_real(value.as_real(), out);
            break;
        case Value::Type::list:
        case Value::Type::json_array:
            append_items(rendering, value, "[", "]", out);
            break;
        case Value::Type::tuple:
            append_items(rendering, value, "(", value.as_items().size() == 1 ? ",)" : ")", out);
            break;
        case Value::Type::dict:
        case Value::Type::json_object:
            append_members(rendering, value, out);
            break;
        case Value::Type::range:
            append_range(value.as_range(), out);
            break;
        case Value::Type::generator:
            append_generator(value.as_generator(), out);
            break;
        case Value::Type::object:
            value.as_object().append_text(rendering, out);
            break;
        case Value::Type::text:
        case Value::Type::undefined:
            break;
    }
}

}  // namespace

void append_str(Rendering& rendering, const Value& value, std::string& out) {
    if (value.is_text()) {
        rendering.check_text(out.size() + value.as_text().size());
        out += value.as_text();
    } else if (value.is_undefined()) {
        append_undefined(rendering, value, out);
    } else {
        append_plain(rendering, value, out);
    }
}

void append_repr(Rendering& rendering, const Value& value, std::string& out) {
    if (value.is_text()) {
        rendering.check_text(out.size() + value.as_text().size());
        if (value.is_markup()) out += "Markup(";
        append_repr(value.as_text(), out);
        if (value.is_markup()) out += ')';
    } else if (value.is_undefined()) {
        out += "Undefined";
    } else if (value.is(Value::Type::object)) {
        const Rendering::Nested nested(rendering);
        rendering.check_text(out.size());
        value.as_object().append_as_repr(rendering, out);
    } else {
        append_plain(rendering, value, out);
    }
}

std::string repr(Rendering& rendering, const Value& value) {
    std::string out;
    append_repr(rendering, value, out);
    return out;
}

std::string_view to_text(Rendering& rendering, const Value& value) {
    if (value.is_text()) return value.as_text();
    std::string out;
    append_str(rendering, value, out);
    return rendering.arena().copy(out);
}

Value soft_text(Rendering& rendering, const Value& value) {
    return value.is_text() ? value : Value::text(to_text(rendering, value));
}

bool is_html(const Value& value) {
    if (value.is_undefined()) return value.as_undefined().mode == Undefined::chainable;
    return value.is_markup() || (value.is(Value::Type::object) && value.as_object().is_html());
}

Value escape(Rendering& rendering, const Value& value) {
    if (value.is_markup()) return value;
    if (is_html(value)) return Value::markup(to_text(rendering, value));
    std::string out;
    append_escaped(to_text(rendering, value), out);
    return rendering.text(out, true);
}

}  // namespace tidings::jinja
