#include <limits>
#include <optional>

#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/methods/text.h"
#include "jinja/run/lookup.h"
#include "jinja/text/escape.h"
#include "jinja/text/format_spec.h"
#include "jinja/text/python_text.h"
#include "jinja/text/unicode.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

// A number as a field's name has it; nothing where it is none.
std::optional<std::size_t> to_index(std::string_view name) {
    if (name.empty()) return std::nullopt;
    constexpr auto kMax = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    std::size_t index = 0;
    for (const char c : name) {
        if (!is_digit(static_cast<unsigned char>(c))) return std::nullopt;
        const auto digit = static_cast<std::size_t>(c - '0');
        if (index > (kMax - digit) / 10) value_error("Too many decimal digits in format string");
        index = index * 10 + digit;
    }
    return index;
}

// An attribute or item of it.
Value of_undefined(Rendering& rendering, const Value& undefined) {
    if (undefined.as_undefined().mode == Undefined::chainable) return undefined;
    rendering.undefined_error(undefined);
}

Value attribute_of(Rendering& rendering, const Value& object, std::string_view name) {
    if (object.is_undefined()) {
        const bool is_chainable = object.as_undefined().mode == Undefined::chainable;
        if (!is_chainable && name.starts_with("__")) fail("AttributeError", std::string(name));
        return of_undefined(rendering, object);
    }
    const Value found = object.is(Value::Type::object) ? object.as_object().attribute(rendering, name)
                                                       : find_method(rendering, object, name);
    if (!found.is_missing()) return found;
    fail("AttributeError",
         "'" + std::string(type_name(object)) + "' object has no attribute " + repr_text(name));
}

// `object[key]` as Python has it: no attribute stands in for an item.
Value item_of(Rendering& rendering, const Value& object, const Value& key) {
    const std::string type(type_name(object));
    if (object.is_undefined()) return of_undefined(rendering, object);
    if (!is_subscriptable(object)) type_error("'" + type + "' object is not subscriptable");
    const bool by_key = object.is_mapping() || object.is(Value::Type::object);
    if (!by_key && !key.is_integral()) {
        if (object.is_text())
            type_error("string indices must be integers, not '" + std::string(type_name(key)) + "'");
        type_error(type + " indices must be integers or slices, not " + std::string(type_name(key)));
    }
    const Value found = find_item(rendering, object, key);
    if (!found.is_missing()) return found;
    if (by_key) fail("KeyError", repr(rendering, key));
    fail("IndexError", (object.is_text()                ? "string"
                        : object.is(Value::Type::range) ? "range object"
                                                        : type) +
                           " index out of range");
}

// What the fields of one format take their values from.
struct Fields {
    std::span<const Value> positional;
    std::span<const NamedValue> named;
    Value mapping;           // of format_map()
    bool is_markup = false;  // which Python formats by a class of its own, with other words
};

// One "{name!conversion:spec}".
struct Field {
    std::string_view name;
    std::string_view conversion;
    std::string_view spec;
    bool nested = false;  // the specification has fields itself
};

class TextFormatter {
public:
    TextFormatter(Rendering& rendering, const Fields& fields) : rendering_(rendering), fields_(fields) {}

    // Whether the last run had one field that a specification left as it was: then Python gives the value
    // itself, so that a safe text stays one.
    bool has_kept_markup() const { return kept_markup_; }

    // Fields in specifications may not have any in theirs.
    std::string run(std::string_view format, int depth = 2) {
        if (depth == 0) value_error("Max string recursion exceeded");
        std::string out;
        while (!format.empty()) {
            const std::size_t brace = std::min(format.find_first_of("{}"), format.size());
            out += format.substr(0, brace);
            format.remove_prefix(brace);
            if (!format.empty()) append_from_brace(format, depth, out);
            rendering_.check_text(out.size());
        }
        return out;
    }

private:
    void append_from_brace(std::string_view& format, int depth, std::string& out) {
        const char brace = format[0];
        format.remove_prefix(1);
        if (format.starts_with(brace)) {
            out += brace;
            format.remove_prefix(1);
            return;
        }
        if (brace == '}' || format.empty()) {
            value_error(std::string("Single '") + brace + "' encountered in format string");
        }
        rendering_.charge(1);
        const Field field = read_field(format);
        const Value value = converted(value_of(field.name), field.conversion);
        const std::string spec = field.nested ? run(field.spec, depth - 1) : std::string(field.spec);
        const bool is_first = out.empty();
        append_value(value, spec, out);
        kept_markup_ =
            value.is_markup() && !spec.empty() && is_first && format.empty() && out == value.as_text();
    }

    static Field read_field(std::string_view& format) {
        Field field;
        std::size_t at = 0;
        for (; at < format.size() && std::string_view("}:!").find(format[at]) == std::string_view::npos;
             ++at) {
            if (format[at] == '{') value_error("unexpected '{' in field name");
            if (format[at] == '[') at = std::min(format.find(']', at), format.size() - 1);
        }
        if (at >= format.size()) value_error("expected '}' before end of string");
        field.name = format.substr(0, at);
        const char end = format[at];
        format.remove_prefix(at + 1);
        if (end == '!' && read_conversion(format, field)) return field;
        if (end != '}') read_spec(format, field);
        return field;
    }

