#include "jinja/methods/methods.h"

#include <algorithm>
#include <unordered_map>

#include "jinja/methods/text.h"
#include "jinja/run/rendering.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

// What Python calls the class that a global of that name is; empty for a function.
std::string_view class_of(std::string_view global) {
    constexpr std::pair<std::string_view, std::string_view> kClasses[] = {
        {"cycler", "jinja2.utils.Cycler"},
        {"dict", "dict"},
        {"joiner", "jinja2.utils.Joiner"},
        {"namespace", "jinja2.utils.Namespace"},
        {"range", "range"}};
    for (const auto& [name, text] : kClasses) {
        if (name == global) return text;
    }
    return {};
}

class Function final : public Object {
public:
    explicit Function(const Builtin& builtin) : builtin_(builtin), class_(class_of(builtin.name)) {}

    std::string_view type_name() const override { return class_.empty() ? "function" : "type"; }
    void append_text(Rendering& /*rendering*/, std::string& out) override {
        if (class_.empty()) {
            out.append("<function ").append(builtin_.name).append(">");
        } else {
            out.append("<class '").append(class_).append("'>");
        }
    }
    // `dict.fromkeys` needs no dict.
    Value attribute(Rendering& rendering, std::string_view name) override {
        if (class_ != "dict" || name != "fromkeys") return {};
        return find_method(rendering, Value::dict(rendering.arena().make<Dict>()), name);
    }
    bool is_equal(const Value& other) const override {
        const auto* const function =
            other.is(Value::Type::object) ? dynamic_cast<const Function*>(&other.as_object()) : nullptr;
        return function != nullptr && &function->builtin_ == &builtin_;
    }
    bool is_callable() const override { return true; }
    Value call(Rendering& rendering, const Arguments& arguments) override {
        return invoke(rendering, builtin_, arguments);
    }

private:
    const Builtin& builtin_;
    std::string_view class_;
};

class Method final : public Object {
public:
    Method(const Builtin& builtin, const Value& self) : builtin_(builtin), self_(self) {}

    std::string_view type_name() const override {
        return is_pythons() ? "method" : "builtin_function_or_method";
    }
    void append_text(Rendering& rendering, std::string& out) override {
        if (!is_pythons()) {
            out.append("<built-in method ").append(builtin_.name).append(">");
            return;
        }
        out.append("<bound method ").append(builtin_.python_name).append(" of ");
        append_repr(rendering, self_, out);
        out += '>';
    }
    bool is_equal(const Value& other) const override {
        const auto* const method =
            other.is(Value::Type::object) ? dynamic_cast<const Method*>(&other.as_object()) : nullptr;
        return method != nullptr && &method->builtin_ == &builtin_ && method->self_.same_as(self_);
    }
    bool is_callable() const override { return true; }
    Value call(Rendering& rendering, const Arguments& arguments) override {
        return invoke_method(rendering, builtin_, with_self(rendering, self_, arguments));
    }

private:
    // Written in Python, by Jinja2 and MarkupSafe.
    bool is_pythons() const {
        return (self_.is(Value::Type::object) || self_.is_markup()) && !builtin_.python_name.empty();
    }

    const Builtin& builtin_;
    Value self_;
};

using Table = std::unordered_map<std::string_view, const Builtin*>;

Table make_text_table(bool markup) {
    Table table;
    for (const auto& part : {text_case_methods(), text_kind_methods(), text_search_methods(),
                             text_split_methods(), text_layout_methods(), text_translate_methods(),
                             text_format_methods(), markup ? markup_methods() : std::span<const Builtin>()}) {
        for (const Builtin& builtin : part) table.emplace(builtin.name, &builtin);
    }
    return table;
}

const Builtin* find_text_method(std::string_view name, bool markup) {
    static const Table plain = make_text_table(false);
    static const Table safe = make_text_table(true);
    const Table& table = markup ? safe : plain;
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second;
}

const Builtin* method_of(const Value& object, std::string_view name) {
    switch (object.type()) {
        case Value::Type::text:
            return find_text_method(name, object.is_markup());
        case Value::Type::dict:
        case Value::Type::json_object:
            return find_in(dict_methods(), name);
        case Value::Type::list:
        case Value::Type::json_array:
            return find_in(list_methods(), name);
        case Value::Type::tuple:
            return find_in(tuple_methods(), name);
        case Value::Type::range:
            return find_in(range_methods(), name);
        case Value::Type::boolean:
        case Value::Type::integer:
        case Value::Type::big_integer:
            return find_in(integer_methods(), name);
        case Value::Type::real:
            return find_in(real_methods(), name);
        default:
            return nullptr;
    }
}

}  // namespace

const Builtin* find_callable(const Value& object, std::string_view name) {
    return object.is(Value::Type::object) ? object.as_object().method(name) : method_of(object, name);
}

Value find_method(Rendering& rendering, const Value& object, std::string_view name) {
    if (const Builtin* const builtin = method_of(object, name)) {
        return make_method(rendering, *builtin, object);
    }
    if (object.is_number()) return number_property(object, name);
    if (object.is_group()) {
        if (name == "grouper") return object.as_items()[0];
        if (name == "list") return object.as_items()[1];
    }
    if (object.is(Value::Type::range)) return range_property(object.as_range(), name);
    return {};
}

bool is_dict_method(std::string_view name) {
    return find_in(dict_methods(), name) != nullptr;
}

Value make_method(Rendering& rendering, const Builtin& builtin, const Value& self) {
    return Value::object(rendering.arena().make<Method>(builtin, self));
}

Value make_function(Rendering& rendering, const Builtin& builtin) {
    return Value::object(rendering.arena().make<Function>(builtin));
}

}  // namespace tidings::jinja
