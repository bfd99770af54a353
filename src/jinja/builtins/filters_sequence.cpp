#include <algorithm>
#include <vector>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/text_tools.h"
#include "jinja/values/attribute_path.h"
#include "jinja/values/compare.h"
#include "jinja/values/cursor.h"
#include "jinja/values/items.h"
#include "jinja/values/list.h"
#include "jinja/values/operators.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

Value copy_list(Rendering& rendering, const std::vector<Value>& items) {
    return rendering.copied_list(items);
}

Value first(Rendering& rendering, const Bound& a) {
    Value item;
    if (Cursor(rendering, a[0]).next(rendering, item)) return item;
    return rendering.undefined_hint("No first item, sequence was empty.");
}

Value last(Rendering& rendering, const Bound& a) {
    if (a[0].is(Value::Type::generator) || (!a[0].is_undefined() && !is_iterable(a[0]))) {
        type_error("'" + std::string(type_name(a[0])) + "' object is not reversible");
    }
    if (is_subscriptable(a[0])) length(rendering, a[0]);  // fails for `self`, which has none
    const Items items(rendering, a[0]);
    if (items.size() == 0) return rendering.undefined_hint("No last item, sequence was empty.");
    const Value item = items[items.size() - 1];
    return a[0].is_text() ? Value::text(item.as_text(), a[0].is_markup()) : item;
}

Value list(Rendering& rendering, const Bound& a) {
    return rendering.copied_list(Items(rendering, a[0]).span(rendering));
}

// "a,b" sorts by a, then by b.
std::vector<AttributePath> sort_paths(Rendering& rendering, const Value& attribute) {
    std::vector<AttributePath> paths;
    if (!attribute.is_text()) {
        paths.emplace_back(rendering, attribute);
        return paths;
    }
    for (const std::string_view path : split_by(rendering, attribute.as_text(), ",", -1, false)) {
        paths.emplace_back(rendering, Value::text(path));
    }
    return paths;
}

Value sort(Rendering& rendering, const Bound& a) {
    const bool case_sensitive = truth_or(rendering, a[2], false);
    const std::vector<AttributePath> paths = sort_paths(rendering, a[3]);
    const auto items = Items(rendering, a[0]).span(rendering);
    const bool reverse = int_or(a[1], 0) != 0;
    Value* const keys = rendering.arena().make_array<Value>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        std::vector<Value> key;
        for (const AttributePath& path : paths) {
            key.push_back(sort_key(rendering, path.of(rendering, items[i]), case_sensitive));
        }
        keys[i] = copy_list(rendering, key);
    }
    return rendering.list(sorted_by(rendering, items, {keys, items.size()}, reverse));
}

Value extreme(Rendering& rendering, const Bound& a, int sign) {
    Cursor cursor(rendering, a[0]);
    Value best;
    if (!cursor.next(rendering, best)) {
        return rendering.undefined_hint("No aggregated item, sequence was empty.");
    }
    const bool case_sensitive = truth_or(rendering, a[1], false);
    const AttributePath path(rendering, a[2]);
    Value best_key = sort_key(rendering, path.of(rendering, best), case_sensitive);
    for (Value item; cursor.next(rendering, item);) {
        const Value key = sort_key(rendering, path.of(rendering, item), case_sensitive);
        if (order(rendering, key, best_key, sign > 0 ? ">" : "<") * sign <= 0) continue;
        best = item;
        best_key = key;
    }
    return best;
}

Value sum(Rendering& rendering, const Bound& a) {
    const AttributePath path(rendering, a[1]);
    Value total = a[2].is_missing() ? Value::integer(std::int64_t{0}) : a[2];
    Cursor cursor(rendering, a[0]);
    if (total.is_text()) type_error("sum() can't sum strings [use ''.join(seq) instead]");
    for (Value item; cursor.next(rendering, item);) {
        total = apply(rendering, BinaryOp::add, total, path.of(rendering, item));
    }
    return total;
}

// Each item is written before the next one is asked for.
Value join_plainly(Rendering& rendering, const Value& source, const Value& separator,
                   const AttributePath& path) {
    const std::string_view between = to_text(rendering, separator);
    Cursor cursor(rendering, source);
    std::string out;
    bool first = true;
    for (Value item; cursor.next(rendering, item); first = false) {
        if (!first) out += between;
        append_str(rendering, path.of(rendering, item), out);
    }
    return rendering.text(out);
}

Value join(Rendering& rendering, const Bound& a) {
    const AttributePath path(rendering, a[2]);
    Value separator = a[1].is_missing() ? Value::text("") : a[1];
    if (!rendering.autoescape()) return join_plainly(rendering, a[0], separator, path);
    // Jinja2 turns the separator into a text behind the items where it may have to be escaped.
    const bool items_first = !is_html(separator);
    if (!items_first) separator = soft_text(rendering, separator);
    const auto source = Items(rendering, a[0]).span(rendering);
    Value* const items = rendering.arena().make_array<Value>(source.size());
    bool markup = separator.is_markup();
    for (std::size_t i = 0; i < source.size(); ++i) items[i] = path.of(rendering, source[i]);
    for (std::size_t i = 0; i < source.size(); ++i) {
        const bool html = is_html(items[i]);
        if (items_first && !html) items[i] = soft_text(rendering, items[i]);
        markup = markup || html;
    }
    if (items_first) separator = soft_text(rendering, separator);
    // One safe part makes the others be escaped.
    markup = markup && (separator.is_markup() || !is_html(a[1]));
    if (markup) separator = escape(rendering, separator);
    std::string out;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (i > 0) append_str(rendering, separator, out);
        append_str(rendering, markup ? escape(rendering, items[i]) : items[i], out);
    }
    return rendering.text(out, markup);
}

