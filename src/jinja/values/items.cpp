#include "jinja/values/items.h"

#include <algorithm>
#include <vector>

#include "jinja/failure.h"
#include "jinja/run/rendering.h"
#include "jinja/text/unicode.h"
#include "jinja/values/dict.h"
#include "jinja/values/generator.h"

namespace tidings::jinja {
namespace {

std::span<const Value> characters_of(Rendering& rendering, std::string_view text) {
    const std::size_t count = count_characters(text);
    Value* const items = rendering.arena().make_array<Value>(count);
    std::size_t size = 0;
    each_character(text, [&](char32_t, std::string_view bytes) {
        if (size < count) items[size++] = Value::text(bytes);
    });
    return {items, size};
}

std::span<const Value> keys_of(Rendering& rendering, const Dict& dict) {
    Value* const items = rendering.arena().make_array<Value>(dict.size());
    std::size_t size = 0;
    for (const Dict::Entry& entry : dict.entries()) {
        if (!entry.key.is_missing()) items[size++] = entry.key;
    }
    return {items, size};
}

std::span<const Value> left_of(Rendering& rendering, Generator& generator, std::size_t most) {
    std::vector<Value> left;
    for (Value item; left.size() < most && generator.next(rendering, item);) {
        rendering.charge(1);
        left.push_back(item);
    }
    Value* const items = rendering.arena().make_array<Value>(left.size());
    std::copy(left.begin(), left.end(), items);
    return {items, left.size()};
}

}  // namespace

Generator* generator_of(const Value& value) {
    if (value.is(Value::Type::generator)) return &value.as_generator();
    return value.is(Value::Type::object) ? value.as_object().iterator() : nullptr;
}

Items::Items(Rendering& rendering, const Value& value, std::size_t most) {
    take(rendering, rendering.current(value), most);
    rendering.charge(size_);
}

void Items::take(Rendering& rendering, const Value& value, std::size_t most) {
    switch (value.type()) {
        case Value::Type::list:
            take_values(value.as_list().items());
            break;
        case Value::Type::tuple:
            take_values(value.as_items());
            break;
        case Value::Type::json_array:
            source_ = Source::array;
            array_ = &value.as_json_array();
            size_ = array_->size();
            break;
        case Value::Type::json_object:
            source_ = Source::object;
            object_ = &value.as_json_object();
            size_ = object_->size();
            break;
        case Value::Type::range:
            source_ = Source::range;
            range_ = &value.as_range();
            size_ = static_cast<std::size_t>(range_->size);
            break;
        case Value::Type::dict:
            take_values(keys_of(rendering, value.as_dict()));
            break;
        case Value::Type::text:
            take_values(characters_of(rendering, value.as_text()));
            break;
        case Value::Type::undefined:
            if (value.as_undefined().mode == Undefined::strict) rendering.undefined_error(value);
            break;
        default:
            if (!is_iterable(value))
                type_error("'" + std::string(type_name(value)) + "' object is not iterable");
            if (Generator* const generator = generator_of(value)) {
                take_values(left_of(rendering, *generator, most));
            } else {
                take_values(*value.as_object().items());
            }
    }
}

void Items::take_values(std::span<const Value> values) {
    values_ = values.data();
    size_ = values.size();
}

Value Items::operator[](std::size_t i) const {
    switch (source_) {
        case Source::values:
            return values_[i];
        case Source::array:
            return Value::json((*array_)[i]);
        case Source::object: {
            const auto key = (object_->begin() + i)->key();
            return Value::text({key.data(), key.size()});
        }
        case Source::range:
            return Value::integer(range_->start + static_cast<std::int64_t>(i) * range_->step);
    }
    return {};
}

std::span<const Value> Items::span(Rendering& rendering) const {
    if (source_ == Source::values) return {values_, size_};
    Value* const items = rendering.arena().make_array<Value>(size_);
    for (std::size_t i = 0; i < size_; ++i) items[i] = (*this)[i];
    return {items, size_};
}

bool is_iterable(const Value& value) {
    switch (value.type()) {
        case Value::Type::missing:
        case Value::Type::none:
        case Value::Type::boolean:
        case Value::Type::integer:
        case Value::Type::big_integer:
        case Value::Type::real:
            return false;
        case Value::Type::object:
            return value.as_object().is_iterable();
        default:
            return true;
    }
}

Items unpacked(Rendering& rendering, const Value& value, std::size_t count) {
    if (!is_iterable(value)) {
        type_error("cannot unpack non-iterable " + std::string(type_name(value)) + " object");
    }
    Items items(rendering, value, count + 1);
    const std::string expected = std::to_string(count);
    if (items.size() > count) value_error("too many values to unpack (expected " + expected + ")");
    if (items.size() < count) {
        value_error("not enough values to unpack (expected " + expected + ", got " +
                    std::to_string(items.size()) + ")");
    }
    return items;
}

}  // namespace tidings::jinja
