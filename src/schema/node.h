#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "base/json.h"
#include "schema/format.h"
#include "schema/number.h"
#include "schema/pattern.h"
#include "schema/schema.h"

namespace tidings::schema {

struct Node;

// A set of types. A number without a fraction is `kInteger`, any other is `kFraction`; the draft's "number"
// is both.
using Types = std::uint8_t;
inline constexpr Types kNull = 1;
inline constexpr Types kBoolean = 2;
inline constexpr Types kInteger = 4;
inline constexpr Types kFraction = 8;
inline constexpr Types kString = 16;
inline constexpr Types kArray = 32;
inline constexpr Types kObject = 64;
inline constexpr Types kEveryType = 127;

Types type_of(const json::value& v);

// How many characters, items or members there may be.
struct Range {
    std::uint64_t min = 0;
    std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
};

// A bound as a number and as the schema writes it.
struct Limit {
    Exact number = 0;
    std::string text;
};

struct NumberRules {
    std::optional<Limit> minimum;
    std::optional<Limit> maximum;
    std::optional<Limit> exclusive_minimum;
    std::optional<Limit> exclusive_maximum;
    std::optional<Decimal> multiple_of;
    std::string multiple_of_text;
};

struct StringRules {
    Range length;
    std::optional<Pattern> pattern;
    const Format* format = nullptr;
};

struct ArrayRules {
    Range size;
    bool unique = false;
    std::vector<const Node*> tuple;  // for the items at the front
    const Node* items = nullptr;     // for all behind them
    const Node* contains = nullptr;
};

struct Property {
    std::string name;
    const Node* schema = nullptr;
};

struct PatternProperty {
    Pattern pattern;
    const Node* schema = nullptr;
};

struct Dependency {
    std::string name;
    std::vector<std::string> required;
    const Node* schema = nullptr;
};

struct ObjectRules {
    Range size;
    std::vector<Property> properties;  // sorted by name
    std::vector<PatternProperty> patterns;
    const Node* additional = nullptr;
    const Node* names = nullptr;
    std::vector<std::string> required;
    std::vector<Dependency> dependencies;
};

struct Combination {
    std::vector<const Node*> all;
    std::vector<const Node*> any;
    std::vector<const Node*> one;
    const Node* negated = nullptr;
    const Node* condition = nullptr;
    const Node* consequence = nullptr;
    const Node* alternative = nullptr;
};

// One schema. What is absent does not restrict; the rules of a type apply to values of that type.
struct Node {
    bool forbidden = false;     // the schema `false`
    const Node* ref = nullptr;  // stands for that schema, and nothing else counts
    Types types = kEveryType;
    std::optional<json::value> constant;
    std::optional<json::array> choices;
    std::unique_ptr<NumberRules> number;
    std::unique_ptr<StringRules> string;
    std::unique_ptr<ArrayRules> array;
    std::unique_ptr<ObjectRules> object;
    std::unique_ptr<Combination> combination;
};

// The schemas that apply to the same value as `node`.
std::vector<const Node*> in_place(const Node& node);

struct Schema::Program {
    std::deque<Node> nodes;  // the first is the root
};

}  // namespace tidings::schema