    // Whether the field ends behind it.
    static bool read_conversion(std::string_view& format, Field& field) {
        if (format.empty()) value_error("end of string while looking for conversion specifier");
        const std::size_t bytes = character_at(format, 0).bytes;
        field.conversion = format.substr(0, bytes);
        format.remove_prefix(bytes);
        if (format.empty()) return false;
        const char next = format[0];
        format.remove_prefix(1);
        if (next != '}' && next != ':') value_error("expected ':' after conversion specifier");
        return next == '}';
    }

    static void read_spec(std::string_view& format, Field& field) {
        int open = 1;
        for (std::size_t at = 0; at < format.size(); ++at) {
            if (format[at] == '{') {
                field.nested = true;
                ++open;
            } else if (format[at] == '}' && --open == 0) {
                field.spec = format.substr(0, at);
                format.remove_prefix(at + 1);
                return;
            }
        }
        value_error("unmatched '{' in format spec");
    }

    Value value_of(std::string_view name) {
        const std::size_t end = std::min(name.find_first_of(".["), name.size());
        Value value = first_value(name.substr(0, end), end == name.size());
        std::string_view rest = name.substr(end);
        while (!rest.empty()) value = next_value(value, rest);
        return value;
    }

    Value first_value(std::string_view name, bool alone) {
        std::optional<std::size_t> index = to_index(name);
        if (name.empty() && (alone || !fields_.is_markup)) {
            number_fields(Numbering::automatic);
            index = next_++;
        } else if (index) {
            number_fields(Numbering::manual);
        }
        if (index) return positional(*index);
        if (!fields_.mapping.is_missing()) return item_of(rendering_, fields_.mapping, rendering_.text(name));
        rendering_.charge(fields_.named.size() / 16);
        for (const NamedValue& named : fields_.named) {
            if (named.name == name) return named.value;
        }
        fail("KeyError", repr_text(name));
    }

    Value positional(std::size_t index) const {
        if (!fields_.mapping.is_missing() && !fields_.is_markup) {
            value_error("Format string contains positional fields");
        }
        if (index < fields_.positional.size()) return fields_.positional[index];
        if (fields_.is_markup) fail("IndexError", "tuple index out of range");
        fail("IndexError",
             "Replacement index " + std::to_string(index) + " out of range for positional args tuple");
    }

    enum class Numbering : std::uint8_t { none, automatic, manual };

    void number_fields(Numbering numbering) {
        if (numbering_ == Numbering::none) numbering_ = numbering;
        if (numbering_ == numbering) return;
        if (numbering == Numbering::automatic || fields_.is_markup) {
            value_error("cannot switch from manual field specification to automatic field numbering");
        }
        value_error("cannot switch from automatic field numbering to manual field specification");
    }

    // Follows one ".name" or "[key]".
    Value next_value(const Value& object, std::string_view& rest) {
        const char kind = rest[0];
        if (kind != '.' && kind != '[') {
            value_error("Only '.' or '[' may follow ']' in format field specifier");
        }
        rest.remove_prefix(1);
        const std::size_t end =
            kind == '.' ? std::min(rest.find_first_of(".["), rest.size()) : rest.find(']');
        if (end == std::string_view::npos) value_error("Missing ']' in format string");
        const std::string_view part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + (kind == '[' ? 1 : 0), rest.size()));
        if (part.empty()) value_error("Empty attribute in format string");
        if (kind == '.') return attribute_of(rendering_, object, part);
        const std::optional<std::size_t> index = to_index(part);
        return item_of(rendering_, object, index ? Value::integer(*index) : rendering_.text(part));
    }

    Value converted(const Value& value, std::string_view conversion) {
        if (conversion.empty()) return value;
        if (conversion == "s") return Value::text(to_text(rendering_, value));
        if (conversion == "r") return rendering_.text(repr(rendering_, value));
        if (conversion == "a") return rendering_.text(ascii_only(repr(rendering_, value)));
        value_error("Unknown conversion specifier " + std::string(conversion));
    }

    void append_value(const Value& value, std::string_view spec, std::string& out) {
        if (fields_.is_markup && value.is_undefined() && value.as_undefined().mode == Undefined::chainable)
            rendering_.undefined_error(value);  // Python asks for its method __html_format__, and calls that
        if (!fields_.is_markup) {
            out += format_value(rendering_, value, spec);
        } else if (value.is_markup()) {
            if (!spec.empty()) value_error("Unsupported format specification for Markup.");
            out += value.as_text();
        } else {
            append_escaped(format_value(rendering_, value, spec), out);
        }
    }

    Rendering& rendering_;
    const Fields& fields_;
    Numbering numbering_ = Numbering::none;
    std::size_t next_ = 0;
    bool kept_markup_ = false;
};

Value format(Rendering& rendering, const Arguments& arguments) {
    const Value& text = arguments.positional[0];
    const Fields fields{arguments.positional.subspan(1), arguments.named, {}, text.is_markup()};
    TextFormatter formatter(rendering, fields);
    const std::string result = formatter.run(text.as_text());
    return rendering.text(result, text.is_markup() || formatter.has_kept_markup());
}

Value format_map(Rendering& rendering, const Bound& a) {
    const Fields fields{{}, {}, a[1], a[0].is_markup()};
    return same_kind(rendering, a, TextFormatter(rendering, fields).run(self(a)));
}

constexpr Builtin kTextFormatMethods[] = {
    {.name = "format", .python_name = "Markup.format", .variadic = format},
    overridden("Markup.format_map", native(Calling::one, "format_map", {"self", "mapping"}, 2, format_map)),
};

}  // namespace

std::span<const Builtin> text_format_methods() {
    return kTextFormatMethods;
}

}  // namespace tidings::jinja
