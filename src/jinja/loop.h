#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "jinja/rendering.h"
#include "jinja/value.h"

namespace tidings::jinja {

// The variable `loop`: one object for all turns of a loop, moved on by the interpreter.
class Loop final : public Object {
public:
    Loop(const ForStatement& node, std::span<const Value> loop_items, std::size_t depth)
        : node_(node), items_(loop_items), depth_(depth) {}

    void move_to(std::size_t index) { index_ = index; }

    std::string_view type_name() const override { return "LoopContext"; }
    void append_text(Rendering& rendering, std::string& out) override;
    Value attribute(Rendering& rendering, std::string_view name) override;
    bool is_callable() const override { return true; }
    Value call(Rendering& rendering, const Arguments& arguments) override;

    Value cycle(const Arguments& arguments) const;
    Value changed(Rendering& rendering, const Arguments& arguments);

    // Where a recursive call runs: the frame around the loop, and the context and template of its text.
    Frame* outer_frame = nullptr;
    Context* context = nullptr;
    const CompiledTemplate* owner = nullptr;

private:
    const ForStatement& node_;
    std::span<const Value> items_;
    std::size_t depth_;
    std::size_t index_ = 0;
    Value last_;  // what changed() was last given
};

}  // namespace tidings::jinja
