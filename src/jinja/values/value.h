#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "jinja/options.h"

namespace tidings::jinja {

class Dict;
class List;
class Object;
class Rendering;
class Generator;
struct Range;
struct UndefinedValue;
class Value;
struct Builtin;

enum class BinaryOp : std::uint8_t;  // expr.h
struct NamedValue;

// An integer past 64 bits (big_integer.h): its magnitude from the least word on, the last of which is not 0.
struct BigInteger {
    std::span<const std::uint64_t> words;
    bool negative = false;
};

// What a call passes: `f(positional…, name=value…)`.
struct Arguments {
    std::span<const Value> positional;
    std::span<const NamedValue> named;
};

// A Python value as templates see it. One is two words, is copied freely and owns nothing: what it points to
// lives in the data, in the compiled template or in the rendering's arena, all of which outlive it. Two
// values that point to one list or dict are one, as in Python: a change through one is seen through the
// other. The data does not change: what a template makes of its lists and dicts is Rendering::current().
class Value {
public:
    enum class Type : std::uint8_t {
        missing,  // no value at all: a slot not set, an argument not passed; templates never see one
        undefined,
        none,
        boolean,
        integer,
        big_integer,  // one that 64 bits do not hold
        real,
        text,
        json_array,   // a list of the data, read in place
        json_object,  // a dict of the data, read in place
        list,
        tuple,
        dict,
        range,
        generator,  // generator.h
        object,
    };

    constexpr Value() = default;

    static Value none() { return Value(Type::none); }
    static Value boolean(bool b);
    static Value integer(std::int64_t i);
    static Value integer(std::size_t i) { return integer(static_cast<std::int64_t>(i)); }
    static Value big_integer(const BigInteger& big);
    static Value real(double d);
    // Not copied; see Rendering::text for one that is. Fails above 4 GiB.
    static Value text(std::string_view chars, bool markup = false) {
        if (chars.size() > std::numeric_limits<std::uint32_t>::max()) too_long();
        Value v(Type::text);
        v.payload_.chars = chars.data();
        v.size_ = static_cast<std::uint32_t>(chars.size());
        v.markup_ = markup;
        return v;
    }
    static Value markup(std::string_view chars) { return text(chars, true); }
    static Value list(List* list);
    static Value tuple(std::span<const Value> items);
    // What groupby gives: a tuple of two, whose items have the names `grouper` and `list` too.
    static Value group(std::span<const Value> items);
    static Value dict(Dict* dict);
    static Value range(const Range* range);
    static Value generator(Generator* generator);
    static Value object(Object* object);
    static Value undefined(const UndefinedValue* undefined);
    static Value json(const json::value& value);
    static Value json(const json::array& array);
    static Value json(const json::object& object);

    Type type() const { return type_; }
    bool is(Type type) const { return type_ == type; }
    bool is_missing() const { return type_ == Type::missing; }
    bool is_undefined() const { return type_ == Type::undefined; }
    bool is_none() const { return type_ == Type::none; }
    bool is_text() const { return type_ == Type::text; }
    bool is_markup() const { return markup_; }
    bool is_group() const { return group_; }
    bool is_mapping() const { return type_ == Type::dict || type_ == Type::json_object; }
    bool is_list() const { return type_ == Type::list || type_ == Type::json_array; }
    // One that as_integer() gives. A bool, as in Python, is an integer too.
    bool is_integral() const { return type_ == Type::integer || type_ == Type::boolean; }
    bool is_any_integer() const { return is_integral() || type_ == Type::big_integer; }
    bool is_number() const { return is_any_integer() || type_ == Type::real; }

    // Each may be called only on a value of that type.
    bool as_boolean() const { return payload_.boolean; }
    std::int64_t as_integer() const {
        return type_ == Type::boolean ? (payload_.boolean ? 1 : 0) : payload_.integer;
    }
    BigInteger as_big_integer() const { return {{payload_.words, size_ >> 1U}, (size_ & 1U) != 0}; }
    // Fails with an OverflowError for an integer that is larger than any float.
    double as_real() const {
        if (type_ == Type::real) return payload_.real;
        return type_ == Type::big_integer ? big_as_real() : static_cast<double>(as_integer());
    }
    std::string_view as_text() const { return {payload_.chars, size_}; }
    std::span<const Value> as_items() const { return {payload_.items, size_}; }  // of a tuple
    List& as_list() const { return *payload_.list; }
    Dict& as_dict() const { return *payload_.dict; }
    const Range& as_range() const { return *payload_.range; }
    Generator& as_generator() const { return *payload_.generator; }
    Object& as_object() const { return *payload_.object; }
    const UndefinedValue& as_undefined() const { return *payload_.undefined; }
    const json::array& as_json_array() const { return *payload_.json_array; }
    const json::object& as_json_object() const { return *payload_.json_object; }

