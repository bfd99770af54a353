#include "jinja/run/macro.h"

#include <algorithm>

#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

std::string described(const MacroBody& body) {
    return "macro " + (body.name.empty() ? "None" : repr_text(body.name));
}

}  // namespace

void Macro::append_text(Rendering& /*rendering*/, std::string& out) {
    out += "<Macro ";
    if (body_.name.empty()) {
        out += "anonymous";
    } else {
        append_repr(body_.name, out);
    }
    out += '>';
}

Value Macro::attribute(Rendering& rendering, std::string_view name) {
    if (name == "name") return body_.name.empty() ? Value::none() : Value::text(body_.name);
    if (name == "catch_kwargs") return Value::boolean(body_.uses_kwargs);
    if (name == "catch_varargs") return Value::boolean(body_.uses_varargs);
    if (name == "caller") return Value::boolean(body_.uses_caller);
    if (name != "arguments") return {};
    const std::size_t count = body_.parameters.size();
    Value* const names = rendering.arena().make_array<Value>(count);
    for (std::size_t i = 0; i < count; ++i) names[i] = Value::text(body_.parameters[i].target.name);
    return Value::tuple({names, count});
}

Value Macro::call(Rendering& rendering, const Arguments& arguments) {
    return rendering.run_macro(*this, bind(rendering, arguments));
}

bool Macro::print_call(Rendering& rendering, const Arguments& arguments) {
    rendering.print_macro(*this, bind(rendering, arguments));
    return true;
}

// A frame with the parameters that were passed; the others stay missing.
Frame& Macro::bind(Rendering& rendering, const Arguments& arguments) const {
    Frame& frame = *rendering.new_frame(body_.unit, &frame_);
    const std::size_t parameters = body_.parameters.size();
    const std::size_t given = arguments.positional.size();
    for (std::size_t i = 0; i < std::min(given, parameters); ++i) {
        frame.slots[body_.parameters[i].target.slot] = arguments.positional[i];
    }
    bind_named(rendering, arguments, frame);
    if (body_.uses_varargs) {
        const auto rest = arguments.positional.subspan(std::min(given, parameters));
        Value* const items = rendering.arena().make_array<Value>(rest.size());
        std::copy(rest.begin(), rest.end(), items);
        frame.slots[body_.varargs_slot] = Value::tuple({items, rest.size()});
    } else if (given > parameters) {
        type_error(described(body_) + " takes not more than " + std::to_string(parameters) + " argument(s)");
    }
    return frame;
}

void Macro::bind_named(Rendering& rendering, const Arguments& arguments, Frame& frame) const {
    Dict* const rest = rendering.arena().make<Dict>();
    if (body_.uses_caller) {
        frame.slots[body_.caller_slot] = rendering.undefined_hint("No caller defined");
    }
    for (const NamedValue& named : arguments.named) {
        const auto parameter = std::find_if(
            body_.parameters.begin(), body_.parameters.end(),
            [&](const MacroParameter& candidate) { return candidate.target.name == named.name; });
        rendering.charge(static_cast<std::size_t>(parameter - body_.parameters.begin()) / 16);
        if (parameter != body_.parameters.end() && frame.slots[parameter->target.slot].is_missing()) {
            frame.slots[parameter->target.slot] = named.value;
        } else if (body_.uses_caller && named.name == "caller") {
            frame.slots[body_.caller_slot] = named.value;
        } else {
            rest->set(rendering, Value::text(rendering.arena().copy(named.name)), named.value);
        }
    }
    if (body_.uses_kwargs) {
        frame.slots[body_.kwargs_slot] = Value::dict(rest);
    } else if (rest->size() > 0) {
        const std::string macro = described(body_);
        if (rest->find(rendering, Value::text("caller")) != nullptr) {
            type_error(
                macro +
                " was invoked with two values for the special caller argument. This is most likely a bug.");
        }
        type_error(macro + " takes no keyword argument " + repr_text(rest->entries()[0].key.as_text()));
    }
}

}  // namespace tidings::jinja
