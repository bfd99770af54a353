#include "jinja/values/dict_view.h"

#include <algorithm>

#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/values/compare.h"
#include "jinja/values/cursor.h"
#include "jinja/values/list.h"
#include "jinja/values/text.h"

namespace tidings::jinja {

Value DictView::shown(const Value& key, const Value& value) const {
    if (kind_ == Kind::keys) return key;
    if (kind_ == Kind::values) return value;
    return pair(rendering_, key, value);
}

std::string_view DictView::type_name() const {
    constexpr std::string_view kNames[] = {"dict_keys", "dict_values", "dict_items"};
    return kNames[static_cast<std::size_t>(kind_)];
}

void DictView::append_text(Rendering& rendering, std::string& out) {
    out.append(type_name()).append("([");
    const auto shown = *items();
    for (std::size_t i = 0; i < shown.size(); ++i) {
        if (i > 0) out += ", ";
        append_repr(rendering, shown[i], out);
    }
    out += "])";
}

std::optional<std::span<const Value>> DictView::items() const {
    Value* const all = rendering_.arena().make_array<Value>(length(rendering_, mapping_));
    std::size_t size = 0;
    Cursor cursor(rendering_, *this);
    for (Value item; cursor.next(rendering_, item);) all[size++] = item;
    return std::span<const Value>{all, size};
}

bool DictView::contains(Rendering& rendering, const Value& item) const {
    if (kind_ == Kind::values) {
        Cursor cursor(rendering, *this);
        for (Value value; cursor.next(rendering, value);) {
            if (same_or_equal(rendering, value, item)) return true;
        }
        return false;
    }
    const bool is_pair = item.is(Value::Type::tuple) && item.as_items().size() == 2;
    if (kind_ == Kind::items && !is_pair) return false;
    const Value& key = kind_ == Kind::keys ? item : item.as_items()[0];
    hash_of(rendering, key);
    const Value value = member(rendering, mapping_, key);
    if (value.is_missing()) return false;
    return kind_ == Kind::keys || same_or_equal(rendering, value, item.as_items()[1]);
}

bool DictView::is_true() const {
    return length(rendering_, mapping_) > 0;
}

// Views of keys and of items are equal as sets are.
bool DictView::is_equal(const Value& other) const {
    const DictView* const view = view_of(other);
    if (view == this) return true;
    if (view == nullptr || kind_ == Kind::values || view->kind() == Kind::values) return false;
    const auto mine = *items();
    const auto others = *view->items();
    rendering_.charge(mine.size() * others.size());
    return mine.size() == others.size() && std::all_of(mine.begin(), mine.end(), [&](const Value& item) {
               return std::any_of(others.begin(), others.end(), [&](const Value& candidate) {
                   return same_or_equal(rendering_, item, candidate);
               });
           });
}

std::size_t DictView::hash() const {
    if (kind_ != Kind::values) type_error("unhashable type: '" + std::string(type_name()) + "'");
    return 0;
}

const DictView* view_of(const Value& value) {
    return value.is(Value::Type::object) ? dynamic_cast<const DictView*>(&value.as_object()) : nullptr;
}

}  // namespace tidings::jinja
