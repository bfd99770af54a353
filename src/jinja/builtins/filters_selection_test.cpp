#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaSelectionFilters, MapTakesAFilterOrAnAttribute) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(
        data,
        {
            {"{{ l|map('string')|list }}", "['3', '1', '2']"},
            {"{{ w|map('upper')|join }}", "BACA"},
            {"{{ [1.25, 2.35]|map('round', 1)|list }}", "[1.2, 2.4]"},
            {"{{ ['a b', 'c']|map('replace', ' ', '_')|list }}", "['a_b', 'c']"},
            {"{{ u|map(attribute='n')|list }}", "['bob', 'Al', 'cy']"},
            {"{{ u|map(attribute='m.k.0')|list }}", "[1, 0, 5]"},
            {"{{ u|map(attribute='zz', default='-')|list }}", "['-', '-', '-']"},
            {"{{ u|map(attribute='zz')|list }}", "[Undefined, Undefined, Undefined]"},
            {"{{ [[1, 2], [3, 4]]|map(attribute=1)|list }}", "[2, 4]"},
            {"{{ [[1, 2], [3, 4]]|map('first')|list }}", "[1, 3]"},
            {"{{ l|map|list }}", "FilterArgumentError: map requires a filter argument (line 1, column 10)"},
            {"{{ l|map('nope')|list }}", "TemplateRuntimeError: No filter named 'nope'. (line 1, column 18)"},
            {"{{ l|map(attribute='a', x=1)|list }}",
             "FilterArgumentError: Unexpected keyword argument 'x' (line 1, column 30)"},
            {"{{ e|map('nope')|list }}", "[]"},
            {"{{ ['x']|map('default', 'y')|list }}", "['x']"},
            {"{{ l|map('abs')|map('string')|list }}", "['3', '1', '2']"},
            {"{{ 5|map('abs')|list }}", "TypeError: 'int' object is not iterable (line 1, column 17)"},
            {"{{ ['1', 'x']|map('int', default=7)|list }}", "[1, 7]"},
            {"{{ [none]|map('default', 'a', boolean=true)|list }}", "['a']"},
            {"{{ {'a': 1}|map('upper')|list }}", "['A']"},
        });
}

TEST(JinjaSelectionFilters, SelectAndRejectTakeATest) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{{ range(6)|select('odd')|list }}", "[1, 3, 5]"},
                    {"{{ range(6)|reject('odd')|list }}", "[0, 2, 4]"},
                    {"{{ [0, 1, '', 'a', none]|select|list }}", "[1, 'a']"},
                    {"{{ [0, 1, '', 'a', none]|reject|list }}", "[0, '', None]"},
                    {"{{ l|select('gt', 1)|list }}", "[3, 2]"},
                    {"{{ l|select('>', 1)|list }}", "[3, 2]"},
                    {"{{ l|reject('in', [1, 2])|list }}", "[3]"},
                    {"{{ l|select('divisibleby', 3)|list }}", "[3]"},
                    {"{{ l|select('nope')|list }}",
                     "TemplateRuntimeError: No test named 'nope'. (line 1, column 21)"},
                    {"{{ e|select('nope')|list }}", "[]"},
                    {"{{ ['a', 1]|select('string')|list }}", "['a']"},
                    {"{{ l|select('divisibleby', num=2)|list }}", "[2]"},
                    {"{{ 'aXb'|select('upper')|list }}", "['X']"},
                    {"{{ 5|select|list }}", "TypeError: 'int' object is not iterable (line 1, column 13)"},
                });
}

TEST(JinjaSelectionFilters, SelectattrAndRejectattrLookInto) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{{ u|selectattr('a', 'gt', 1)|map(attribute='n')|list }}", "['bob', 'cy']"},
                    {"{{ u|rejectattr('a', 'gt', 1)|map(attribute='n')|list }}", "['Al']"},
                    {"{{ u|selectattr('n')|list|length }}", "3"},
                    {"{{ u|rejectattr('n')|list }}", "[]"},
                    {"{{ u|selectattr('g', 'eq', 'x')|map(attribute='n')|first }}", "bob"},
                    {"{{ u|selectattr('zz', 'defined')|list }}", "[]"},
                    {"{{ u|rejectattr('zz', 'defined')|list|length }}", "3"},
                    {"{{ u|selectattr('m.k.0', 'odd')|map(attribute='n')|list }}", "['bob', 'cy']"},
                    {"{{ u|selectattr|list }}",
                     "FilterArgumentError: Missing parameter for attribute name (line 1, column 17)"},
                    {"{{ u|selectattr('zz')|list }}",
                     "UndefinedError: 'dict object' has no attribute 'zz' (line 1, column 23)"},
                    {"{{ u|selectattr('n', 'lower')|map(attribute='n')|list }}", "['bob', 'cy']"},
                });
}

TEST(JinjaSelectionFilters, DefaultReplacesWhatIsUndefined) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{{ nope|default('x') }}", "x"},
                    {"{{ nope|d }}|", "|"},
                    {"{{ ''|d('x') }}|", "|"},
                    {"{{ ''|d('x', true) }}", "x"},
                    {"{{ 0|d('x', boolean=true) }}", "x"},
                    {"{{ none|d('x') }}", "None"},
                    {"{{ none|d('x', true) }}", "x"},
                    {"{{ u.nope|d('x') }}", "x"},
                    {"{{ u[9]|d('x') }}", "x"},
                    {"{{ u[0].zz.yy|d('x') }}",
                     "UndefinedError: 'dict object' has no attribute 'zz' (line 1, column 9)"},
                    {"{{ nope|d(default_value=3) }}", "3"},
                    {"{{ nope|d(nope2) }}", "UndefinedError: 'nope2' is undefined (line 1, column 9)"},
                    {"{{ false|d(1) }}", "False"},
                    {"{{ nope|d([])|length }}", "0"},
                    {"{{ (1 if false)|d('e') }}", "e"},
                });
}

TEST(JinjaSelectionFilters, AttrReachesObjectsOnly) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{% for i in l %}{{ loop|attr('index') }}{% endfor %}", "123"},
                    {"{{ d|attr('b')|d('no') }}", "no"},
                    {"{{ namespace(a=1)|attr('a') }}", "1"},
                    {"{{ d|attr('nope') }}",
                     "UndefinedError: 'dict object' has no attribute 'nope' (line 1, column 6)"},
                    {"{{ nope|attr('a') }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
                });
}

TEST(JinjaSelectionFilters, WhatIsNotAskedForIsNotWorkedOut) {
    check(
        R"({"l": [3, "x"], "u": [{"n": {"m": 1}}, {}]})",
        {
            {"{{ l|map('abs')|first }}", "3"},
            {"{{ u|map(attribute='n.m')|first }}{{ 3 in l|map('abs') }}", "1True"},
            {"{% set q = l|map('nope') %}{% set r = 5|batch(2) %}{% set s = 5|items %}ok", "ok"},
            {"{% set q = l|select %}{{ q|first }}{{ q|list }}{{ q|list }}", "3['x'][]"},
            {"{% for x in l|select('integer') %}{% do l.append(x + 1) if x < 5 %}{{ x }}{% endfor %}", "345"},
        });
}

}  // namespace
}  // namespace tidings::jinja
