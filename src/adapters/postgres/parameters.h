#pragma once

#include <ranges>
#include <type_traits>

#include "adapters/postgres/wire.h"

namespace tidings::adapters::postgres {

// The values of a statement's $1, $2 …, in order.
class Parameters {
public:
    // Whole numbers and enumerations are int8, so the statement says `$1::int8`.
    template <class T>
    Parameters& add(const T& value) {
        std::string& text = values_.emplace_back();
        if constexpr (std::is_same_v<T, bool>) {
            Wire<bool>::append(text, value);
        } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            Wire<std::int64_t>::append(text, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
            Wire<std::string_view>::append(text, value);
        } else {
            Wire<T>::append(text, value);
        }
        return *this;
    }

    // An array of T with what `value_of` says of each item; it may say nothing, by an optional.
    template <class T, std::ranges::range Items, class ValueOf>
    Parameters& each(const Items& items, const ValueOf& value_of) {
        std::string& text = values_.emplace_back();
        ArrayText<T> array(text, static_cast<std::size_t>(std::ranges::distance(items)));
        for (const auto& item : items) add_to(array, value_of(item));
        return *this;
    }
    template <class T, std::ranges::range Items>
    Parameters& each(const Items& items) {
        return each<T>(items, [](const auto& item) -> const auto& { return item; });
    }

    std::size_t size() const { return values_.size(); }
    const std::string& operator[](std::size_t at) const { return values_[at]; }

private:
    template <class T, class Given>
    static void add_to(ArrayText<T>& array, const Given& given) {
        if constexpr (std::is_enum_v<Given> || std::is_integral_v<Given>) {
            array.add(static_cast<T>(given));
        } else if constexpr (std::is_convertible_v<const Given&, std::string_view>) {
            array.add(T{std::string_view(given)});
        } else {
            array.add(given);
        }
    }
    template <class T, class Given>
    static void add_to(ArrayText<T>& array, const std::optional<Given>& given) {
        if (given) {
            add_to(array, *given);
        } else {
            array.add_null();
        }
    }

    std::vector<std::string> values_;
};

// A statement to run. `sql` names it by its address: a constant.
struct Step {
    const char* sql;
    Parameters parameters = {};
};

inline constexpr const char* kCommit = "COMMIT";

}  // namespace tidings::adapters::postgres
