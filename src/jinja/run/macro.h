#pragma once

#include <string>
#include <string_view>

#include "jinja/run/rendering.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// What a macro statement, or the body of a call block, makes: a function whose result is what it prints.
class Macro final : public Object {
public:
    Macro(const MacroBody& body, const CompiledTemplate& owner, Frame& frame, Context& context,
          const Escaping* escapes)
        : body_(body), owner_(owner), frame_(frame), context_(context), escapes_(escapes) {}

    std::string_view type_name() const override { return "Macro"; }
    void append_text(Rendering& rendering, std::string& out) override;
    Value attribute(Rendering& rendering, std::string_view name) override;
    bool is_callable() const override { return true; }
    Value call(Rendering& rendering, const Arguments& arguments) override;
    bool print_call(Rendering& rendering, const Arguments& arguments) override;

    const MacroBody& body() const { return body_; }
    const CompiledTemplate& owner() const { return owner_; }
    Frame& frame() const { return frame_; }
    Context& context() const { return context_; }
    const Escaping* escapes() const { return escapes_; }

private:
    Frame& bind(Rendering& rendering, const Arguments& arguments) const;
    void bind_named(Rendering& rendering, const Arguments& arguments, Frame& frame) const;

    const MacroBody& body_;
    const CompiledTemplate& owner_;
    Frame& frame_;
    Context& context_;
    const Escaping* escapes_;  // where it was made
};

}  // namespace tidings::jinja
