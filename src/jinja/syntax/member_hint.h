#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/json.h"

namespace tidings::jinja {

// Where a name was found among the members of an object of the data. One kind of data comes again and again
// with its members in one order, so that the next search mostly ends at the first look. Any thread may use it
// at any time: it is a guess, which each search checks.
class MemberHint {
public:
    // The member called `name`, or nullptr.
    const json::value* find(const json::object& object, std::string_view name) const {
        const std::uint32_t at = at_.load(std::memory_order_relaxed);
        if (at < object.size()) {
            const auto& member = *(object.begin() + at);
            if (std::string_view(member.key().data(), member.key().size()) == name) return &member.value();
        }
        return search(object, name);
    }

private:
    const json::value* search(const json::object& object, std::string_view name) const {
        const auto found = object.find(name);
        if (found == object.end()) return nullptr;
        at_.store(static_cast<std::uint32_t>(found - object.begin()), std::memory_order_relaxed);
        return &found->value();
    }

    mutable std::atomic<std::uint32_t> at_{0};
};

}  // namespace tidings::jinja
