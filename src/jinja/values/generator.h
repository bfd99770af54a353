#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "jinja/values/value.h"

namespace tidings::jinja {

// What map, select, reverse and the like give: can be gone through once, and works each item out when it is
// asked for, so that what nobody asks for cannot fail. Lives in an arena, so its destructor is never run.
class Generator {
public:
    // The name of its type, and of the function that Python says it is of, if it is a "generator".
    explicit constexpr Generator(std::string_view type_name, std::string_view name = {})
        : type_name_(type_name), name_(name) {}
    Generator(const Generator&) = delete;
    Generator& operator=(const Generator&) = delete;

    std::string_view type_name() const { return type_name_; }
    std::string_view name() const { return name_; }

    // Its next item; false when there is none. May fail as the filter that made it does.
    virtual bool next(Rendering& rendering, Value& item) = 0;

protected:
    ~Generator() = default;

private:
    std::string_view type_name_;
    std::string_view name_;
};

// What is left of a row of items that are known.
class Row final : public Generator {
public:
    Row(std::string_view type_name, std::string_view name, std::span<const Value> items)
        : Generator(type_name, name), items_(items) {}

    bool next(Rendering& /*rendering*/, Value& item) override {
        if (at_ == items_.size()) return false;
        item = items_[at_++];
        return true;
    }

private:
    std::span<const Value> items_;
    std::size_t at_ = 0;
};

// The generator that `value` is, or, of an object that is gone through once, has; else nullptr.
Generator* generator_of(const Value& value);

}  // namespace tidings::jinja
