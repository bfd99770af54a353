#include "jinja/builtins/builtin.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "jinja/failure.h"
#include "jinja/run/charge_texts.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/python_text.h"
#include "jinja/values/text.h"
#include "jinja/vocabulary.h"

namespace tidings::jinja {
namespace {

std::string python_name(const Builtin& builtin) {
    return std::string(builtin.python_name.empty() ? builtin.name : builtin.python_name) + "()";
}

[[noreturn]] void too_many(const Builtin& builtin, std::size_t given) {
    const std::size_t hidden = builtin.hidden.empty() ? 0 : 1;
    const std::size_t count = parameter_count(builtin) + hidden;
    const std::size_t required = builtin.required + hidden;
    given += hidden;
    const std::string range = required == count
                                  ? std::to_string(count)
                                  : "from " + std::to_string(required) + " to " + std::to_string(count);
    type_error(python_name(builtin) + " takes " + range + " positional argument" + (count == 1 ? "" : "s") +
               " but " + std::to_string(given) + (given == 1 ? " was" : " were") + " given");
}

// Of a filter or test that is a function of Python's in C.
void check_native(const Builtin& builtin, const Arguments& arguments) {
    const bool is_operator = builtin.calling == Calling::counted;
    if (!arguments.named.empty()) {
        type_error((is_operator ? "_operator." : "") + python_name(builtin) + " takes no keyword arguments");
    }
    const std::size_t given = arguments.positional.size();
    const std::size_t count = parameter_count(builtin);
    if (given == count) return;
    if (is_operator) {
        type_error(std::string(builtin.python_name) + " expected " + std::to_string(count) +
                   " arguments, got " + std::to_string(given));
    }
    type_error(python_name(builtin) + " takes exactly one argument (" + std::to_string(given) + " given)");
}

// "'a'", "'a' and 'b'", "'a', 'b', and 'c'"
std::string enumerate(const std::vector<std::string_view>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += names.size() == 2 ? " and " : i + 1 == names.size() ? ", and " : ", ";
        append_repr(names[i], text);
    }
    return text;
}

void check_required(const Builtin& builtin, const Bound& bound) {
    std::vector<std::string_view> absent;
    for (std::size_t i = 0; i < builtin.required; ++i) {
        if (bound[i].is_missing()) absent.push_back(builtin.parameters[i]);
    }
    if (absent.empty()) return;
    type_error(python_name(builtin) + " missing " + std::to_string(absent.size()) +
               " required positional argument" + (absent.size() == 1 ? "" : "s") + ": " + enumerate(absent));
}

[[noreturn]] void given_again(const Builtin& builtin, std::string_view name) {
    type_error(python_name(builtin) + " got multiple values for argument " + repr_text(name));
}

bool is_hidden(const Builtin& builtin, std::string_view name) {
    return !builtin.hidden.empty() && name == builtin.hidden;
}

void check_variadic(const Builtin& builtin, const Arguments& arguments) {
    for (const NamedValue& named : arguments.named) {
        if (is_hidden(builtin, named.name) || (builtin.required > 0 && named.name == builtin.parameters[0])) {
            given_again(builtin, named.name);
        }
    }
}

void bind_named(const Builtin& builtin, const NamedValue& named, Bound& bound) {
    const auto* const parameter = std::find(builtin.parameters.begin(), builtin.parameters.end(), named.name);
    if (is_hidden(builtin, named.name)) given_again(builtin, named.name);
    if (parameter == builtin.parameters.end() || parameter->empty()) {
        type_error(python_name(builtin) + " got an unexpected keyword argument " + repr_text(named.name));
    }
    if (builtin.calling == Calling::positional) {
        type_error(
            python_name(builtin) +
            " got some positional-only arguments passed as keyword arguments: " + repr_text(named.name));
    }
    Value& slot = bound[static_cast<std::size_t>(parameter - builtin.parameters.begin())];
    if (!slot.is_missing()) given_again(builtin, named.name);
    slot = named.value;
}

using Table = std::unordered_map<std::string_view, const Builtin*>;

Table make_filter_table() {
    Table table;
    for (const auto& part :
         {text_filters(), layout_filters(), sequence_filters(), selection_filters(), lazy_filters(),
          number_filters(), html_filters(), link_filters(), other_filters()}) {
        for (const Builtin& builtin : part) table.emplace(builtin.name, &builtin);
    }
    return table;
}

}  // namespace

