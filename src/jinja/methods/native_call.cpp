#include "jinja/methods/native_call.h"

#include <algorithm>

#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

// One wrong call of a method, without its `self`.
struct Call {
    const Builtin& method;
    const Value& self;
    std::size_t positional;
    std::span<const NamedValue> named;

    std::size_t least() const { return method.required - 1; }
    std::size_t most() const { return parameter_count(method) - 1; }
    std::string name() const { return std::string(method.name); }
    // With the type that has it: "str.upper".
    std::string qualified() const { return std::string(type_name(self)) + "." + name(); }
};

std::string arguments(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " argument" : " arguments");
}

std::string given(std::size_t count) {
    return " (" + std::to_string(count) + " given)";
}

void check_counted(const Call& call) {
    const bool exact = call.least() == call.most();
    if (call.positional < call.least()) {
        type_error(call.name() + " expected " + (exact ? "" : "at least ") + arguments(call.least()) +
                   ", got " + std::to_string(call.positional));
    }
    if (call.positional > call.most()) {
        type_error(call.name() + " expected " + (exact ? "" : "at most ") + arguments(call.most()) +
                   ", got " + std::to_string(call.positional));
    }
}

void check_parsed(const Call& call, std::size_t count) {
    if (count < call.least()) {
        type_error(call.name() + "() takes at least " + arguments(call.least()) + given(count));
    }
    if (count > call.most()) {
        type_error(call.name() + "() takes at most " + arguments(call.most()) + given(count));
    }
}

void check_names(const Call& call) {
    const auto& parameters = call.method.parameters;
    for (const NamedValue& named : call.named) {
        const auto* const found = std::find(parameters.begin() + 1, parameters.end(), named.name);
        if (found == parameters.end() || found->empty()) {
            type_error(repr_text(named.name) + " is an invalid keyword argument for " + call.name() + "()");
        }
        const auto place = static_cast<std::size_t>(found - parameters.begin());
        if (place <= call.positional) {
            type_error("argument for " + call.name() + "() given by name (" + repr_text(named.name) +
                       ") and position (" + std::to_string(place) + ")");
        }
    }
}

void check_native(const Call& call) {
    if (call.method.calling == Calling::python) return;
    if (!call.named.empty() && call.method.calling != Calling::named) {
        const bool parsed = call.method.calling == Calling::parsed;
        type_error((parsed ? call.name() : call.qualified()) + "() takes no keyword arguments");
    }
    switch (call.method.calling) {
        case Calling::no_argument:
            if (call.positional > 0)
                type_error(call.qualified() + "() takes no arguments" + given(call.positional));
            return;
        case Calling::one:
            if (call.positional != 1)
                type_error(call.qualified() + "() takes exactly one argument" + given(call.positional));
            return;
        case Calling::counted:
            return check_counted(call);
        case Calling::parsed:
            return check_parsed(call, call.positional);
        case Calling::named:
            check_parsed(call, call.positional + call.named.size());
            return check_names(call);
        case Calling::python:
        case Calling::positional:
            return;
    }
}

// Methods that Python's Markup has of its own are written in Python.
void check_markup(const Call& call) {
    if (call.method.calling == Calling::named) return;
    for (const NamedValue& named : call.named) {
        const auto& parameters = call.method.parameters;
        if (std::find(parameters.begin() + 1, parameters.end(), named.name) == parameters.end()) continue;
        type_error(
            std::string(call.method.python_name) +
            "() got some positional-only arguments passed as keyword arguments: " + repr_text(named.name));
    }
}

}  // namespace

Value invoke_method(Rendering& rendering, const Builtin& method, const Arguments& arguments) {
    if (method.fixed != nullptr) {
        const Value& self = arguments.positional[0];
        const Call call{method, self, arguments.positional.size() - 1, arguments.named};
        if (self.is_markup() && !method.python_name.empty()) {
            check_markup(call);
        } else {
            check_native(call);
        }
    }
    return invoke(rendering, method, arguments);
}

}  // namespace tidings::jinja
