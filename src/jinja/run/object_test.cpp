#include "jinja/run/rendering.h"
#include "jinja/syntax/expr.h"
#include "jinja/template_test.h"
#include "jinja/vocabulary.h"

namespace tidings::jinja {
namespace {

// A length: a type of a program's own that is a value.
class Metres final : public Object {
public:
    explicit Metres(std::int64_t count) : count_(count) {}

    std::string_view type_name() const override { return "Metres"; }
    void append_text(Rendering& /*rendering*/, std::string& out) override {
        out += std::to_string(count_) + " m";
    }
    void append_as_repr(Rendering& /*rendering*/, std::string& out) override {
        out += "Metres(" + std::to_string(count_) + ")";
    }
    bool is_true() const override { return count_ != 0; }
    bool is_equal(const Value& other) const override { return of(other) && of(other)->count_ == count_; }
    std::size_t hash() const override { return static_cast<std::size_t>(count_); }
    std::optional<int> order_to(const Value& other) const override {
        const Metres* const that = of(other);
        if (that == nullptr) return std::nullopt;
        return count_ == that->count_ ? 0 : count_ < that->count_ ? -1 : 1;
    }
    Value operate(Rendering& rendering, BinaryOp op, const Value& other, bool reflected) override {
        if (op == BinaryOp::multiply && other.is_integral())
            return make(rendering, count_ * other.as_integer());
        if (op == BinaryOp::subtract && other.is_integral() && reflected)
            return make(rendering, other.as_integer() - count_);
        return {};
    }
    Value negated(Rendering& rendering) override { return make(rendering, -count_); }

    static Value make(Rendering& rendering, std::int64_t count) {
        return Value::object(rendering.arena().make<Metres>(count));
    }

private:
    static const Metres* of(const Value& value) {
        return value.is(Value::Type::object) ? dynamic_cast<const Metres*>(&value.as_object()) : nullptr;
    }

    std::int64_t count_;
};

constexpr Builtin kMetresGlobals[] = {
    {.name = "m", .parameters = {"count"}, .required = 1, .fixed = [](Rendering& rendering, const Bound& a) {
         return Metres::make(rendering, integer_or(a[0], 0));
     }}};
constexpr Vocabulary kMetres{.filters = {}, .globals = kMetresGlobals};

TEST(JinjaObject, MayBeAValueWithOperators) {
    Options options;
    options.vocabulary = &kMetres;
    check("{}",
          {
              {"{{ m(2) * 3 }} {{ 3 * m(2) }} {{ 9 - m(2) }} {{ -m(2) }}", "6 m 6 m 7 m -2 m"},
              {"{{ m(2) }} {{ [m(2)] }}", "2 m [Metres(2)]"},
              {"{{ m(2) == m(2) }} {{ m(2) != m(3) }} {{ m(2) == 2 }} {{ m(1) in [m(1)] }}",
               "True True False True"},
              {"{{ m(1) < m(2) <= m(2) }} {{ [m(3), m(1)]|sort }} {{ [m(3), m(9)]|max }}",
               "True [Metres(1), Metres(3)] 9 m"},
              {"{{ {m(1): 'x'}[m(1)] }} {{ [m(1), m(1)]|unique|list }}", "x [Metres(1)]"},
              {"{{ 'y' if m(0) else 'n' }}", "n"},
              {"{{ m(2) - 1 }}",
               "TypeError: unsupported operand type(s) for -: 'Metres' and 'int' (line 1, column 9)"},
              {"{{ 'a' + m(2) }}",
               "TypeError: can only concatenate str (not \"Metres\") to str (line 1, column 8)"},
              {"{{ m(2) < 1 }}",
               "TypeError: '<' not supported between instances of 'Metres' and 'int' (line 1, column 9)"},
          },
          options);
}

}  // namespace
}  // namespace tidings::jinja
