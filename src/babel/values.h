#pragma once

#include <optional>

#include "babel/date_time.h"
#include "babel/iso.h"
#include "jinja/builtins/builtin.h"
#include "jinja/run/rendering.h"

namespace tidings::babel {

// Dates, times and spans as values of templates: with the attributes, methods and operators of Python's
// datetime module, and what str() and repr() print of them.

jinja::Value make(jinja::Rendering& rendering, const DateTime& moment);
jinja::Value make(jinja::Rendering& rendering, const Date& date);
jinja::Value make(jinja::Rendering& rendering, const ClockTime& time);
jinja::Value make(jinja::Rendering& rendering, const Span& span);

// An object that stands for a T.
template <class T>
class Holder : public jinja::Object {
public:
    explicit Holder(const T& held) : value(held) {}

    const T value;

protected:
    ~Holder() = default;
};

// The T that a template's value is, or nullptr.
template <class T>
const T* held(const jinja::Value& value) {
    if (!value.is(jinja::Value::Type::object)) return nullptr;
    const auto* const holder = dynamic_cast<const Holder<T>*>(&value.as_object());
    return holder == nullptr ? nullptr : &holder->value;
}

// The T whose method is called.
template <class T>
const T& self(const jinja::Bound& arguments) {
    return *held<T>(arguments[0]);
}

// What a date, a time or a datetime is, whichever of them.
std::optional<Temporal> temporal(const jinja::Value& value);

// A zone as an argument: none, or a name. `fallback` where it was not passed.
Zone zone_or(const jinja::Value& argument, const Zone& fallback);

// -1, 0 or 1.
template <class T>
int sign(const T& a, const T& b) {
    return a == b ? 0 : a < b ? -1 : 1;
}

}  // namespace tidings::babel
