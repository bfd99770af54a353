#pragma once

#include <cstdint>

#include "jinja/values/value.h"

namespace tidings::jinja {

// What dict.keys(), values() and items() return. It shows what the dict has whenever it is looked at.
class DictView final : public Object {
public:
    enum class Kind : std::uint8_t { keys, values, items };

    DictView(Rendering& rendering, const Value& mapping, Kind kind)
        : rendering_(rendering), mapping_(mapping), kind_(kind) {}

    const Value& mapping() const { return mapping_; }
    Kind kind() const { return kind_; }
    // What the view has for one entry.
    Value shown(const Value& key, const Value& value) const;

    // `item in view`. Keys are looked up, so that an item that can be none is a TypeError.
    bool contains(Rendering& rendering, const Value& item) const;

    std::string_view type_name() const override;
    void append_text(Rendering& rendering, std::string& out) override;
    std::optional<std::span<const Value>> items() const override;
    bool is_iterable() const override { return true; }
    bool is_true() const override;
    bool is_equal(const Value& other) const override;
    std::size_t hash() const override;

private:
    Rendering& rendering_;
    Value mapping_;
    Kind kind_;
};

// The view that `value` is, or nullptr.
const DictView* view_of(const Value& value);

}  // namespace tidings::jinja
