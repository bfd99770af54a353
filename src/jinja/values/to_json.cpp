#include "jinja/values/to_json.h"

#include <algorithm>
#include <cmath>

#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/python_text.h"
#include "jinja/text/unicode.h"
#include "jinja/values/attribute_path.h"
#include "jinja/values/items.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

constexpr auto kIsPlain = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = ' '; c <= '~'; ++c)
        table[c] = std::string_view("\"\\<>&'").find(static_cast<char>(c)) == std::string_view::npos;
    return table;
}();

// How many bytes from the start are written as they are: of most texts all.
std::size_t plain_prefix(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && kIsPlain[static_cast<unsigned char>(text[size])]) ++size;
    return size;
}

class JsonWriter {
public:
    JsonWriter(Rendering& rendering, const std::string* indent) : rendering_(rendering), indent_(indent) {}

    std::string write(const Value& value) {
        append(value);
        return std::move(out_);
    }

private:
    void append(const Value& value) {
        const Rendering::Nested nested(rendering_);
        rendering_.check_text(out_.size());
        if (value.is_text()) {
            append_text(value.as_text());
        } else if (value.is_mapping()) {
            append_object(value);
        } else if (value.is_list() || value.is(Value::Type::tuple)) {
            append_array(value);
        } else if (value.is_none() || value.is_number()) {
            append_scalar(value);
        } else {
            if (value.is_undefined() && value.as_undefined().mode == Undefined::strict) {
                type_error("Object of type StrictUndefined is not JSON serializable");
            }
            type_error("Object of type " + std::string(type_name(value)) + " is not JSON serializable");
        }
    }

    void append_scalar(const Value& value) {
        if (value.is_none()) {
            out_ += "null";
        } else if (value.is(Value::Type::boolean)) {
            out_ += value.as_boolean() ? "true" : "false";
        } else if (value.is(Value::Type::integer)) {
            append_integer(value.as_integer(), out_);
        } else if (value.is(Value::Type::big_integer)) {
            append_str(rendering_, value, out_);
        } else if (std::isfinite(value.as_real())) {
            append_real(value.as_real(), out_);
        } else {
            out_ += std::isnan(value.as_real()) ? "NaN" : value.as_real() > 0 ? "Infinity" : "-Infinity";
        }
    }

    void append_unit(char32_t unit) {
        constexpr std::string_view kHex = "0123456789abcdef";
        out_ += "\\u";
        for (int shift = 12; shift >= 0; shift -= 4)
            out_ += kHex[(unit >> static_cast<unsigned>(shift)) & 0xfU];
    }

    void append_text(std::string_view text) {
        constexpr std::string_view kLetters = "\"\\\n\r\t\b\f";
        constexpr std::string_view kEscapes = "\"\\nrtbf";
        out_ += '"';
        const std::size_t plain = plain_prefix(text);
        out_ += text.substr(0, plain);
        each_character(text.substr(plain), [&](char32_t code, std::string_view bytes) {
            const std::size_t letter =
                code < 0x80 ? kLetters.find(static_cast<char>(code)) : std::string_view::npos;
            if (letter != std::string_view::npos) {
                out_ += '\\';
                out_ += kEscapes[letter];
            } else if (code >= 0x10000) {
                append_unit(0xd800 + ((code - 0x10000) >> 10U));
                append_unit(0xdc00 + ((code - 0x10000) & 0x3ffU));
            } else if (code < 0x20 || code > 0x7e || code == '<' || code == '>' || code == '&' ||
                       code == '\'') {
                append_unit(code);
            } else {
                out_ += bytes;
            }
        });
        out_ += '"';
    }

    void append_key(const Value& key) {
        if (key.is_text()) return append_text(key.as_text());
        if (!key.is_none() && !key.is_number()) {
            type_error("keys must be str, int, float, bool or None, not " + std::string(type_name(key)));
        }
        out_ += '"';
        append_scalar(key);
        out_ += '"';
    }

    void new_line() {
        if (indent_ == nullptr) return;
        out_ += '\n';
        for (std::size_t i = 0; i < level_; ++i) out_ += *indent_;
    }

    void separate(std::size_t index) {
        if (index > 0) out_ += indent_ == nullptr ? ", " : ",";
        new_line();
    }

    void append_object(const Value& mapping) {
        const Rendering::Inside inside(rendering_, mapping);
        if (inside.again()) value_error("Circular reference detected");
        const auto keys = Items(rendering_, mapping).span(rendering_);
        const auto sorted = sorted_by(rendering_, keys, keys, false);
        if (sorted.empty()) {
            out_ += "{}";
            return;
        }
        out_ += '{';
        ++level_;
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            separate(i);
            append_key(sorted[i]);
            out_ += ": ";
            append(member(rendering_, mapping, sorted[i]));
        }
        --level_;
        new_line();
        out_ += '}';
    }

    void append_array(const Value& list) {
        const Rendering::Inside inside(rendering_, list);
        if (inside.again()) value_error("Circular reference detected");
        const Items items(rendering_, list);
        if (items.size() == 0) {
            out_ += "[]";
            return;
        }
        out_ += '[';
        ++level_;
        for (std::size_t i = 0; i < items.size(); ++i) {
            separate(i);
            append(items[i]);
        }
        --level_;
        new_line();
        out_ += ']';
    }

    Rendering& rendering_;
    const std::string* indent_;
    std::size_t level_ = 0;
    std::string out_;
};

}  // namespace

std::string to_json(Rendering& rendering, const Value& value, const std::string* indent) {
    return JsonWriter(rendering, indent).write(value);
}

}  // namespace tidings::jinja
