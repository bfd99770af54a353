#include <algorithm>
#include <vector>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/python_text.h"
#include "jinja/values/attribute_path.h"
#include "jinja/values/compare.h"
#include "jinja/values/cursor.h"
#include "jinja/values/generator.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

[[noreturn]] void argument_error(std::string message) {
    fail("FilterArgumentError", std::move(message));
}

// A filter or test that a template names by a text while it runs.
const Builtin& named_builtin(Rendering& rendering, const Value& name, bool is_filter) {
    if (name.is_text()) {
        const std::string_view text = name.as_text();
        const Builtin* const builtin = is_filter ? find_filter(rendering.options(), text) : find_test(text);
        if (builtin != nullptr) return *builtin;
    }
    hash_of(rendering, name);  // Jinja2 looks it up in a dict
    std::string message =
        std::string("No ") + (is_filter ? "filter" : "test") + " named " + repr(rendering, name) + ".";
    if (name.is_undefined()) {
        message += " (" + rendering.undefined_message(name) + "; did you forget to quote the callable name?)";
    }
    fail("TemplateRuntimeError", std::move(message));
}

// The arguments of a call, kept for when the first item is asked for.
Arguments kept(Rendering& rendering, const Arguments& arguments) {
    Arena& arena = rendering.arena();
    Value* const positional = arena.make_array<Value>(arguments.positional.size());
    std::copy(arguments.positional.begin(), arguments.positional.end(), positional);
    NamedValue* const named = arena.make_array<NamedValue>(arguments.named.size());
    for (std::size_t i = 0; i < arguments.named.size(); ++i) {
        named[i] = {arena.copy(arguments.named[i].name), arguments.named[i].value};
    }
    return {{positional, arguments.positional.size()}, {named, arguments.named.size()}};
}

// What map, select and their like have in common: an input that is looked at when the first item is asked
// for, then the arguments, and for each item a filter or test that they name.
class Applying : public Generator {
public:
    Applying(std::string_view name, const Arguments& arguments)
        : Generator("generator", name), arguments_(arguments) {}

    bool next(Rendering& rendering, Value& item) final {
        const Rendering::Nested nested(rendering);
        if (!begun_) {
            begun_ = true;
            const Value& source = arguments_.positional[0];
            if (!truth(rendering, source)) return false;
            begin(rendering);
            cursor_ = rendering.arena().make<Cursor>(rendering, source);
        }
        return cursor_ != nullptr && next_of(rendering, *cursor_, item);
    }

protected:
    ~Applying() = default;

    virtual void begin(Rendering& rendering) = 0;
    virtual bool next_of(Rendering& rendering, Cursor& cursor, Value& item) = 0;

    const Arguments& arguments() const { return arguments_; }

    // The filter or test that the argument at `place` names, called with those behind it.
    Value apply_to(Rendering& rendering, const Value& item, std::size_t place, bool is_filter) {
        if (builtin_ == nullptr) {
            builtin_ = &named_builtin(rendering, arguments_.positional[place], is_filter);
        }
        const auto rest = arguments_.positional.subspan(place + 1);
        std::vector<Value> all{item};
        all.insert(all.end(), rest.begin(), rest.end());
        return invoke(rendering, *builtin_, {all, arguments_.named});
    }

private:
    Arguments arguments_;
    const Builtin* builtin_ = nullptr;
    Cursor* cursor_ = nullptr;
    bool begun_ = false;
};

class Mapping final : public Applying {
public:
    explicit Mapping(const Arguments& arguments) : Applying("sync_do_map", arguments) {}

private:
    void begin(Rendering& rendering) override {
        if (arguments().positional.size() > 1) return;
        Value path;
        Value fallback;
        for (const NamedValue& named : arguments().named) {
            if (named.name == "attribute") path = named.value;
            if (named.name == "default") fallback = named.value;
        }
        if (path.is_missing()) argument_error("map requires a filter argument");
        for (const NamedValue& named : arguments().named) {
            if (named.name != "attribute" && named.name != "default")
                argument_error("Unexpected keyword argument " + repr_text(named.name));
        }
        path_ = rendering.arena().make<AttributePath>(rendering, path, fallback);
    }

