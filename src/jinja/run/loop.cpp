#include "jinja/run/loop.h"

#include <algorithm>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/run/lookup.h"
#include "jinja/values/compare.h"
#include "jinja/values/list.h"

namespace tidings::jinja {
namespace {

Loop& loop_of(const Arguments& arguments) {
    return static_cast<Loop&>(arguments.positional[0].as_object());
}

Arguments without_first(const Arguments& arguments) {
    return {arguments.positional.subspan(1), arguments.named};
}

constexpr Builtin kCycle{.name = "cycle",
                         .python_name = "LoopContext.cycle",
                         .variadic = [](Rendering&, const Arguments& arguments) {
                             return loop_of(arguments).cycle(without_first(arguments));
                         }};
constexpr Builtin kChanged{.name = "changed",
                           .python_name = "LoopContext.changed",
                           .variadic = [](Rendering& rendering, const Arguments& arguments) {
                               return loop_of(arguments).changed(rendering, without_first(arguments));
                           }};
constexpr Builtin kCall{.name = "LoopContext.__call__",
                        .parameters = {"self", "iterable"},
                        .required = 2,
                        .fixed = [](Rendering& rendering, const Bound& a) {
                            return static_cast<Loop&>(a[0].as_object()).descend(rendering, a[1]);
                        }};

}  // namespace

bool Loop::advance(Rendering& rendering, Value& item) {
    if (after_.is_missing()) {
        if (!take(rendering, item)) return false;
    } else {
        item = after_;
        after_ = Value();
    }
    ++index_;
    before_ = current_;
    current_ = item;
    return true;
}

bool Loop::Turns::next(Rendering& rendering, Value& turn) {
    Value item;
    if (!loop_.advance(rendering, item)) return false;
    turn = pair(rendering, item, Value::object(&loop_));
    return true;
}

bool Loop::take(Rendering& rendering, Value& item) {
    return is_filtered_ ? rendering.look_ahead(*this, cursor_, item) : cursor_.next(rendering, item);
}

// Missing behind the last item.
const Value& Loop::peek(Rendering& rendering) {
    if (Value item; after_.is_missing() && take(rendering, item)) after_ = item;
    return after_;
}

std::size_t Loop::length(Rendering& rendering) {
    if (length_ >= 0) return static_cast<std::size_t>(length_);
    if (!is_filtered_ && !source_.is(Value::Type::generator)) {
        length_ = static_cast<std::int64_t>(jinja::length(rendering, source_));
        return static_cast<std::size_t>(length_);
    }
    std::vector<Value> left;
    for (Value item; take(rendering, item);) left.push_back(item);
    cursor_ = Cursor(rendering, rendering.copied_list(left));
    is_filtered_ = false;
    length_ = static_cast<std::int64_t>(left.size() + index_ + (after_.is_missing() ? 0 : 1));
    return static_cast<std::size_t>(length_);
}

void Loop::append_text(Rendering& rendering, std::string& out) {
    out += "<LoopContext " + std::to_string(index_) + "/" + std::to_string(length(rendering)) + ">";
}

Value Loop::attribute(Rendering& rendering, std::string_view name) {
    const auto left = [&] {
        return static_cast<std::int64_t>(length(rendering)) - static_cast<std::int64_t>(index_);
    };
    if (name == "index") return Value::integer(index_);
    if (name == "index0") return Value::integer(index_ - 1);
    if (name == "revindex") return Value::integer(left() + 1);
    if (name == "revindex0") return Value::integer(left());
    if (name == "first") return Value::boolean(index_ == 1);
    if (name == "last") return Value::boolean(peek(rendering).is_missing());
    if (name == "length") return Value::integer(length(rendering));
    if (name == "depth") return Value::integer(depth_ + 1);
    if (name == "depth0") return Value::integer(depth_);
    if (name == "previtem")
        return index_ > 1 ? before_ : rendering.undefined_hint("there is no previous item");
    if (name == "nextitem") {
        const Value& next = peek(rendering);
        return next.is_missing() ? rendering.undefined_hint("there is no next item") : next;
    }
    if (const Builtin* const found = method(name)) return make_method(rendering, *found, Value::object(this));
    return {};
}

const Builtin* Loop::method(std::string_view name) const {
    if (name == "cycle") return &kCycle;
    return name == "changed" ? &kChanged : nullptr;
}

Value Loop::cycle(const Arguments& arguments) const {
    check_unnamed("LoopContext.cycle", arguments);
    if (arguments.positional.empty()) type_error("no items for cycling given");
    return arguments.positional[(index_ - 1) % arguments.positional.size()];
}

Value Loop::changed(Rendering& rendering, const Arguments& arguments) {
    check_unnamed("LoopContext.changed", arguments);
    Value* const items = rendering.arena().make_array<Value>(arguments.positional.size());
    std::copy(arguments.positional.begin(), arguments.positional.end(), items);
    const Value now = Value::tuple({items, arguments.positional.size()});
    const bool changed = last_.is_missing() || !equals(rendering, last_, now);
    if (changed) last_ = now;
    return Value::boolean(changed);
}

Value Loop::call(Rendering& rendering, const Arguments& arguments) {
    return invoke(rendering, kCall, with_self(rendering, Value::object(this), arguments));
}

Value Loop::descend(Rendering& rendering, const Value& items) {
    if (!node_.recursive) {
        type_error("The loop must have the 'recursive' marker to be called recursively.");
    }
    return rendering.run_loop_level(node_, *this, items, depth_ + 1);
}

}  // namespace tidings::jinja
