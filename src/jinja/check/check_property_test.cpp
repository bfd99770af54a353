// A template that renders whatever the data is must not be refused: random shapes, templates and data.
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "jinja/check.h"
#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

class Dice {
public:
    explicit Dice(std::uint32_t seed) : random_(seed) {}
    int below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }
    bool one_in(int n) { return below(n) == 0; }
    std::string one_of(std::initializer_list<const char*> words) {
        return words.begin()[below(static_cast<int>(words.size()))];
    }

private:
    std::mt19937 random_;
};

ShapePtr some_shape(Dice& dice, int depth);

Shape some_mapping(Dice& dice, int depth) {
    Shape shape;
    shape.open = dice.one_in(8);
    for (const char* const name : {"a", "b", "c", "d"}) {
        if (dice.one_in(4) && !shape.members.empty()) continue;
        shape.members[name] = {some_shape(dice, depth - 1), !dice.one_in(4)};
    }
    return shape;
}

ShapePtr some_shape(Dice& dice, int depth) {
    using enum Shape::Kind;
    const int kind = dice.below(depth > 0 ? 8 : 4);
    if (kind == 0) return dice.one_in(4) ? nullptr : std::make_shared<Shape>(Shape{boolean, {}, false, {}});
    if (kind <= 2) return std::make_shared<Shape>(Shape{text, {}, false, {}});
    if (kind == 3) return std::make_shared<Shape>(Shape{number, {}, false, {}});
    if (kind <= 5) return std::make_shared<Shape>(some_mapping(dice, depth));
    return std::make_shared<Shape>(Shape{list, {}, false, some_shape(dice, depth - 1)});
}

// How much of what may be there is: the extremes fail most.
enum class Amount : std::uint8_t { all, least, any };

json::value some_value(const Shape* shape, Dice& dice, Amount amount) {
    if (shape == nullptr && amount == Amount::least) return "";
    if (shape == nullptr) return dice.one_in(2) ? json::value("any") : json::value(json::object{{"a", 1}});
    const bool full = amount == Amount::all || (amount == Amount::any && dice.one_in(2));
    switch (shape->kind) {
        case Shape::Kind::text:
            return full ? json::value("text" + std::to_string(dice.below(100))) : json::value("");
        case Shape::Kind::number:
            return full ? 1 + dice.below(100) : 0;
        case Shape::Kind::boolean:
            return full;
        case Shape::Kind::list: {
            json::array items;
            const int size = amount == Amount::any ? dice.below(4) : full ? 2 : 0;
            for (int i = 0; i < size; ++i) items.push_back(some_value(shape->items.get(), dice, amount));
            return items;
        }
        case Shape::Kind::mapping: {
            json::object object;
            for (const auto& [name, member] : shape->members) {
                const bool there =
                    member.always || amount == Amount::all || (amount == Amount::any && dice.one_in(2));
                if (there) object[name] = some_value(member.shape.get(), dice, amount);
            }
            return object;
        }
    }
    return nullptr;
}

std::string name_in(Dice& dice) {
    return dice.one_of({"a", "b", "c", "d", "typo"});
}

std::string path_in(Dice& dice) {
    std::string path = dice.one_of({"a", "a", "b", "b", "c", "c", "d", "d", "typo"});
    for (int steps = dice.below(3); steps > 0; --steps) {
        if (dice.one_in(6)) {
            path += "[0]";
        } else {
            path += dice.one_in(4) ? "[\"" + name_in(dice) + "\"]" : "." + name_in(dice);
        }
    }
    return path;
}

// What filters by an attribute give, and what is then made of it.
std::string by_attribute(Dice& dice) {
    const std::string attribute = '"' + name_in(dice) + (dice.one_in(4) ? "." + name_in(dice) : "") + '"';
    const std::string filter = dice.one_of({"map", "sort", "groupby", "sum", "unique", "min", "max", "join",
                                            "selectattr", "rejectattr", "selectattr_defined",
                                            "selectattr_undefined", "map_default", "groupby_default"});
    std::string text;
    if (filter == "selectattr_defined" || filter == "selectattr_undefined") {
        text = "|selectattr(" + attribute + ", \"" + filter.substr(11) + "\")";
    } else if (filter.ends_with("_default")) {
        text = "|" + filter.substr(0, filter.find('_')) + "(attribute=" + attribute + ", default=1)";
    } else if (filter.ends_with("attr") || filter == "groupby") {
        text = "|" + filter + "(" + attribute + ")";
    } else {
        text = "|" + filter + "(attribute=" + attribute + ")";
    }
    if (dice.one_in(3)) text += "|map(attribute=\"" + name_in(dice) + "\")";
    return text + dice.one_of({"", "|list|length", "|list", "|join", "|first", "|sort|length",
                               "|select(\"defined\")|join", "|map(\"upper\")|join", "|unique|list"});
}

