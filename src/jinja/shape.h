#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace tidings::jinja {

struct Shape;

// What is known of a value before there is one; nullptr: it may be anything.
using ShapePtr = std::shared_ptr<const Shape>;

// A mapping with these members, a list of such items, or a value that has neither. It may contain itself.
struct Shape {
    enum class Kind : std::uint8_t { mapping, list, text, number, boolean };

    struct Member {
        ShapePtr shape;
        bool always = true;  // else it may be absent
    };

    Kind kind = Kind::mapping;
    std::map<std::string, Member, std::less<>> members;
    bool open = false;  // a mapping that may have members besides
    ShapePtr items;     // of a list
};

}  // namespace tidings::jinja
