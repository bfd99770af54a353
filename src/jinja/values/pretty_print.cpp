#include "jinja/values/pretty_print.h"

#include <vector>

#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/python_text.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"
#include "jinja/values/attribute_path.h"
#include "jinja/values/compare.h"
#include "jinja/values/items.h"
#include "jinja/values/list.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

using Size = std::int64_t;

constexpr Size kWidth = 80;

Size width_of(std::string_view text) {
    return static_cast<Size>(count_characters(text));
}

// Words with the blanks behind each.
std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        std::size_t end = 0;
        const auto pass = [&](bool blanks) {
            while (end < line.size() && is_space(character_at(line, end).code) == blanks)
                end += character_at(line, end).bytes;
        };
        pass(false);
        pass(true);
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return words;
}

class PrettyPrinter {
public:
    explicit PrettyPrinter(Rendering& rendering) : rendering_(rendering) {}

    std::string run(const Value& value) {
        append(value, 0, 0, 0);
        rendering_.check_text(out_.size());
        return std::move(out_);
    }

private:
    // `allowance` is what must fit behind the value on its last line.
    void append(const Value& value, Size indent, Size allowance, int level) {
        const Rendering::Nested nested(rendering_);
        rendering_.check_text(out_.size());
        if (is_container(value)) {
            const Rendering::Inside inside(rendering_, value);
            if (inside.again()) {
                out_.append("<Recursion on ").append(type_name(value)).append(">");
                return;
            }
            const std::string flat = flat_text(value);
            if (width_of(flat) > kWidth - indent - allowance)
                return append_container(value, indent, allowance, level + 1);
            out_ += flat;
            return;
        }
        const std::string flat = flat_text(value);
        const bool plain_text = value.is_text() && !value.is_markup();
        if (plain_text && width_of(flat) > kWidth - indent - allowance) {
            return append_text(value.as_text(), indent, allowance, level + 1);
        }
        out_ += flat;
    }

    bool is_container(const Value& value) const {
        return value.is_list() || value.is_mapping() || (value.is(Value::Type::tuple) && !value.is_group());
    }

    void append_container(const Value& value, Size indent, Size allowance, int level) {
        if (value.is_mapping()) {
            out_ += '{';
            append_members(value, indent + 1, allowance + 1, level);
            out_ += '}';
            return;
        }
        const std::string_view open = value.is_list() ? "[" : "(";
        const std::string_view close = value.is_list() ? "]" : length(rendering_, value) == 1 ? ",)" : ")";
        out_ += open;
        append_items(value, indent + 1, allowance + static_cast<Size>(close.size()), level);
        out_ += close;
    }

    void indent_by(Size blanks) {
        rendering_.check_text(out_.size() + static_cast<std::size_t>(blanks));
        out_.append(static_cast<std::size_t>(blanks), ' ');
    }

    void new_line(Size indent) {
        out_ += ",\n";
        indent_by(indent);
    }

    void append_items(const Value& value, Size indent, Size allowance, int level) {
        const Items items(rendering_, value);
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) new_line(indent);
            append(items[i], indent, i + 1 == items.size() ? allowance : 1, level);
        }
    }

    void append_members(const Value& mapping, Size indent, Size allowance, int level) {
        const auto keys = sorted_keys(mapping);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (i > 0) new_line(indent);
            const std::string key = flat_text(keys[i]);
            out_.append(key).append(": ");
            append(member(rendering_, mapping, keys[i]), indent + width_of(key) + 2,
                   i + 1 == keys.size() ? allowance : 1, level);
        }
    }

    // By their order; keys that have none beside each other by the names of their types.
    std::span<const Value> sorted_keys(const Value& mapping) {
        const auto keys = Items(rendering_, mapping).span(rendering_);
        Value* const ranks = rendering_.arena().make_array<Value>(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const bool has_order = keys[i].is_number() || keys[i].is_text();
            ranks[i] = pair(rendering_, Value::text(keys[i].is_number() ? "int" : type_name(keys[i])),
                            has_order ? keys[i] : Value::integer(std::int64_t{0}));
        }
        return sorted_by(rendering_, keys, {ranks, keys.size()}, false);
    }

    // On one line, with dicts sorted.
    std::string flat_text(const Value& value) {
        std::string flat;
        append_flat(value, flat);
        rendering_.charge(flat.size() / 16);
        return flat;
    }

    void append_flat(const Value& value, std::string& out) {
        const Rendering::Nested nested(rendering_);
        rendering_.check_text(out.size());
        if (!is_container(value)) return append_repr(rendering_, value, out);
        if (value.is_mapping()) return append_flat_members(value, out);
        const Items items(rendering_, value);
        out += value.is_list() ? '[' : '(';
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) out += ", ";
            append_flat_inside(items[i], out);
        }
        out += value.is_list() ? "]" : items.size() == 1 ? ",)" : ")";
    }

    void append_flat_inside(const Value& value, std::string& out) {
        if (!is_container(value)) return append_flat(value, out);
        const Rendering::Inside inside(rendering_, value);
        if (inside.again()) {
            out.append("<Recursion on ").append(type_name(value)).append(">");
        } else {
            append_flat(value, out);
        }
    }

    void append_flat_members(const Value& mapping, std::string& out) {
        const auto keys = sorted_keys(mapping);
        out += '{';
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (i > 0) out += ", ";
            append_flat(keys[i], out);
            out += ": ";
            append_flat_inside(member(rendering_, mapping, keys[i]), out);
        }
        out += '}';
    }

    // A long text becomes several, line by line and then word by word, which Python joins.
    void append_text(std::string_view text, Size indent, Size allowance, int level) {
        const bool outermost = level == 1;  // which stands in brackets
        if (outermost) {
            ++indent;
            ++allowance;
        }
        if (text.empty()) {
            out_ += "''";
            return;
        }
        const auto lines = split_lines(rendering_, text, true);
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            add_parts(lines[i], kWidth - indent, i + 1 == lines.size() ? allowance : 0, parts);
        }
        if (parts.size() == 1) {
            append_repr(lines.back(), out_);
            return;
        }
        if (outermost) out_ += '(';
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (i > 0) {
                out_ += '\n';
                indent_by(indent);
            }
            out_ += parts[i];
        }
        if (outermost) out_ += ')';
    }

    void add_parts(std::string_view line, Size width, Size allowance, std::vector<std::string>& parts) {
        rendering_.charge(1 + line.size() / 16);
        if (std::string whole = repr_text(line); width_of(whole) <= width - allowance) {
            parts.push_back(std::move(whole));
            return;
        }
        const auto words = words_of(line);
        std::string current;
        for (std::size_t i = 0; i < words.size(); ++i) {
            const std::string candidate = current + std::string(words[i]);
            rendering_.charge(1 + candidate.size() / 16);
            const Size left = i + 1 == words.size() ? width - allowance : width;
            if (width_of(repr_text(candidate)) > left) {
                if (!current.empty()) parts.push_back(repr_text(current));
                current = words[i];
            } else {
                current = candidate;
            }
        }
        if (!current.empty()) parts.push_back(repr_text(current));
    }

    Rendering& rendering_;
    std::string out_;
};

}  // namespace

std::string pretty_print(Rendering& rendering, const Value& value) {
    return PrettyPrinter(rendering).run(value);
}

}  // namespace tidings::jinja
