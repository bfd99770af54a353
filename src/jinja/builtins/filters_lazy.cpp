#include <vector>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/values/attribute_path.h"
#include "jinja/values/compare.h"
#include "jinja/values/cursor.h"
#include "jinja/values/dict.h"
#include "jinja/values/dict_view.h"
#include "jinja/values/generator.h"
#include "jinja/values/items.h"
#include "jinja/values/operators.h"

namespace tidings::jinja {
namespace {

template <class Made>
Value lazy(Rendering& rendering, const Bound& a) {
    return Value::generator(rendering.arena().make<Made>(a));
}

bool is_given(const Value& argument) {
    return !argument.is_missing() && !argument.is_none();
}

// What goes through its input: the cursor is made, and may fail, when the first item is asked for.
class Through : public Generator {
public:
    Through(std::string_view name, const Value& source) : Generator("generator", name), source_(source) {}

protected:
    ~Through() = default;

    Cursor& cursor(Rendering& rendering) {
        if (cursor_ == nullptr) cursor_ = rendering.arena().make<Cursor>(rendering, source_);
        return *cursor_;
    }
    const Value& source() const { return source_; }

private:
    Value source_;
    Cursor* cursor_ = nullptr;
};

class Unique final : public Through {
public:
    explicit Unique(const Bound& a) : Through("do_unique", a[0]), case_sensitive_(a[1]), attribute_(a[2]) {}

    bool next(Rendering& rendering, Value& item) override {
        const Rendering::Nested nested(rendering);
        if (seen_ == nullptr) seen_ = rendering.arena().make<Dict>();
        const AttributePath path(rendering, attribute_);
        const bool case_sensitive = truth_or(rendering, case_sensitive_, false);
        while (cursor(rendering).next(rendering, item)) {
            const Value key = sort_key(rendering, path.of(rendering, item), case_sensitive);
            if (seen_->find(rendering, key) != nullptr) continue;
            seen_->set(rendering, key, Value::none());
            return true;
        }
        return false;
    }

private:
    Value case_sensitive_;
    Value attribute_;
    Dict* seen_ = nullptr;
};

class Batch final : public Through {
public:
    explicit Batch(const Bound& a) : Through("do_batch", a[0]), count_(a[1]), filler_(a[2]) {}

    bool next(Rendering& rendering, Value& batch) override {
        const Rendering::Nested nested(rendering);
        std::vector<Value> row;
        if (!first_.is_missing()) row.push_back(first_);
        first_ = Value();
        for (Value item; cursor(rendering).next(rendering, item);) {
            if (equals(rendering, Value::integer(row.size()), count_)) {
                first_ = item;
                batch = rendering.copied_list(row);
                return true;
            }
            row.push_back(item);
        }
        if (row.empty()) return false;
        if (is_given(filler_)) fill(rendering, row);
        batch = rendering.copied_list(row);
        return true;
    }

private:
    void fill(Rendering& rendering, std::vector<Value>& row) const {
        if (!compare(rendering, CompareOp::lt, Value::integer(row.size()), count_)) return;
        if (!count_.is_integral())
            type_error("can't multiply sequence by non-int of type '" +
                       std::string(jinja::type_name(count_)) + "'");
        rendering.charge(static_cast<std::uint64_t>(count_.as_integer()));
        row.resize(static_cast<std::size_t>(count_.as_integer()), filler_);
    }

    Value count_;
    Value filler_;
    Value first_;  // of the next batch
};

class Slices final : public Through {
public:
    explicit Slices(const Bound& a) : Through("sync_do_slice", a[0]), slices_(a[1]), filler_(a[2]) {}

    bool next(Rendering& rendering, Value& column) override {
        const Rendering::Nested nested(rendering);
        if (items_.data() == nullptr) begin(rendering);
        if (number_ >= count_) return false;
        const auto slices = static_cast<std::size_t>(count_);
        const bool longer = static_cast<std::size_t>(number_++) < items_.size() % slices;
        const std::size_t size = items_.size() / slices + (longer ? 1 : 0);
        const auto part = items_.subspan(at_, size);
        at_ += size;
        std::vector<Value> items(part.begin(), part.end());
        if (is_given(filler_) && !longer) items.push_back(filler_);
        rendering.charge(1);
        column = rendering.copied_list(items);
        return true;
    }

private:
    void begin(Rendering& rendering) {
        items_ = rendering.copied_list(Items(rendering, source()).span(rendering)).as_list().items();
        apply(rendering, BinaryOp::floor_divide, Value::integer(items_.size()),
              slices_);  // fails as Python's
        count_ = integer_or(slices_, 1);
    }

