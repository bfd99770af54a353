#include "jinja/run/evaluated_arguments.h"

#include <algorithm>

#include "jinja/builtins/builtin.h"
#include "jinja/run/lookup.h"
#include "jinja/text/python_text.h"
#include "jinja/values/items.h"

namespace tidings::jinja {

Rendering::EvaluatedArguments::EvaluatedArguments(Rendering& rendering, const Value* input,
                                                  const CallArguments& arguments, const Builtin* filter,
                                                  const Value* caller) {
    const std::size_t own = arguments.positional.size() + (input != nullptr ? 1 : 0);
    positional_ = own <= kFewMax ? few_ : rendering.arena_.make_array<Value>(own);
    if (input != nullptr) add(*input);
    for (const ExprPtr& argument : arguments.positional) add(rendering.eval(*argument));
    if (!arguments.named.empty() || caller != nullptr) add_named(rendering, arguments, caller);
    if (arguments.star) {
        const Value items = rendering.eval(*arguments.star);
        rendering.at(arguments.star->offset);
        if (!is_iterable(items)) {
            type_error("Value after * must be an iterable, not " + std::string(type_name(items)));
        }
        add_star(rendering, items);
    }
    if (arguments.double_star) {
        const Value mapping = rendering.eval(*arguments.double_star);
        rendering.at(arguments.double_star->offset);
        add_double_star(rendering, mapping, filter);
    }
}

void Rendering::EvaluatedArguments::add_star(Rendering& rendering, const Value& items) {
    const Items more(rendering, items);
    Value* const all = rendering.arena_.make_array<Value>(count_ + more.size());
    std::copy_n(positional_, count_, all);
    for (std::size_t i = 0; i < more.size(); ++i) all[count_ + i] = more[i];
    positional_ = all;
    count_ += more.size();
}

void Rendering::EvaluatedArguments::add_named(Rendering& rendering, const CallArguments& arguments,
                                              const Value* caller) {
    const std::size_t room = arguments.named.size() + 1;
    if (room > kFewMax) named_ = rendering.arena_.make_array<NamedValue>(room);
    for (const auto& [name, argument] : arguments.named) add_named({name, rendering.eval(*argument)});
    if (caller != nullptr) add_named({"caller", *caller});
}

void Rendering::EvaluatedArguments::add_double_star(Rendering& rendering, const Value& mapping,
                                                    const Builtin* filter) {
    if (mapping.is_undefined()) rendering.undefined_error(mapping);
    const auto called = [&] {
        return filter ? called_as(*filter) : std::string("jinja2.runtime.Context.call()");
    };
    if (!mapping.is_mapping()) {
        type_error(called() + " argument after ** must be a mapping, not " + std::string(type_name(mapping)));
    }
    const Items keys(rendering, mapping);
    NamedValue* const all = rendering.arena_.make_array<NamedValue>(named_count_ + keys.size());
    std::copy_n(named_, named_count_, all);
    const std::span<const NamedValue> before(all, named_count_);
    named_ = all;
    bool are_texts = true;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!keys[i].is_text()) {
            are_texts = false;
            continue;
        }
        const std::string_view name = keys[i].as_text();
        if (std::any_of(before.begin(), before.end(), [&](const NamedValue& b) { return b.name == name; })) {
            type_error(called() + " got multiple values for keyword argument " + repr_text(name));
        }
        add_named({name, member(rendering, mapping, keys[i])});
    }
    if (!are_texts) type_error("keywords must be strings");
}

}  // namespace tidings::jinja
