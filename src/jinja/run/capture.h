#pragma once

#include <string_view>
#include <utility>

#include "jinja/run/rendering.h"

namespace tidings::jinja {

template <class Work>
void Rendering::joined(Work&& work) {
    const std::string_view outer = std::exchange(unjoinable_, std::string_view());
    work();
    if (!unjoinable_.empty()) cannot_join(unjoinable_);
    unjoinable_ = outer;
}

template <class Work>
std::string_view Rendering::capture(Work&& work) {
    const std::size_t start = out_.size();
    const bool muted = muted_;
    muted_ = false;
    joined(std::forward<Work>(work));
    muted_ = muted;
    const std::string_view text = arena_.copy(out_.since(start));
    out_.cut(start);
    return text;
}

}  // namespace tidings::jinja
