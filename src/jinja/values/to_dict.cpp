#include "jinja/values/to_dict.h"

#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/values/cursor.h"
#include "jinja/values/items.h"

namespace tidings::jinja {
namespace {

void add_pairs(Rendering& rendering, const Value& pairs, Dict& dict) {
    Cursor cursor(rendering, pairs);
    std::size_t i = 0;
    for (Value item; cursor.next(rendering, item); ++i) {
        const std::string place = "dictionary update sequence element #" + std::to_string(i);
        if (!is_iterable(item)) type_error("cannot convert " + place + " to a sequence");
        const Items pair(rendering, item);
        if (pair.size() != 2)
            value_error(place + " has length " + std::to_string(pair.size()) + "; 2 is required");
        dict.set(rendering, pair[0], pair[1]);
    }
}

}  // namespace

Dict& to_dict(Rendering& rendering, const Arguments& arguments) {
    Dict& dict = *rendering.arena().make<Dict>();
    add_to_dict(rendering, arguments, dict);
    return dict;
}

void add_to_dict(Rendering& rendering, const Arguments& arguments, Dict& dict) {
    if (arguments.positional.size() > 1) {
        type_error("dict expected at most 1 argument, got " + std::to_string(arguments.positional.size()));
    }
    for (const Value& source : arguments.positional) {
        if (source.is_undefined()) rendering.undefined_error(source);
        if (source.is_mapping()) {
            const Items keys(rendering, source);
            for (std::size_t i = 0; i < keys.size(); ++i) {
                dict.set(rendering, keys[i], member(rendering, source, keys[i]));
            }
        } else {
            add_pairs(rendering, source, dict);
        }
    }
    for (const NamedValue& named : arguments.named) {
        dict.set(rendering, Value::text(rendering.arena().copy(named.name)), named.value);
    }
}

}  // namespace tidings::jinja