    bool next_of(Rendering& rendering, Cursor& cursor, Value& item) override {
        if (!cursor.next(rendering, item)) return false;
        item = path_ != nullptr ? path_->of(rendering, item) : apply_to(rendering, item, 1, true);
        return true;
    }

    const AttributePath* path_ = nullptr;
};

class Selection final : public Applying {
public:
    Selection(bool wanted, bool by_attribute, const Arguments& arguments)
        : Applying("select_or_reject", arguments), wanted_(wanted), own_(by_attribute ? 2 : 1) {}

private:
    void begin(Rendering& rendering) override {
        const auto given = arguments().positional;
        if (given.size() < own_) argument_error("Missing parameter for attribute name");
        path_ = rendering.arena().make<AttributePath>(rendering, own_ == 2 ? given[1] : Value());
    }

    bool next_of(Rendering& rendering, Cursor& cursor, Value& item) override {
        while (cursor.next(rendering, item)) {
            Value value = path_->of(rendering, item);
            if (arguments().positional.size() > own_) value = apply_to(rendering, value, own_, false);
            if (truth(rendering, value) == wanted_) return true;
        }
        return false;
    }

    bool wanted_;      // what the test must say
    std::size_t own_;  // arguments, its input among them, before the test's
    const AttributePath* path_ = nullptr;
};

template <bool wanted, bool by_attribute>
Value select(Rendering& rendering, const Arguments& arguments) {
    return Value::generator(
        rendering.arena().make<Selection>(wanted, by_attribute, kept(rendering, arguments)));
}

Value map(Rendering& rendering, const Arguments& arguments) {
    return Value::generator(rendering.arena().make<Mapping>(kept(rendering, arguments)));
}

Value default_filter(Rendering& rendering, const Bound& a) {
    const bool replaced =
        a[0].is_undefined() || (truth_or(rendering, a[2], false) && !truth(rendering, a[0]));
    if (!replaced) return a[0];
    return a[1].is_missing() ? Value::text("") : a[1];
}

// Reaches the attributes of this room's own objects only, never a method.
Value attr(Rendering& rendering, const Bound& a) {
    const std::string_view name = to_text(rendering, a[1]);
    const bool is_chainable = a[0].is_undefined() && a[0].as_undefined().mode == Undefined::chainable;
    if (a[0].is_undefined() && (is_chainable || !name.starts_with("__"))) {
        return get_attribute(rendering, a[0], name);
    }
    const Value found = a[0].is(Value::Type::object) ? a[0].as_object().attribute(rendering, name)
                                                     : find_method(rendering, a[0], name);
    return found.is_missing() ? rendering.undefined(a[0], Value::text(name)) : found;
}

constexpr Builtin selection(std::string_view name, std::string_view python_name,
                            Value (*work)(Rendering&, const Arguments&)) {
    return {.name = name,
            .python_name = python_name,
            .parameters = {"value"},
            .required = 1,
            .variadic = work,
            .hidden = "context"};
}

constexpr Builtin kSelectionFilters[] = {
    selection("map", "sync_do_map", map),
    selection("select", "sync_do_select", select<true, false>),
    selection("reject", "sync_do_reject", select<false, false>),
    selection("selectattr", "sync_do_selectattr", select<true, true>),
    selection("rejectattr", "sync_do_rejectattr", select<false, true>),
    {.name = "default",
     .python_name = "do_default",
     .parameters = {"value", "default_value", "boolean"},
     .required = 1,
     .fixed = default_filter},
    {.name = "d",
     .python_name = "do_default",
     .parameters = {"value", "default_value", "boolean"},
     .required = 1,
     .fixed = default_filter},
    {.name = "attr",
     .python_name = "do_attr",
     .parameters = {"obj", "name"},
     .required = 2,
     .fixed = attr,
     .hidden = "environment"},
};

}  // namespace

std::span<const Builtin> selection_filters() {
    return kSelectionFilters;
}

}  // namespace tidings::jinja
