#include "jinja/values/cursor.h"

#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/unicode.h"
#include "jinja/values/dict.h"
#include "jinja/values/generator.h"
#include "jinja/values/items.h"

namespace tidings::jinja {

Cursor::Cursor(Rendering& rendering, const Value& source) : source_(source) {
    switch (source.type()) {
        case Value::Type::list:
        case Value::Type::json_array:
            kind_ = Source::list;
            break;
        case Value::Type::dict:
        case Value::Type::json_object:
            kind_ = Source::dict;
            break;
        case Value::Type::range:
            kind_ = Source::range;
            break;
        case Value::Type::text:
            kind_ = Source::text;
            break;
        case Value::Type::generator:
        case Value::Type::object:
            generator_ = generator_of(source);
            if (generator_ == nullptr) {
                begin_object(rendering);
            } else {
                kind_ = Source::generator;
            }
            break;
        case Value::Type::tuple:
            row_ = source.as_items();
            break;
        default:
            row_ = Items(rendering, source).span(rendering);
    }
    if (kind_ == Source::dict) size_ = length(rendering, source_);
}

void Cursor::begin_object(Rendering& rendering) {
    view_ = view_of(source_);
    if (view_ == nullptr) {
        row_ = Items(rendering, source_).span(rendering);
    } else {
        kind_ = Source::dict;
        source_ = view_->mapping();
    }
}

Cursor::Cursor(Rendering& rendering, const DictView& view) : Cursor(rendering, view.mapping()) {
    view_ = &view;
}

bool Cursor::next(Rendering& rendering, Value& item) {
    bool found = false;
    switch (kind_) {
        case Source::row:
            found = at_ < row_.size();
            if (found) item = row_[at_++];
            break;
        case Source::list:
            found = next_of_list(rendering, item);
            break;
        case Source::dict:
            found = next_of_dict(rendering, item);
            break;
        case Source::range: {
            const Range& range = source_.as_range();
            found = at_ < static_cast<std::size_t>(range.size);
            if (found) item = Value::integer(range.start + static_cast<std::int64_t>(at_++) * range.step);
            break;
        }
        case Source::text:
            found = next_of_text(item);
            break;
        case Source::generator:
            found = generator_->next(rendering, item);
            break;
        case Source::ended:
            break;
    }
    if (!found) kind_ = Source::ended;  // for good, whatever comes later
    rendering.charge(found ? 1 : 0);
    return found;
}

bool Cursor::next_of_list(Rendering& rendering, Value& item) {
    const Value list = rendering.current(source_);
    if (list.is(Value::Type::json_array)) {
        const json::array& array = list.as_json_array();
        if (at_ >= array.size()) return false;
        item = Value::json(array[at_++]);
        return true;
    }
    if (at_ >= list.as_list().size()) return false;
    item = list.as_list().items()[at_++];
    return true;
}

bool Cursor::next_of_dict(Rendering& rendering, Value& item) {
    const Value dict = rendering.current(source_);
    if (dict.is(Value::Type::json_object)) {
        const json::object& object = dict.as_json_object();
        if (at_ >= object.size()) return false;
        const auto& member = *(object.begin() + at_++);
        ++shown_;
        const auto key = member.key();
        item = shown(Value::text({key.data(), key.size()}), Value::json(member.value()));
        return true;
    }
    if (dict.as_dict().size() != size_) fail("RuntimeError", "dictionary changed size during iteration");
    const auto entries = dict.as_dict().entries();
    while (at_ < entries.size() && entries[at_].key.is_missing()) ++at_;
    if (at_ >= entries.size()) return false;
    if (shown_++ == size_) fail("RuntimeError", "dictionary keys changed during iteration");
    item = shown(entries[at_].key, entries[at_].value);
    ++at_;
    return true;
}

bool Cursor::next_of_text(Value& item) {
    const std::string_view text = source_.as_text();
    if (at_ >= text.size()) return false;
    const std::size_t bytes = character_at(text, at_).bytes;
    item = Value::text(text.substr(at_, bytes));
    at_ += bytes;
    return true;
}

Value Cursor::shown(const Value& key, const Value& value) const {
    return view_ == nullptr ? key : view_->shown(key, value);
}

}  // namespace tidings::jinja
