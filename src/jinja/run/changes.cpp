#include <algorithm>

#include "jinja/run/rendering.h"
#include "jinja/values/items.h"
#include "jinja/values/to_dict.h"

namespace tidings::jinja {

Rendering::Inside::Inside(Rendering& rendering, const Value& value) : rendering_(rendering) {
    if (!rendering.has_changes()) return;
    auto& inside = rendering.inside_;
    again_ = std::find(inside.begin(), inside.end(), value.address()) != inside.end();
    marked_ = true;
    inside.push_back(value.address());
}

Value Rendering::copied_list(std::span<const Value> items) {
    Value* const copy = arena_.make_array<Value>(items.size());
    std::copy(items.begin(), items.end(), copy);
    return list({copy, items.size()});
}

Value Rendering::changed(const Value& value) const {
    if (!value.is(Value::Type::json_array) && !value.is(Value::Type::json_object)) return value;
    const auto found = changed_.find(value.address());
    return found == changed_.end() ? value : found->second;
}

List& Rendering::writable_list(const Value& list) {
    note_change();
    Value own = changed(list);
    if (own.is(Value::Type::json_array)) {
        own = copied_list(Items(*this, list).span(*this));
        changed_.emplace(list.address(), own);
    }
    return own.as_list();
}

Dict& Rendering::writable_dict(const Value& dict) {
    note_change();
    Value own = changed(dict);
    if (own.is(Value::Type::json_object)) {
        own = Value::dict(&to_dict(*this, {{&dict, 1}, {}}));
        changed_.emplace(dict.address(), own);
    }
    return own.as_dict();
}

}  // namespace tidings::jinja
