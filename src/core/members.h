#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "core/faults.h"

namespace tidings::core {

// Reads the members of a JSON object by name and collects what is wrong with them. A member that is absent or
// null reads as nothing. What was never asked for is a fault of its own, see `finish`.
class Members {
public:
    // `pointer` is the object's own place. A value that is no object is a fault. `unknown`: where `finish`
    // puts what was never asked for, instead of calling it a fault.
    Members(const json::value& v, std::string pointer, Faults& faults, json::object* unknown = nullptr);

    const json::value* any(std::string_view name);
    std::optional<std::string> text(std::string_view name);
    std::optional<bool> boolean(std::string_view name);
    const json::object* object(std::string_view name);
    const json::array* array(std::string_view name);

    void fault(std::string_view name, std::string detail);
    std::string pointer_to(std::string_view name) const;

    // Every member that was not asked for is named as a fault, or kept.
    void finish();

private:
    const json::object* object_ = nullptr;
    std::string pointer_;
    Faults& faults_;
    json::object* unknown_;
    std::vector<std::string_view> asked_;
};

// Puts into `target` what it lacks of what was kept, in objects inside of it, too.
void put_back(json::object& target, const json::object& kept);

}  // namespace tidings::core
