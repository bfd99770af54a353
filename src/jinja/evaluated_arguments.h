#pragma once

#include <array>
#include <vector>

#include "jinja/rendering.h"

namespace tidings::jinja {

// The values of one call's arguments, with `input` before the others when there is one.
class Rendering::EvaluatedArguments {
public:
    EvaluatedArguments(Rendering& rendering, const Value* input, const CallArguments& arguments);
    EvaluatedArguments(const EvaluatedArguments&) = delete;
    EvaluatedArguments& operator=(const EvaluatedArguments&) = delete;

    void add_named(const NamedValue& named) { named_.push_back(named); }

    Arguments get() const { return {{positional_, count_}, named_}; }

private:
    static constexpr std::size_t kFewMax = 4;  // so many need no memory of their own

    void add_star(Rendering& rendering, const Value& items);
    void add_double_star(Rendering& rendering, const Value& mapping);

    std::array<Value, kFewMax> few_;
    Value* positional_ = nullptr;
    std::size_t count_ = 0;
    std::vector<NamedValue> named_;
};

}  // namespace tidings::jinja