std::string statement(Dice& dice) {
    const std::string p = path_in(dice);
    const std::string q = name_in(dice);
    switch (dice.below(24)) {
        case 0:
        case 1:
            return "{{ " + p + " }}";
        case 2:
            return "{{ " + p + "|default(" + (dice.one_in(2) ? "1" : path_in(dice)) + ") }}";
        case 3:
            return "{% if " + p + " is defined %}{{ " + p + " }}{% endif %}";
        case 4:
            return "{{ " + p + " if " + p + " is defined }}";
        case 5:
            return "{% for i in " + p + " %}{{ i." + q + " }}{% endfor %}";
        case 6:
            return "{% for i in " + p + " if i." + q + " is defined %}{{ i." + q + " }}{% endfor %}";
        case 7:
        case 8:
        case 9:
        case 10:
            return "{{ " + p + by_attribute(dice) + " }}";
        case 11:
            return "{% for i in " + p + by_attribute(dice) + " %}{{ i }}{% endfor %}";
        case 12:
            return "{% set v = " + p + " %}" +
                   dice.one_of({"", "{{ v }}", "{{ v|d(1) }}", "{{ v.a }}", "{{ v is defined and v }}"});
        case 13:
            return "{% macro m(p, o=typo) %}" +
                   dice.one_of({"{{ p }}", "{{ p.a }}", "{{ p|d }}", "x", "{{ o }}", "{{ p.typo|d }}"}) +
                   "{% endmacro %}{{ m(" + p + (dice.one_in(3) ? ", 1" : "") + ") }}";
        case 14:
            return "{{ " + p + " is " +
                   dice.one_of({"string", "mapping", "number", "none", "sequence", "true", "defined"}) +
                   " }}";
        case 15:
            return "{% if " + p + " is mapping %}{{ " + p + "." + q + "|d }}{% else %}{{ " + p +
                   "|string|upper }}{% endif %}";
        case 16:
            return "{{ " + p +
                   dice.one_of(
                       {".upper()", ".items()|list", ".get(\"typo\")", ".count(1)", ".real", ".keys()"}) +
                   " }}";
        case 17:
            return "{{ [" + p + "]|length }}{% do " + path_in(dice) + " %}";
        case 18:
            return "{{ " + p + " or " + path_in(dice) + " }}";
        case 19:
            return "{{ (" + p + " if " + path_in(dice) + " else 1)" + dice.one_of({"", "|d", "|upper"}) +
                   " }}";
        case 20:
            return "{% block a %}{{ " + p + " }}{% endblock %}{{ self." + dice.one_of({"a", "a", "typo"}) +
                   "() }}";
        case 21:
            return "{% if " + p + dice.one_of({"|default(false)", ".get(\"typo\")", "|d(1) == 2"}) +
                   " %}{{ " + p + dice.one_of({"", ".typo|d"}) + " }}{% endif %}";
        case 22:
            return "{% set has = " + p + " is defined %}{% if has %}{{ " + p + " }}{% endif %}";
        default:
            return "{% with v = " + p + " %}{% if v." + q + " is defined %}{% set w = v %}{{ w." + q +
                   " }}{% endif %}{% endwith %}";
    }
}

// The first datum that it fails on, as far as those that are tried go.
bool fails_somewhere(const Template& compiled, const Shape& variables, Dice& dice) {
    for (int turn = 0; turn < 40; ++turn) {
        const Amount amount = turn < 4 ? Amount::all : turn < 8 ? Amount::least : Amount::any;
        const json::value data = some_value(&variables, dice, amount);
        if (!compiled.render(data.get_object())) return true;
    }
    return false;
}

RC_GTEST_PROP(JinjaCheckProperties, WhatIsRefusedFailsForSomeData, (std::uint32_t seed)) {
    Dice dice(seed);
    const Shape variables = some_mapping(dice, 3);
    for (int i = 0; i < 30; ++i) {
        const std::string source = statement(dice) + (dice.one_in(3) ? statement(dice) : "");
        const auto compiled = Template::compile(source, {});
        if (!compiled) continue;  // a macro or a block twice
        for (const Finding& finding : compiled->check(variables)) {
            if (!finding.certain || fails_somewhere(*compiled, variables, dice)) continue;
            RC_FAIL(source + " is refused: " + finding.error.str());
        }
    }
}

}  // namespace
}  // namespace tidings::jinja
