#include <algorithm>
#include <array>

#include "jinja/check/checker.h"

namespace tidings::jinja {
namespace {

using Names = std::span<const std::string_view>;

// Filters whose result has the items of their input, and those that give one of them.
constexpr std::string_view kSameItems[] = {"list",   "sort",   "reverse",    "unique",
                                           "select", "reject", "selectattr", "rejectattr"};
constexpr std::string_view kOneItem[] = {"first", "last", "min", "max", "random"};

// Filters that do nothing before their result is gone through.
constexpr std::string_view kLater[] = {"map",   "select", "reject", "selectattr", "rejectattr",
                                       "batch", "slice",  "unique", "items"};
// Filters that go through it at once.
constexpr std::string_view kGoesThrough[] = {"list", "join",  "sum",     "sort",   "min",
                                             "max",  "first", "groupby", "reverse"};
// Filters that do something with each item, more than to keep it.
constexpr std::string_view kUsesItems[] = {"join", "sum", "sort", "min", "max"};
// Those that only keep, or hand on, what they are passed.
constexpr std::string_view kKeepsArguments[] = {"default",    "d",          "map",    "batch",
                                                "slice",      "groupby",    "select", "reject",
                                                "selectattr", "rejectattr", "attr"};
// Tests that an undefined value fails without an error, or that ask just that.
constexpr std::string_view kAnyValue[] = {
    "defined",  "undefined", "none", "string", "number", "integer", "float",  "boolean", "mapping",
    "sequence", "callable",  "true", "false",  "sameas", "escaped", "filter", "test"};
// Tests by which selectattr() fails on an undefined value.
constexpr std::string_view kComparing[] = {"==", "eq", "equalto", "!=", "ne",       ">",  "gt", "greaterthan",
                                           ">=", "ge", "<",       "lt", "lessthan", "<=", "le"};

bool is_one_of(Names names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

// Where a filter takes an attribute's name: the place among its arguments, or kNamed.
constexpr std::size_t kNamed = 99;
struct Attribute {
    std::string_view filter;
    std::size_t place;
    bool is_list;  // several, with commas
};
constexpr Attribute kAttributes[] = {{"map", kNamed, false},  {"sort", 2, true},    {"groupby", 0, false},
                                     {"sum", 0, false},       {"unique", 1, false}, {"min", 1, false},
                                     {"max", 1, false},       {"join", 1, false},   {"selectattr", 0, false},
                                     {"rejectattr", 0, false}};

const Expr* argument(const CallArguments& arguments, std::size_t place, std::string_view name) {
    if (place < arguments.positional.size()) return arguments.positional[place].get();
    for (const auto& [given, value] : arguments.named) {
        if (given == name) return value.get();
    }
    return nullptr;
}

std::string_view constant_text(const Expr* expr) {
    if (expr == nullptr || expr->kind != Expr::Kind::constant) return {};
    const Value& value = static_cast<const Constant&>(*expr).value;
    return value.is_text() ? value.as_text() : std::string_view();
}

// The attribute, or nothing where there is none, it is not known, or something stands for what lacks it.
std::string_view attribute_of(const FilterExpr& node) {
    const auto found = std::ranges::find(kAttributes, node.name, &Attribute::filter);
    const CallArguments& arguments = node.arguments;
    if (found == std::end(kAttributes) || arguments.star || arguments.double_star) return {};
    const bool has_default = argument(arguments, node.name == "groupby" ? 1 : kNamed, "default") != nullptr;
    return has_default ? std::string_view() : constant_text(argument(arguments, found->place, "attribute"));
}

bool is_selecting(const FilterExpr& node) {
    return node.name == "selectattr" || node.name == "rejectattr";
}

// Whether it fails on items that lack the attribute.
bool needs_attribute(const FilterExpr& node) {
    if (!is_selecting(node)) return true;
    const CallArguments& arguments = node.arguments;
    return arguments.positional.size() < 2 ||
           is_one_of(kComparing, constant_text(arguments.positional[1].get()));
}

// What is left of a list. Of selectattr() it has the attribute; a test of what a value is may leave none, so
// that nothing is known of them.
ShapePtr selected(const FilterExpr& node, const ShapePtr& list, std::string_view attribute) {
    const std::size_t place = is_selecting(node) ? 1 : 0;
    const std::string_view test = constant_text(argument(node.arguments, place, ""));
    const bool has_it = is_selecting(node) && test == (node.name == "selectattr" ? "defined" : "undefined");
    const bool is_any = node.arguments.positional.size() <= place || is_one_of(kComparing, test);
    auto shape = std::make_shared<Shape>(*list);
    if (!has_it && !is_any) shape->items = nullptr;
    if (!is_selecting(node) || !shape->items) return shape;
    const bool is_name = shape->items->kind == Shape::Kind::mapping && !attribute.empty() &&
                         attribute.find('.') == std::string_view::npos;
    std::shared_ptr<Shape> item = is_name ? std::make_shared<Shape>(*shape->items) : nullptr;
    if (item) item->members[std::string(attribute)].always = true;
    shape->items = std::move(item);
    return shape;
}

}  // namespace

Checker::Known Checker::look_at_test(const FilterExpr& node) {
    is_one_of(kAnyValue, node.name) ? look(*node.input) : need(*node.input);
    look_at_all(node.arguments, false);
    return {};
}

Checker::Known Checker::look_at_filter(const FilterExpr& node) {
    if (node.name == "default" || node.name == "d") return look_at_default(node);
    Known input = take(*node.input);
    const bool is_later = is_one_of(kLater, node.name);
    if (input.is_missing(Lacks::itself)) {
        if (is_later) {
            input.lacks = Lacks::course;
        } else if (node.name != "pprint") {
            tell(*node.input, *input.missing);
            input = {};
        }
    }
    look_at_all(node.arguments, !is_one_of(kKeepsArguments, node.name));
    if (input.is_missing(Lacks::course)) {
        Known result = filtered(node, of_shape(input.shape));
        if (is_later && !result.missing) {
            result.missing = input.missing;
            result.lacks = Lacks::course;
        }
        if (is_one_of(kGoesThrough, node.name)) tell(node, *input.missing);
        return result;
    }
    if (input.is_missing(Lacks::items)) {
        if (is_one_of(kUsesItems, node.name)) tell(node, *input.missing);
        if (node.name == "unique") return lacking(input.missing, Lacks::course);
        if (node.name == "list") return input;
        const bool is_one = node.name == "first" || node.name == "last" || node.name == "random";
        return is_one ? lacking(input.missing, Lacks::itself) : Known{};
    }
    return filtered(node, input);
}

// Its second value counts where the first may be undefined.
Checker::Known Checker::look_at_default(const FilterExpr& node) {
    const Known input = look(*node.input);
    const Passed passed = look_at_all(node.arguments, false);
    if (input.missing && !passed.positional.empty()) return passed.positional.front();
    return {};
}

Checker::Known Checker::filtered(const FilterExpr& node, const Known& input) {
    if (!input.shape || input.shape->kind != Shape::Kind::list) return {};
    const std::string_view attribute = attribute_of(node);
    if (!attribute.empty()) {
        const Known known = by_attribute(node, input);
        if (known.missing) return known;
        if (node.name == "map") return known;
    } else if (node.name == "map") {
        return {};
    }
    if (is_selecting(node) || node.name == "select" || node.name == "reject")
        return of_shape(selected(node, input.shape, attribute));
    if (is_one_of(kSameItems, node.name)) return of_shape(input.shape);
    if (is_one_of(kOneItem, node.name)) return of_shape(input.shape->items);
    return {};
}

// What a filter that goes by an attribute comes to, as far as that may be missing.
Checker::Known Checker::by_attribute(const FilterExpr& node, const Known& input) {
    std::string_view path = attribute_of(node);
    const bool is_list = node.name == "sort";
    Known found;
    while (true) {
        const std::size_t comma = is_list ? path.find(',') : std::string_view::npos;
        found = at_path(input.shape->items, path.substr(0, comma));
        if (found.missing || comma == std::string_view::npos) break;
        path.remove_prefix(comma + 1);
    }
    if (node.name == "map") {
        if (found.missing) return lacking(found.missing, Lacks::items);
        auto list = std::make_shared<Shape>(Shape{Shape::Kind::list, {}, false, found.shape});
        return of_shape(std::move(list));
    }
    if (!found.missing || !needs_attribute(node)) return {};
    if (is_one_of(kLater, node.name)) {
        Known known = lacking(found.missing, Lacks::course);
        known.shape = is_selecting(node) ? selected(node, input.shape, attribute_of(node)) : input.shape;
        return known;
    }
    tell(node, *found.missing);
    return {};
}

}  // namespace tidings::jinja
