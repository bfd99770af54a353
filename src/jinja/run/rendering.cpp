#include "jinja/run/rendering.h"

#include <utility>

#include "jinja/run/capture.h"
#include "jinja/text/python_text.h"
#include "jinja/values/text.h"

namespace tidings::jinja {

Rendering::Rendering(const CompiledTemplate& compiled, const json::object& data,
                     const Surroundings& surroundings)
    : arena_(compiled.library().options().limits.memory_bytes),
      limits_(compiled.library().options().limits),
      options_(compiled.library().options()),
      template_(&compiled),
      position_template_(&compiled),
      escapes_(written_autoescape()),
      data_(data),
      surroundings_(surroundings),
      out_(compiled.usual_output(), limits_.output_bytes),
      random_(surroundings.seed) {}

std::string Rendering::run() {
    Context context;
    context.data = &data_;
    context.exported = arena_.make<Dict>();
    context.autoescape = arena_.make<Escaping>(*written_autoescape());
    if (!template_->blocks.empty()) context.blocks = blocks_of(*template_);
    joined([&] { run_template(*template_, context); });
    template_->tell_output(out_.size());
    return std::move(out_).take();
}

void Rendering::too_deep() const {
    fail("RecursionError", "maximum recursion depth exceeded");
}

void Rendering::print(const Value& value) {
    if (value.is_text()) {
        const std::string_view text = value.as_text();
        check_text(out_.size() + text.size());
        if (escapes() && !value.is_markup()) {
            out_.append_escaped(text);
        } else {
            out_.append(text);
        }
    } else if (value.is(Value::Type::integer)) {
        out_.append(value.as_integer());
    } else if (value.is(Value::Type::real)) {
        spare_.clear();
        append_real(value.as_real(), spare_);
        out_.append(spare_);
    } else {
        print_as_text(value);
    }
    check_text(out_.size());
}

// What makes a text of itself may print meanwhile.
void Rendering::print_as_text(const Value& value) {
    std::string text = std::exchange(spare_, {});
    text.clear();
    append_str(*this, value, text);
    if (!escapes() || value.is_number() || is_html(value)) {
        out_.append(text);
    } else {
        out_.append_escaped(text);
    }
    spare_ = std::move(text);
}

void Rendering::append_unchanged(const Value& value) {
    if (value.is_text()) {
        check_text(out_.size() + value.as_text().size());
        out_.append(value.as_text());
    } else if (unjoinable_.empty()) {
        unjoinable_ = type_name(value);
    }
}

void Rendering::cannot_join(std::string_view type) {
    type_error("sequence item 0: expected str instance, " + std::string(type) + " found");
}

void Rendering::too_many_steps() const {
    fail("LimitError", "the template takes more than " + std::to_string(limits_.steps) + " steps");
}

void Rendering::too_much_output() const {
    fail("LimitError", "the template writes more than " + std::to_string(limits_.output_bytes) + " bytes");
}

Value Rendering::undefined_name(std::string_view name) {
    return undefined({}, Value::text(name));
}

Value Rendering::undefined(const Value& object, const Value& key) {
    return Value::undefined(arena_.make<UndefinedValue>(options_.undefined, object, key, std::string_view()));
}

Value Rendering::undefined_hint(std::string_view hint) {
    return Value::undefined(
        arena_.make<UndefinedValue>(options_.undefined, Value(), Value(), arena_.copy(hint)));
}

std::string Rendering::undefined_message(const Value& value) {
    const UndefinedValue& undefined = value.as_undefined();
    if (!undefined.hint.empty()) return std::string(undefined.hint);
    const std::string key = undefined.key.is_undefined() ? "Undefined" : repr(*this, undefined.key);
    if (undefined.object.is_missing()) return key + " is undefined";
    const std::string object = object_description(undefined.object);
    if (!undefined.key.is_text()) return object + " has no element " + key;
    return repr_text(object) + " has no attribute " + key;
}

void Rendering::undefined_error(const Value& undefined) {
    fail("UndefinedError", undefined_message(undefined));
}

Value Rendering::call(const Value& callee, const Arguments& arguments) {
    const Nested nested(*this);
    if (callee.is(Value::Type::object)) return callee.as_object().call(*this, arguments);
    if (callee.is_undefined()) undefined_error(callee);
    type_error("'" + std::string(type_name(callee)) + "' object is not callable");
}

Frame* Rendering::new_frame(const Unit& unit, Frame* parent) {
    return arena_.make<Frame>(parent, arena_.make_array<Value>(unit.slots));
}

}  // namespace tidings::jinja
