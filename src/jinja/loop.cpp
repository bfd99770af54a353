#include "jinja/loop.h"

#include <algorithm>

#include "jinja/builtin.h"
#include "jinja/compare.h"
#include "jinja/failure.h"
#include "jinja/items.h"
#include "jinja/methods.h"

namespace tidings::jinja {
namespace {

Loop& loop_of(const Arguments& arguments) {
    return static_cast<Loop&>(arguments.positional[0].as_object());
}

Arguments without_first(const Arguments& arguments) {
    return {arguments.positional.subspan(1), arguments.named};
}

constexpr Builtin kCycle{.name = "cycle", .variadic = [](Rendering&, const Arguments& arguments) {
                             return loop_of(arguments).cycle(without_first(arguments));
                         }};
constexpr Builtin kChanged{.name = "changed",
                           .variadic = [](Rendering& rendering, const Arguments& arguments) {
                               return loop_of(arguments).changed(rendering, without_first(arguments));
                           }};

}  // namespace

void Loop::append_text(Rendering& /*rendering*/, std::string& out) {
    out += "<LoopContext " + std::to_string(index_ + 1) + "/" + std::to_string(items_.size()) + ">";
}

Value Loop::attribute(Rendering& rendering, std::string_view name) {
    const std::size_t size = items_.size();
    if (name == "index") return Value::integer(index_ + 1);
    if (name == "index0") return Value::integer(index_);
    if (name == "revindex") return Value::integer(size - index_);
    if (name == "revindex0") return Value::integer(size - index_ - 1);
    if (name == "first") return Value::boolean(index_ == 0);
    if (name == "last") return Value::boolean(index_ + 1 == size);
    if (name == "length") return Value::integer(size);
    if (name == "depth") return Value::integer(depth_ + 1);
    if (name == "depth0") return Value::integer(depth_);
    if (name == "previtem")
        return index_ > 0 ? items_[index_ - 1] : rendering.undefined_hint("there is no previous item");
    if (name == "nextitem") {
        return index_ + 1 < size ? items_[index_ + 1] : rendering.undefined_hint("there is no next item");
    }
    if (name == "cycle") return make_method(rendering, kCycle, Value::object(this));
    if (name == "changed") return make_method(rendering, kChanged, Value::object(this));
    return {};
}

Value Loop::cycle(const Arguments& arguments) const {
    if (arguments.positional.empty()) type_error("no items for cycling given");
    return arguments.positional[index_ % arguments.positional.size()];
}

Value Loop::changed(Rendering& rendering, const Arguments& arguments) {
    Value* const items = rendering.arena().make_array<Value>(arguments.positional.size());
    std::copy(arguments.positional.begin(), arguments.positional.end(), items);
    const Value now = Value::tuple({items, arguments.positional.size()});
    const bool changed = last_.is_missing() || !equals(rendering, last_, now);
    if (changed) last_ = now;
    return Value::boolean(changed);
}

Value Loop::call(Rendering& rendering, const Arguments& arguments) {
    if (!node_.recursive) {
        type_error("The loop must have the 'recursive' marker to be called recursively.");
    }
    if (arguments.positional.size() != 1) type_error("loop() takes 1 positional argument");
    return rendering.run_loop_level(node_, *this, arguments.positional[0], depth_ + 1);
}

}  // namespace tidings::jinja