std::string called_as(const Builtin& builtin) {
    std::string name = python_name(builtin);
    if (name.starts_with("sync_")) name.erase(0, 5);
    if (builtin.calling == Calling::counted) return "_operator." + name;
    if (name.starts_with("do_")) return "jinja2.filters." + name;
    if (name.starts_with("test_")) return "jinja2.tests." + name;
    return name == "escape()" || name == "soft_str()" ? "markupsafe." + name : name;
}

bool takes_plainly(const Builtin& builtin, std::size_t count) {
    return builtin.fixed != nullptr && count >= builtin.required && count <= parameter_count(builtin);
}

Value invoke(Rendering& rendering, const Builtin& builtin, const Arguments& arguments) {
    charge_texts(rendering, arguments.positional);
    for (const NamedValue& named : arguments.named) charge_texts(rendering, {&named.value, 1});
    if (builtin.variadic != nullptr) {
        check_variadic(builtin, arguments);
        return builtin.variadic(rendering, arguments);
    }
    const bool is_native = builtin.calling != Calling::python && builtin.calling != Calling::positional;
    if (is_native && builtin.parameters[0] != "self") check_native(builtin, arguments);
    Bound bound{};
    const std::size_t given = arguments.positional.size();
    const std::size_t taken = given == 0 ? 0 : std::min(given, parameter_count(builtin));
    std::copy_n(arguments.positional.begin(), taken, bound.begin());
    for (const NamedValue& named : arguments.named) bind_named(builtin, named, bound);
    if (given > taken) too_many(builtin, given);
    check_required(builtin, bound);
    return builtin.fixed(rendering, bound);
}

Arguments with_self(Rendering& rendering, const Value& self, const Arguments& arguments) {
    const std::size_t given = arguments.positional.size();
    Value* const all = rendering.arena().make_array<Value>(given + 1);
    all[0] = self;
    std::copy(arguments.positional.begin(), arguments.positional.end(), all + 1);
    return {{all, given + 1}, arguments.named};
}

void check_unnamed(std::string_view python_name, const Arguments& arguments) {
    if (arguments.named.empty()) return;
    type_error(std::string(python_name) + "() got an unexpected keyword argument " +
               repr_text(arguments.named[0].name));
}

std::size_t parameter_count(const Builtin& builtin) {
    return static_cast<std::size_t>(std::find(builtin.parameters.begin(), builtin.parameters.end(), "") -
                                    builtin.parameters.begin());
}

const Builtin* find_in(std::span<const Builtin> table, std::string_view name) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const Builtin& builtin) { return builtin.name == name; });
    return found == table.end() ? nullptr : &*found;
}

const Builtin* find_filter(const Options& options, std::string_view name) {
    if (options.vocabulary != nullptr) {
        if (const Builtin* const found = find_in(options.vocabulary->filters, name)) return found;
    }
    static const Table table = make_filter_table();
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second;
}

std::int64_t integer_or(const Value& argument, std::int64_t fallback) {
    if (argument.is_missing()) return fallback;
    if (argument.is(Value::Type::big_integer)) {
        fail("OverflowError", "Python int too large to convert to C ssize_t");
    }
    if (!argument.is_integral()) {
        type_error("'" + std::string(type_name(argument)) + "' object cannot be interpreted as an integer");
    }
    return argument.as_integer();
}

int int_or(const Value& argument, int fallback) {
    const bool is_big = argument.is(Value::Type::big_integer);
    const std::int64_t value =
        is_big ? std::numeric_limits<std::int64_t>::max() : integer_or(argument, fallback);
    if (!std::in_range<int>(value)) fail("OverflowError", "Python int too large to convert to C int");
    return static_cast<int>(value);
}

bool truth_or(Rendering& rendering, const Value& argument, bool fallback) {
    return argument.is_missing() ? fallback : truth(rendering, argument);
}

std::string_view text_or(Rendering& rendering, const Value& argument, std::string_view fallback) {
    return argument.is_missing() ? fallback : to_text(rendering, argument);
}

}  // namespace tidings::jinja