Value groupby(Rendering& rendering, const Bound& a) {
    const AttributePath path(rendering, a[1], a[2]);
    const bool case_sensitive = truth_or(rendering, a[3], false);
    const auto items = Items(rendering, a[0]).span(rendering);
    Value* const keys = rendering.arena().make_array<Value>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        keys[i] = sort_key(rendering, path.of(rendering, items[i]), case_sensitive);
    }
    const auto sorted = sorted_by(rendering, items, {keys, items.size()}, false);
    std::vector<Value> groups;
    for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
        const Value name = path.of(rendering, sorted[begin]);
        const Value key = sort_key(rendering, name, case_sensitive);
        ++end;  // the key is not asked whether it equals itself: nan does not, and what is undefined fails
        while (end < sorted.size() &&
               equals(rendering, key, sort_key(rendering, path.of(rendering, sorted[end]), case_sensitive))) {
            ++end;
        }
        Value* const group = rendering.arena().make_array<Value>(2);
        group[0] = name;
        group[1] = rendering.copied_list(sorted.subspan(begin, end - begin));
        groups.push_back(Value::group({group, 2}));
    }
    return copy_list(rendering, groups);
}

Value dictsort(Rendering& rendering, const Bound& a) {
    const bool case_sensitive = truth_or(rendering, a[1], false);
    const std::string_view by = text_or(rendering, a[2], "key");
    if (by != "key" && by != "value") {
        fail("FilterArgumentError", "You can only sort by either \"key\" or \"value\"");
    }
    if (a[0].is_undefined()) rendering.undefined_error(a[0]);
    if (!a[0].is_mapping()) {
        fail("AttributeError", "'" + std::string(type_name(a[0])) + "' object has no attribute 'items'");
    }
    const bool reverse = int_or(a[3], 0) != 0;
    const Items names(rendering, a[0]);
    Value* const pairs = rendering.arena().make_array<Value>(names.size());
    Value* const keys = rendering.arena().make_array<Value>(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Value value = member(rendering, a[0], names[i]);
        pairs[i] = pair(rendering, names[i], value);
        keys[i] = sort_key(rendering, by == "key" ? names[i] : value, case_sensitive);
    }
    return rendering.list(sorted_by(rendering, {pairs, names.size()}, {keys, names.size()}, reverse));
}

Value length_filter(Rendering& rendering, const Bound& a) {
    return Value::integer(length(rendering, a[0]));
}

constexpr Builtin kSequenceFilters[] = {
    {.name = "first",
     .python_name = "sync_do_first",
     .parameters = {"seq"},
     .required = 1,
     .fixed = first,
     .hidden = "environment"},
    {.name = "last",
     .python_name = "do_last",
     .parameters = {"seq"},
     .required = 1,
     .fixed = last,
     .hidden = "environment"},
    {.name = "length",
     .python_name = "len",
     .parameters = {"obj"},
     .required = 1,
     .fixed = length_filter,
     .calling = Calling::one},
    {.name = "count",
     .python_name = "len",
     .parameters = {"obj"},
     .required = 1,
     .fixed = length_filter,
     .calling = Calling::one},
    {.name = "list", .python_name = "sync_do_list", .parameters = {"value"}, .required = 1, .fixed = list},
    {.name = "sort",
     .python_name = "do_sort",
     .parameters = {"value", "reverse", "case_sensitive", "attribute"},
     .required = 1,
     .fixed = sort,
     .hidden = "environment"},
    {.name = "min",
     .python_name = "do_min",
     .parameters = {"value", "case_sensitive", "attribute"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return extreme(r, a, -1); },
     .hidden = "environment"},
    {.name = "max",
     .python_name = "do_max",
     .parameters = {"value", "case_sensitive", "attribute"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return extreme(r, a, 1); },
     .hidden = "environment"},
    {.name = "sum",
     .python_name = "sync_do_sum",
     .parameters = {"iterable", "attribute", "start"},
     .required = 1,
     .fixed = sum,
     .hidden = "environment"},
    {.name = "join",
     .python_name = "sync_do_join",
     .parameters = {"value", "d", "attribute"},
     .required = 1,
     .fixed = join,
     .hidden = "eval_ctx"},
    {.name = "groupby",
     .python_name = "sync_do_groupby",
     .parameters = {"value", "attribute", "default", "case_sensitive"},
     .required = 2,
     .fixed = groupby,
     .hidden = "environment"},
    {.name = "dictsort",
     .python_name = "do_dictsort",
     .parameters = {"value", "case_sensitive", "by", "reverse"},
     .required = 1,
     .fixed = dictsort},
};

}  // namespace

std::span<const Builtin> sequence_filters() {
    return kSequenceFilters;
}

}  // namespace tidings::jinja
