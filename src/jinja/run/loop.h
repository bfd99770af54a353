#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "jinja/run/rendering.h"
#include "jinja/values/cursor.h"
#include "jinja/values/generator.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// The variable `loop`: one object for all turns of a loop, moved on by the interpreter. As in Jinja2 it goes
// through the items while the loop runs: `last` and `nextitem` look one ahead, and `length` takes all that
// are left of what has no length of its own.
class Loop final : public Object {
public:
    Loop(const ForStatement& node, const Value& source, const Cursor& cursor, std::size_t depth)
        : turns_(*this),
          node_(node),
          source_(source),
          cursor_(cursor),
          is_filtered_(node.test != nullptr),
          depth_(depth) {}

    const ForStatement& node() const { return node_; }
    // The item of the next turn; false after the last.
    bool advance(Rendering& rendering, Value& item);
    // A template that goes through `loop` takes the turns away from it.
    Generator* iterator() override { return &turns_; }
    bool is_iterable() const override { return true; }
    bool is_true() const override { return true; }
    std::optional<std::size_t> size(Rendering& rendering) override { return length(rendering); }

    std::string_view type_name() const override { return "LoopContext"; }
    void append_text(Rendering& rendering, std::string& out) override;
    Value attribute(Rendering& rendering, std::string_view name) override;
    const Builtin* method(std::string_view name) const override;
    bool is_callable() const override { return true; }
    Value call(Rendering& rendering, const Arguments& arguments) override;

    Value cycle(const Arguments& arguments) const;
    Value changed(Rendering& rendering, const Arguments& arguments);
    Value descend(Rendering& rendering, const Value& items);  // a recursive loop, one level down

    // Where a recursive call runs: the frame around the loop, and the context, template and escaping of its
    // text.
    Frame* outer_frame = nullptr;
    Frame* frame = nullptr;  // of the loop's own variables
    Context* context = nullptr;
    const CompiledTemplate* owner = nullptr;
    const Escaping* escapes = nullptr;

private:
    // Each is the item, and the loop itself.
    class Turns final : public Generator {
    public:
        explicit Turns(Loop& loop) : Generator("LoopContext"), loop_(loop) {}
        bool next(Rendering& rendering, Value& turn) override;

    private:
        Loop& loop_;
    };

    bool take(Rendering& rendering, Value& item);
    const Value& peek(Rendering& rendering);
    std::size_t length(Rendering& rendering);

    Turns turns_;
    const ForStatement& node_;
    Value source_;
    Cursor cursor_;
    bool is_filtered_;
    std::size_t depth_;
    std::size_t index_ = 0;  // of the turn that is running, from 1
    std::int64_t length_ = -1;
    Value current_;
    Value before_;
    Value after_;  // the item that was looked at ahead
    Value last_;   // what changed() was last given
};

}  // namespace tidings::jinja
