#include "schema/details.h"

#include <array>
#include <vector>

#include "base/json.h"

namespace tidings::schema {
namespace {

constexpr std::size_t kTextMax = 60;  // bytes of a value of the schema that a sentence repeats
constexpr std::size_t kChoicesMax = 10;

std::string shown(const json::value& v) {
    std::string text = json::write(v);
    return text.size() > kTextMax ? "a certain value, too long to show" : text;
}

std::vector<std::string_view> names_of(Types types) {
    constexpr std::array<std::pair<Types, std::string_view>, 6> names = {{{kNull, "null"},
                                                                          {kBoolean, "true or false"},
                                                                          {kFraction, "a number"},
                                                                          {kString, "a string"},
                                                                          {kArray, "an array"},
                                                                          {kObject, "an object"}}};
    std::vector<std::string_view> result;
    for (const auto& [type, name] : names) {
        if ((types & type) != 0) result.push_back(name);
    }
    if ((types & kInteger) != 0 && (types & kFraction) == 0) result.push_back("an integer");
    return result;
}

std::string_view name_of_actual(Types allowed, Types actual) {
    if (actual == kBoolean) return "a boolean";
    if (actual == kFraction && (allowed & kInteger) != 0) return "a number with a fraction";
    if (actual == kInteger) return "a number";
    return names_of(actual).front();
}

}  // namespace

std::string type_detail(Types allowed, Types actual) {
    const auto names = names_of(allowed);
    std::string detail = "must be ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) detail += i + 1 < names.size() ? ", " : " or ";
        detail += names[i];
    }
    return (detail += ", is ").append(name_of_actual(allowed, actual));
}

std::string choices_detail(const json::array& choices) {
    if (choices.size() == 1) return constant_detail(choices.front());
    std::string detail = "must be one of ";
    for (std::size_t i = 0; i < choices.size() && i < kChoicesMax; ++i) {
        if (i > 0) detail += ", ";
        detail += shown(choices[i]);
    }
    if (choices.size() > kChoicesMax)
        detail += " and " + std::to_string(choices.size() - kChoicesMax) + " more";
    return detail;
}

std::string constant_detail(const json::value& constant) {
    return "must be " + shown(constant);
}

std::string count_detail(std::string_view bound, std::uint64_t count, std::string_view thing) {
    std::string detail = "must have ";
    detail.append(bound) += ' ';
    (detail += std::to_string(count) + ' ') += thing;
    if (count == 1) return detail;
    if (!detail.ends_with('y')) return detail += 's';
    detail.pop_back();
    return detail += "ies";
}

}  // namespace tidings::schema
