#pragma once

#include <memory>

#include "jinja/run/rendering.h"

namespace tidings::jinja {

// The values of one call's arguments. `input` goes before the others when there is one; `filter` is the
// filter or test that is called, nullptr for all else; `caller` is what a call block passes.
class Rendering::EvaluatedArguments {
public:
    EvaluatedArguments(Rendering& rendering, const Value* input, const CallArguments& arguments,
                       const Builtin* filter = nullptr, const Value* caller = nullptr);
    EvaluatedArguments(const EvaluatedArguments&) = delete;
    EvaluatedArguments& operator=(const EvaluatedArguments&) = delete;

    Arguments get() const { return {{positional_, count_}, {named_, named_count_}}; }

private:
    static constexpr std::size_t kFewMax = 4;  // so many need no memory of their own

    void add_star(Rendering& rendering, const Value& items);
    void add_named(Rendering& rendering, const CallArguments& arguments, const Value* caller);
    void add_named(const NamedValue& named) { std::construct_at(named_ + named_count_++, named); }
    void add_double_star(Rendering& rendering, const Value& mapping, const Builtin* filter);

    void add(const Value& value) { std::construct_at(positional_ + count_++, value); }

    Value* positional_ = nullptr;
    std::size_t count_ = 0;
    NamedValue* named_ = few_named_;
    std::size_t named_count_ = 0;
    // Not initialised: most calls need little of it.
    union {
        Value few_[kFewMax];
    };
    union {
        NamedValue few_named_[kFewMax];
    };
};

}  // namespace tidings::jinja
