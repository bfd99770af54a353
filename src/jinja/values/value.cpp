#include "jinja/values/value.h"

#include <cmath>
#include <limits>

#include "jinja/failure.h"
#include "jinja/values/big_integer.h"
#include "jinja/values/generator.h"

namespace tidings::jinja {

Value Value::boolean(bool b) {
    Value v(Type::boolean);
    v.payload_.boolean = b;
    return v;
}

Value Value::integer(std::int64_t i) {
    Value v(Type::integer);
    v.payload_.integer = i;
    return v;
}

Value Value::big_integer(const BigInteger& big) {
    Value v(Type::big_integer);
    v.payload_.words = big.words.data();
    v.size_ = static_cast<std::uint32_t>(big.words.size() << 1U) | (big.negative ? 1U : 0U);
    return v;
}

double Value::big_as_real() const {
    const BigInteger big = as_big_integer();
    const double real = nearest_real(big);
    if (std::isinf(real)) fail("OverflowError", "int too large to convert to float");
    return big.negative ? -real : real;
}

Value Value::real(double d) {
    Value v(Type::real);
    v.payload_.real = d;
    return v;
}

void Value::too_long() {
    fail("LimitError", "a text is too long");
}

Value Value::list(List* list) {
    Value v(Type::list);
    v.payload_.list = list;
    return v;
}

Value Value::tuple(std::span<const Value> items) {
    if (items.size() > std::numeric_limits<std::uint32_t>::max()) fail("LimitError", "a tuple is too long");
    Value v(Type::tuple);
    v.payload_.items = items.data();
    v.size_ = static_cast<std::uint32_t>(items.size());
    return v;
}

Value Value::group(std::span<const Value> items) {
    Value v = tuple(items);
    v.group_ = true;
    return v;
}

Value Value::dict(Dict* dict) {
    Value v(Type::dict);
    v.payload_.dict = dict;
    return v;
}

Value Value::range(const Range* range) {
    Value v(Type::range);
    v.payload_.range = range;
    return v;
}

Value Value::generator(Generator* generator) {
    Value v(Type::generator);
    v.payload_.generator = generator;
    return v;
}

Value Value::object(Object* object) {
    Value v(Type::object);
    v.payload_.object = object;
    return v;
}

Value Value::undefined(const UndefinedValue* undefined) {
    Value v(Type::undefined);
    v.payload_.undefined = undefined;
    return v;
}

Value Value::json(const json::value& value) {
    switch (value.kind()) {
        case boost::json::kind::null:
            return none();
        case boost::json::kind::bool_:
            return boolean(value.get_bool());
        case boost::json::kind::int64:
            return integer(value.get_int64());
        case boost::json::kind::uint64:
            if (value.get_uint64() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
                return big_integer({{value.if_uint64(), 1}, false});
            return integer(static_cast<std::int64_t>(value.get_uint64()));
        case boost::json::kind::double_:
            return real(value.get_double());
        case boost::json::kind::string:
            return text({value.get_string().data(), value.get_string().size()});
        case boost::json::kind::array:
            return json(value.get_array());
        case boost::json::kind::object:
            return json(value.get_object());
    }
    return none();
}

Value Value::json(const json::array& array) {
    Value v(Type::json_array);
    v.payload_.json_array = &array;
    return v;
}

Value Value::json(const json::object& object) {
    Value v(Type::json_object);
    v.payload_.json_object = &object;
    return v;
}

bool Value::same_as(const Value& other) const {
    if (type_ != other.type_ || markup_ != other.markup_) return false;
    switch (type_) {
        case Type::missing:
        case Type::none:
            return true;
        case Type::boolean:
            return payload_.boolean == other.payload_.boolean;
        case Type::integer:
            return payload_.integer == other.payload_.integer;
        case Type::big_integer:
            return compare_big(*this, other) == 0;
        case Type::real:  // a nan is itself, though it equals nothing
            return payload_.integer == other.payload_.integer;
        case Type::text:
            return as_text() == other.as_text();
        default:
            return payload_.address == other.payload_.address && size_ == other.size_;
    }
}

std::string Object::formatted(Rendering& /*rendering*/, std::string_view /*spec*/) {
    type_error("unsupported format string passed to " + std::string(type_name()) + ".__format__");
}

std::optional<std::size_t> Object::size(Rendering& /*rendering*/) {
    const auto all = items();
    return all ? std::optional(all->size()) : std::nullopt;
}

Value Object::attribute(Rendering& /*rendering*/, std::string_view /*name*/) {
    return {};
}

Value Object::call(Rendering& /*rendering*/, const Arguments& /*arguments*/) {
    type_error("'" + std::string(type_name()) + "' object is not callable");
}

bool Object::is_equal(const Value& other) const {
    return other.is(Value::Type::object) && &other.as_object() == this;
}

std::optional<int> Object::order_to(const Value& /*other*/) const {
    return std::nullopt;
}

Value Object::operate(Rendering& /*rendering*/, BinaryOp /*op*/, const Value& /*other*/, bool /*reflected*/) {
    return {};
}

Value Object::negated(Rendering& /*rendering*/) {
    return {};
}

std::string_view type_name(const Value& value) {
    switch (value.type()) {
        case Value::Type::missing:
        case Value::Type::none:
            return "NoneType";
        case Value::Type::undefined: {
            constexpr std::string_view kNames[] = {"StrictUndefined", "Undefined", "ChainableUndefined",
                                                   "DebugUndefined"};
            return kNames[static_cast<std::size_t>(value.as_undefined().mode)];
        }
        case Value::Type::boolean:
            return "bool";
        case Value::Type::integer:
        case Value::Type::big_integer:
            return "int";
        case Value::Type::real:
            return "float";
        case Value::Type::text:
            return value.is_markup() ? "Markup" : "str";
        case Value::Type::json_array:
        case Value::Type::list:
            return "list";
        case Value::Type::json_object:
        case Value::Type::dict:
            return "dict";
        case Value::Type::tuple:
            return value.is_group() ? "_GroupTuple" : "tuple";
        case Value::Type::range:
            return "range";
        case Value::Type::generator:
            return value.as_generator().type_name();
        case Value::Type::object:
            return value.as_object().type_name();
    }
    return {};
}

std::string object_description(const Value& value) {
    if (value.is_none()) return "None";
    const std::string name(type_name(value));
    if (value.is_undefined()) return "jinja2.runtime." + name + " object";
    if (value.is_text() && value.is_markup()) return "markupsafe.Markup object";
    if (name == "Namespace" || name == "Cycler" || name == "Joiner")
        return "jinja2.utils." + name + " object";
    if (value.is_group()) return "jinja2.filters._GroupTuple object";
    if (name == "TemplateModule") return "jinja2.environment." + name + " object";
    if (name == "Macro" || name == "LoopContext" || name == "TemplateReference" || name == "BlockReference")
        return "jinja2.runtime." + name + " object";
    return name + " object";
}

}  // namespace tidings::jinja