    Value slices_;
    Value filler_;
    std::span<const Value> items_;
    std::int64_t count_ = 0;
    std::int64_t number_ = 0;
    std::size_t at_ = 0;
};

class Pairs final : public Generator {
public:
    explicit Pairs(const Bound& a) : Generator("generator", "do_items"), mapping_(a[0]) {}

    bool next(Rendering& rendering, Value& item) override {
        if (cursor_ == nullptr) {
            if (mapping_.is_undefined()) return false;
            if (!mapping_.is_mapping()) type_error("Can only get item pairs from a mapping.");
            const auto* const view =
                rendering.arena().make<DictView>(rendering, mapping_, DictView::Kind::items);
            cursor_ = rendering.arena().make<Cursor>(rendering, *view);
        }
        return cursor_->next(rendering, item);
    }

private:
    Value mapping_;
    Cursor* cursor_ = nullptr;
};

// Of a list, a tuple or a range, read in place.
class Reversed final : public Generator {
public:
    Reversed(std::string_view type_name, const Value& source, std::size_t size)
        : Generator(type_name), source_(source), left_(size) {}

    bool next(Rendering& rendering, Value& item) override {
        if (left_ == 0) return false;
        item = find_item(rendering, source_, Value::integer(--left_));
        if (item.is_missing()) left_ = 0;  // the list has become shorter
        return !item.is_missing();
    }

private:
    Value source_;
    std::size_t left_;
};

std::string_view reversed_type(const Value& value) {
    if (value.is_list()) return "list_reverseiterator";
    if (value.is(Value::Type::range)) return "range_iterator";
    if (value.is_mapping()) return "dict_reversekeyiterator";
    if (const DictView* const view = view_of(value)) {
        constexpr std::string_view kNames[] = {"dict_reversekeyiterator", "dict_reversevalueiterator",
                                               "dict_reverseitemiterator"};
        return kNames[static_cast<std::size_t>(view->kind())];
    }
    return "reversed";
}

Items items_to_reverse(Rendering& rendering, const Value& source) {
    try {
        return Items(rendering, source);
    } catch (const Failure& failure) {
        if (failure.kind != "TypeError") throw;
        fail("FilterArgumentError", "argument must be iterable");
    }
}

Value reverse(Rendering& rendering, const Bound& a) {
    const Value& source = a[0];
    if (!source.is_undefined() && !is_iterable(source))
        fail("FilterArgumentError", "argument must be iterable");
    if (source.is_list() || source.is(Value::Type::tuple) || source.is(Value::Type::range)) {
        return Value::generator(
            rendering.arena().make<Reversed>(reversed_type(source), source, length(rendering, source)));
    }
    const Items items = items_to_reverse(rendering, source);
    if (source.is_text()) {
        std::string text;
        for (std::size_t i = items.size(); i > 0; --i) text += items[i - 1].as_text();
        return rendering.text(text, source.is_markup());
    }
    Value* const reversed = rendering.arena().make_array<Value>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) reversed[i] = items[items.size() - 1 - i];
    const std::span<Value> row{reversed, items.size()};
    if (generator_of(source) != nullptr) return rendering.list(row);  // it cannot be gone through backwards
    return Value::generator(rendering.arena().make<Row>(reversed_type(source), std::string_view(), row));
}

constexpr Builtin kLazyFilters[] = {
    {.name = "reverse",
     .python_name = "do_reverse",
     .parameters = {"value"},
     .required = 1,
     .fixed = reverse},
    {.name = "unique",
     .python_name = "do_unique",
     .parameters = {"value", "case_sensitive", "attribute"},
     .required = 1,
     .fixed = lazy<Unique>,
     .hidden = "environment"},
    {.name = "batch",
     .python_name = "do_batch",
     .parameters = {"value", "linecount", "fill_with"},
     .required = 2,
     .fixed = lazy<Batch>},
    {.name = "slice",
     .python_name = "sync_do_slice",
     .parameters = {"value", "slices", "fill_with"},
     .required = 2,
     .fixed = lazy<Slices>},
    {.name = "items",
     .python_name = "do_items",
     .parameters = {"value"},
     .required = 1,
     .fixed = lazy<Pairs>},
};

}  // namespace

std::span<const Builtin> lazy_filters() {
    return kLazyFilters;
}

}  // namespace tidings::jinja
