#include "jinja/methods.h"

#include <algorithm>

#include "jinja/items.h"
#include "jinja/lookup.h"
#include "jinja/rendering.h"
#include "jinja/text.h"

namespace tidings::jinja {
namespace {

class Function final : public Object {
public:
    explicit Function(const Builtin& builtin) : builtin_(builtin) {}

    std::string_view type_name() const override { return "function"; }
    void append_text(Rendering& /*rendering*/, std::string& out) override {
        out.append("<function ").append(builtin_.name).append(">");
    }
    bool is_callable() const override { return true; }
    Value call(Rendering& rendering, const Arguments& arguments) override {
        return invoke(rendering, builtin_, arguments);
    }

private:
    const Builtin& builtin_;
};

class Method final : public Object {
public:
    Method(const Builtin& builtin, const Value& self) : builtin_(builtin), self_(self) {}

    std::string_view type_name() const override { return "builtin_function_or_method"; }
    void append_text(Rendering& /*rendering*/, std::string& out) override {
        out.append("<built-in method ").append(builtin_.name).append(">");
    }
    bool is_callable() const override { return true; }
    Value call(Rendering& rendering, const Arguments& arguments) override {
        Value* const all = rendering.arena().make_array<Value>(arguments.positional.size() + 1);
        all[0] = self_;
        std::copy(arguments.positional.begin(), arguments.positional.end(), all + 1);
        return invoke(rendering, builtin_, {{all, arguments.positional.size() + 1}, arguments.named});
    }

private:
    const Builtin& builtin_;
    Value self_;
};

class View final : public Object {
public:
    View(std::string_view kind, const Value& items) : kind_(kind), items_(items) {}

    std::string_view type_name() const override { return kind_; }
    void append_text(Rendering& rendering, std::string& out) override {
        out.append(kind_).append("(");
        append_repr(rendering, items_, out);
        out += ')';
    }
    const Value* items() const override { return &items_; }

private:
    std::string_view kind_;
    Value items_;
};

std::span<const Builtin> methods_of(const Value& object) {
    if (object.is_text()) return text_methods();
    if (object.is_mapping()) return dict_methods();
    if (object.is_list() || object.is(Value::Type::tuple) || object.is(Value::Type::range))
        return list_methods();
    return {};
}

}  // namespace

Value find_method(Rendering& rendering, const Value& object, std::string_view name) {
    const Builtin* const builtin = find_in(methods_of(object), name);
    return builtin ? make_method(rendering, *builtin, object) : Value();
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

Value make_view(Rendering& rendering, const Value& mapping, std::string_view kind) {
    const Items keys(rendering, mapping);
    Value* const items = rendering.arena().make_array<Value>(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const Value value = member(rendering, mapping, keys[i]);
        if (kind == "dict_keys") {
            items[i] = keys[i];
        } else if (kind == "dict_values") {
            items[i] = value;
        } else {
            Value* const pair = rendering.arena().make_array<Value>(2);
            pair[0] = keys[i];
            pair[1] = value;
            items[i] = Value::tuple({pair, 2});
        }
    }
    return Value::object(rendering.arena().make<View>(kind, Value::list({items, keys.size()})));
}

}  // namespace tidings::jinja
