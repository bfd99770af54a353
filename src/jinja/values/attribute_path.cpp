#include "jinja/values/attribute_path.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"
#include "jinja/values/compare.h"
#include "jinja/values/python_sort.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

// Stable, and safe with an order that is none, such as that of nan.
template <class Less>
void merge_sort(std::vector<std::size_t>& places, const Less& less) {
    std::vector<std::size_t> merged(places.size());
    for (std::size_t width = 1; width < places.size(); width *= 2) {
        for (std::size_t begin = 0; begin < places.size(); begin += 2 * width) {
            const std::size_t middle = std::min(begin + width, places.size());
            const std::size_t end = std::min(begin + 2 * width, places.size());
            std::size_t left = begin;
            std::size_t right = middle;
            for (std::size_t at = begin; at < end; ++at) {
                const bool take_right = right < end && (left == middle || less(places[right], places[left]));
                merged[at] = places[take_right ? right++ : left++];
            }
        }
        places.swap(merged);
    }
}

}  // namespace

AttributePath::AttributePath(Rendering& rendering, const Value& path, const Value& fallback)
    : fallback_(fallback) {
    if (path.is_missing() || path.is_none()) return;
    if (path.is_text()) {
        add_dotted(rendering, path.as_text());
    } else {
        parts_ = {rendering.arena().make<Value>(path), 1};
    }
}

void AttributePath::add_dotted(Rendering& rendering, std::string_view path) {
    const TextParts names = split_by(rendering, path, ".", -1, false);
    Value* const parts = rendering.arena().make_array<Value>(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string_view name = names[i];
        std::int64_t index = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
        const bool is_index = error == std::errc() && end == name.data() + name.size() && name[0] != '-';
        parts[i] = is_index ? Value::integer(index) : rendering.text(name);
    }
    parts_ = {parts, names.size()};
}

Value AttributePath::of(Rendering& rendering, const Value& item) const {
    Value value = item;
    for (const Value& part : parts_) {
        rendering.charge(1);
        value = get_item(rendering, value, part);
        if (value.is_undefined() && !fallback_.is_missing() && !fallback_.is_none()) value = fallback_;
    }
    return value;
}

Value sort_key(Rendering& rendering, const Value& value, bool case_sensitive) {
    if (case_sensitive || !value.is_text()) return value;
    charge_letters(rendering, value.as_text());
    return rendering.text(to_lower(value.as_text()), value.is_markup());
}

std::span<Value> sorted_by(Rendering& rendering, std::span<const Value> items, std::span<const Value> keys,
                           bool reverse) {
    std::vector<std::size_t> places(items.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    const auto less = [&](std::size_t a, std::size_t b) {
        rendering.charge(1);
        return order(rendering, keys[a], keys[b]) < 0;
    };
    // Python reverses before it sorts as well as after, so that equal items keep their order.
    if (reverse) std::reverse(places.begin(), places.end());
    if (places.size() < 64) {
        python_sort(places, less);
    } else {
        merge_sort(places, less);
    }
    if (reverse) std::reverse(places.begin(), places.end());
    Value* const sorted = rendering.arena().make_array<Value>(items.size());
    for (std::size_t i = 0; i < places.size(); ++i) sorted[i] = items[places[i]];
    return {sorted, items.size()};
}

}  // namespace tidings::jinja
