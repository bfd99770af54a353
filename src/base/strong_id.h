#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace tidings {

// A text that names one kind of thing, so that a user's id is never passed where an event's is wanted.
template <class Tag>
class StrongId {
public:
    StrongId() = default;
    explicit StrongId(std::string text) : text_(std::move(text)) {}

    const std::string& str() const { return text_; }
    bool empty() const { return text_.empty(); }

    auto operator<=>(const StrongId&) const = default;

private:
    std::string text_;
};

}  // namespace tidings

template <class Tag>
struct std::hash<tidings::StrongId<Tag>> {
    std::size_t operator()(const tidings::StrongId<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.str());
    }
};