    // What tells two lists, dicts or objects apart.
    const void* address() const { return payload_.address; }

    // Whether both are the same thing, as Python's `is` would find.
    bool same_as(const Value& other) const;

private:
    explicit Value(Type type) : type_(type) {}
    [[noreturn]] static void too_long();
    double big_as_real() const;

    union Payload {
        std::int64_t integer = 0;
        bool boolean;
        double real;
        const char* chars;
        const std::uint64_t* words;
        const Value* items;
        List* list;
        Dict* dict;
        const Range* range;
        Generator* generator;
        Object* object;
        const UndefinedValue* undefined;
        const json::array* json_array;
        const json::object* json_object;
        const void* address;
    };

    Payload payload_;
    std::uint32_t size_ = 0;
    Type type_ = Type::missing;
    bool markup_ = false;  // a text that is safe in HTML
    bool group_ = false;   // a tuple that groupby has made
};

struct NamedValue {
    std::string_view name;
    Value value;
};

// range(): `size` integers from `start`, each `step` after the last.
struct Range {
    std::int64_t start = 0;
    std::int64_t stop = 0;
    std::int64_t step = 1;
    std::int64_t size = 0;
};

// Why there is no value. The message is made when it is asked for: most undefined values are only tested.
struct UndefinedValue {
    Undefined mode = Undefined::strict;
    Value object;           // what was looked into; missing when a variable was looked up
    Value key;              // the name or index that was not there
    std::string_view hint;  // the whole message, where it is not made from the key
};

// Something with a behaviour of its own: a macro, a method, loop, namespace … It lives in an arena, so its
// destructor is never run.
class Object {
public:
    Object() = default;
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    // The name of its type, as Python's error messages give it.
    virtual std::string_view type_name() const = 0;
    // str() of it, and repr() where that is another text.
    virtual void append_text(Rendering& rendering, std::string& out) = 0;
    virtual void append_as_repr(Rendering& rendering, std::string& out) { append_text(rendering, out); }
    // format(object, spec), as str.format() does it with a spec that is not empty.
    virtual std::string formatted(Rendering& rendering, std::string_view spec);
    // The attribute, or a missing value.
    virtual Value attribute(Rendering& rendering, std::string_view name);
    // Python's `object[key]`, where its type has it: the item, or a missing value.
    virtual bool is_subscriptable() const { return false; }
    virtual Value item(Rendering& /*rendering*/, const Value& /*key*/) { return {}; }
    // One that is called with the object before its arguments; `attribute` gives it, too.
    virtual const Builtin* method(std::string_view /*name*/) const { return nullptr; }
    virtual bool is_callable() const { return false; }
    virtual bool is_html() const { return false; }  // its text is safe in HTML
    virtual Value call(Rendering& rendering, const Arguments& arguments);
    // The same for `{{ f(…) }}`: writes what would be printed, and says so; false: it is to be called.
    virtual bool print_call(Rendering& /*rendering*/, const Arguments& /*arguments*/) { return false; }
    // Its items when it can be iterated, else nothing.
    virtual std::optional<std::span<const Value>> items() const { return std::nullopt; }
    virtual bool is_iterable() const { return items().has_value(); }
    // What goes through it, where that can be done only once.
    virtual Generator* iterator() { return nullptr; }
    // len(), or nothing: Python's TypeError.
    virtual std::optional<std::size_t> size(Rendering& rendering);

    // For types that are values, such as dates. Unless they say more, an object is true, equals itself alone,
    // and has neither an order nor operators. Equal ones have equal hashes.
    virtual bool is_true() const { return !is_iterable() || !items()->empty(); }
    virtual bool is_equal(const Value& other) const;
    virtual std::size_t hash() const { return 0; }
    // -1, 0 or 1, or nothing: Python's TypeError. May fail with one of its own.
    virtual std::optional<int> order_to(const Value& other) const;
    // `object op other`, or `other op object` where `reflected`; missing: Python's TypeError.
    virtual Value operate(Rendering& rendering, BinaryOp op, const Value& other, bool reflected);
    virtual Value negated(Rendering& rendering);

protected:
    ~Object() = default;
};

// The name of the type: "int", "dict", "Markup" …
std::string_view type_name(const Value& value);

// How an error message calls something whose attribute is missing: "dict object", "None".
std::string object_description(const Value& value);

}  // namespace tidings::jinja
