#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "jinja/values/dict_view.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// Goes through a value one item at a time, as Python's iterators do: what is appended to a list meanwhile is
// met, what is taken out is not, and a dict that changes its size is an error. Items (items.h) is for where
// nothing can change meanwhile.
class Cursor {
public:
    // Fails with a TypeError when `source` cannot be iterated.
    Cursor(Rendering& rendering, const Value& source);
    Cursor(Rendering& rendering, const DictView& view);

    // The next item, at the cost of a step; false when there is none.
    bool next(Rendering& rendering, Value& item);

private:
    enum class Source : std::uint8_t { row, list, dict, range, text, generator, ended };

    void begin_object(Rendering& rendering);
    bool next_of_list(Rendering& rendering, Value& item);
    bool next_of_dict(Rendering& rendering, Value& item);
    bool next_of_text(Value& item);
    Value shown(const Value& key, const Value& value) const;

    Value source_;
    const DictView* view_ = nullptr;
    Generator* generator_ = nullptr;
    std::span<const Value> row_;
    std::size_t at_ = 0;
    std::size_t size_ = 0;   // of a dict, when it began
    std::size_t shown_ = 0;  // of its entries
    Source kind_ = Source::row;
};

}  // namespace tidings::jinja
