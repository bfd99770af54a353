#include <limits>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/run/rendering.h"
#include "jinja/values/namespace.h"
#include "jinja/values/text.h"
#include "jinja/values/to_dict.h"
#include "jinja/vocabulary.h"

namespace tidings::jinja {
namespace {

std::int64_t range_size(std::int64_t start, std::int64_t stop, std::int64_t step) {
    const auto count = [](std::int64_t low, std::int64_t high, std::uint64_t by) -> std::uint64_t {
        if (low >= high) return 0;
        return (static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) - 1) / by + 1;
    };
    const std::uint64_t size = step > 0 ? count(start, stop, static_cast<std::uint64_t>(step))
                                        : count(stop, start, 0 - static_cast<std::uint64_t>(step));
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(std::min(size, kMax));
}

Value make_range(Rendering& rendering, const Bound& arguments) {
    const bool only_stop = arguments[1].is_missing();
    Range range;
    range.start = only_stop ? 0 : integer_or(arguments[0], 0);
    range.stop = integer_or(arguments[only_stop ? 0 : 1], 0);
    range.step = integer_or(arguments[2], 1);
    if (range.step == 0) value_error("range() arg 3 must not be zero");
    range.size = range_size(range.start, range.stop, range.step);
    if (range.size > rendering.limits().range) {
        fail("OverflowError", "Range too big. The sandbox blocks ranges larger than MAX_RANGE (" +
                                  std::to_string(rendering.limits().range) + ").");
    }
    return Value::range(rendering.arena().make<Range>(range));
}

// cycler(a, b, …): one after the other at each next().
class Cycler final : public Object {
public:
    explicit Cycler(std::span<const Value> values) : values_(values) {}

    std::string_view type_name() const override { return "Cycler"; }
    void append_text(Rendering& /*rendering*/, std::string& out) override { out += "<Cycler>"; }
    Value attribute(Rendering& rendering, std::string_view name) override;

    Value next() {
        const Value value = values_[at_];
        at_ = (at_ + 1) % values_.size();
        return value;
    }
    void reset() { at_ = 0; }

private:
    std::span<const Value> values_;
    std::size_t at_ = 0;
};

Cycler& cycler_of(const Bound& arguments) {
    return static_cast<Cycler&>(arguments[0].as_object());
}

constexpr Builtin kCyclerNext{.name = "next",
                              .python_name = "Cycler.next",
                              .parameters = {"self"},
                              .required = 1,
                              .fixed = [](Rendering&, const Bound& a) { return cycler_of(a).next(); }};
constexpr Builtin kCyclerReset{.name = "reset",
                               .python_name = "Cycler.reset",
                               .parameters = {"self"},
                               .required = 1,
                               .fixed = [](Rendering&, const Bound& a) {
                                   cycler_of(a).reset();
                                   return Value::none();
                               }};

Value Cycler::attribute(Rendering& rendering, std::string_view name) {
    if (name == "current") return values_[at_];
    if (name == "next") return make_method(rendering, kCyclerNext, Value::object(this));
    if (name == "reset") return make_method(rendering, kCyclerReset, Value::object(this));
    return {};
}

Value make_cycler(Rendering& rendering, const Arguments& arguments) {
    const std::size_t count = arguments.positional.size();
    check_unnamed("Cycler.__init__", arguments);
    if (count == 0) fail("RuntimeError", "at least one item has to be provided");
    Value* const values = rendering.arena().make_array<Value>(count);
    std::copy(arguments.positional.begin(), arguments.positional.end(), values);
    return Value::object(rendering.arena().make<Cycler>(std::span<const Value>{values, count}));
}

constexpr Builtin kJoinerCall{
    .name = "Joiner.__call__", .parameters = {"self"}, .required = 1, .fixed = [](Rendering&, const Bound&) {
        return Value();
    }};

// joiner(separator): nothing at the first call, the separator at the others.
class Joiner final : public Object {
public:
    explicit Joiner(const Value& separator) : separator_(separator) {}

    std::string_view type_name() const override { return "Joiner"; }
    void append_text(Rendering& /*rendering*/, std::string& out) override { out += "<Joiner>"; }
    bool is_callable() const override { return true; }
    Value call(Rendering& rendering, const Arguments& arguments) override {
        invoke(rendering, kJoinerCall, with_self(rendering, Value::object(this), arguments));
        const bool first = !used_;
        used_ = true;
        return first ? Value::text("") : separator_;
    }

private:
    Value separator_;
    bool used_ = false;
};

// Python's range is no function of Python's own, whose words are others.
Value call_range(Rendering& rendering, const Arguments& arguments) {
    const std::size_t given = arguments.positional.size();
    if (!arguments.named.empty()) type_error("range() takes no keyword arguments");
    if (given == 0) type_error("range expected at least 1 argument, got 0");
    if (given > 3) type_error("range expected at most 3 arguments, got " + std::to_string(given));
    Bound bound{};
    std::copy(arguments.positional.begin(), arguments.positional.end(), bound.begin());
    return make_range(rendering, bound);
}

constexpr Builtin kGlobals[] = {
    {.name = "range", .variadic = call_range},
    {.name = "dict",
     .variadic = [](Rendering& r,
                    const Arguments& arguments) { return Value::dict(&to_dict(r, arguments)); }},
    {.name = "lipsum",
     .python_name = "generate_lorem_ipsum",
     .parameters = {"n", "html", "min", "max"},
     .fixed = lipsum},
    {.name = "namespace", .variadic = make_namespace},
    {.name = "cycler", .variadic = make_cycler},
    {.name = "joiner",
     .python_name = "Joiner.__init__",
     .parameters = {"sep"},
     .fixed =
         [](Rendering& r, const Bound& a) {
             const Value separator = a[0].is_missing() ? Value::text(", ") : a[0];
             return Value::object(r.arena().make<Joiner>(separator));
         },
     .hidden = "self"},
};

}  // namespace

const Builtin* find_global(std::string_view name) {
    const Builtin* const found = find_in(kGlobals, name);
    return found != nullptr ? found : find_in(translation_globals(), name);
}

Value find_global(Rendering& rendering, std::string_view name) {
    const Builtin* const found = find_global(name);
    return found == nullptr ? Value() : make_function(rendering, *found);
}

const Builtin* find_added_global(const Options& options, std::string_view name) {
    return options.vocabulary == nullptr ? nullptr : find_in(options.vocabulary->globals, name);
}

}  // namespace tidings::jinja
