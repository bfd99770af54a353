#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaIncludes, AnIncludeSeesWhatIsAround) {
    const std::string_view data = R"({"x": 7, "name": "part", "names": ["zz", "part"], "l": [1, 2]})";
    const Templates templates{
        {"part", "[{{ x|d('-') }}{{ i|d('-') }}]"},
        {"sets", "{% set q = 1 %}{{ q }}"},
        {"broken", "\n{{ nope }}"},
        {"syntax", "{% if %}"},
        {"lib", "{% macro hi(n) %}hi {{ n }}{{ x|d('') }}{% endmacro %}{% set v = 5 %}{% set _h = 1 %}text"},
        {"nest", "<{% include 'part' %}>"},
        {"mac", "{% macro m() %}{{ caller() }}{% endmacro %}"},
        {"loopy", "{{ loop.index if loop is defined else '-' }}"},
        {"usesq", "{{ q|d('none') }}"},
        {"user", "{% from 'lib' import hi %}{{ hi('u') }}"}};
    check(data,
          {
              {"{% include 'part' %}", "[7-]"},
              {"{% for i in l %}{% include 'part' %}{% endfor %}", "[71][72]"},
              {"{% include 'part' without context %}", "[--]"},
              {"{% include 'part' with context %}", "[7-]"},
              {"{% include name %}", "[7-]"},
              {"{% include names %}", "[7-]"},
              {"{% include ['zz', 'part'] %}", "[7-]"},
              {"{% include 'pa' ~ 'rt' %}", "[7-]"},
              {"{% include 'nest' %}", "<[7-]>"},
              {"{% set q = 3 %}{% include 'usesq' %}", "3"},
              {"{% with q = 4 %}{% include 'usesq' %}{% endwith %}", "4"},
              {"{% include 'sets' %}{{ q is defined }}", "1False"},
              {"{% for i in l %}{% include 'loopy' %}{% endfor %}", "--"},
              {"{% for i in l %}{{ loop.first }}{% include 'loopy' %}{% endfor %}", "True1False2"},
              {"{% macro m(q) %}{% include 'usesq' %}{% endmacro %}{{ m(6) }}", "6"},
              {"{% include 'user' %}", "hi u"},
              {"{% set x %}{% include 'part' %}{% endset %}{{ x }}", "[7-]"},
              {"{% filter upper %}{% include 'user' %}{% endfilter %}", "HI U"},
          },
          {}, templates);
}

TEST(JinjaIncludes, WhatIsMissingMayBeIgnored) {
    const std::string_view data = R"({"x": 7, "name": "part", "names": ["zz", "part"], "l": [1, 2]})";
    const Templates templates{
        {"part", "[{{ x|d('-') }}{{ i|d('-') }}]"},
        {"sets", "{% set q = 1 %}{{ q }}"},
        {"broken", "\n{{ nope }}"},
        {"syntax", "{% if %}"},
        {"lib", "{% macro hi(n) %}hi {{ n }}{{ x|d('') }}{% endmacro %}{% set v = 5 %}{% set _h = 1 %}text"},
        {"nest", "<{% include 'part' %}>"},
        {"mac", "{% macro m() %}{{ caller() }}{% endmacro %}"},
        {"loopy", "{{ loop.index if loop is defined else '-' }}"},
        {"usesq", "{{ q|d('none') }}"},
        {"user", "{% from 'lib' import hi %}{{ hi('u') }}"}};
    check(
        data,
        {
            {"{% include 'zz' %}", "TemplateNotFound: zz (line 1, column 4)"},
            {"{% include 'zz' ignore missing %}|", "|"},
            {"{% include ['zz', 'yy'] %}",
             "TemplatesNotFound: none of the templates given were found: zz, yy (line 1, column 4)"},
            {"{% include ['zz', 'yy'] ignore missing %}|", "|"},
            {"{% include [] %}",
             "TemplatesNotFound: Tried to select from an empty list of templates. (line 1, column 4)"},
            {"{% include 'zz' ignore missing without context %}|", "|"},
            {"{% include nope %}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
            {"{% include 5 %}", "TypeError: 'int' object is not iterable (line 1, column 4)"},
            {"{% include 'broken' %}", "UndefinedError: 'nope' is undefined (in 'broken', line 2, column 4)"},
            {"{% include 'syntax' %}",
             "TemplateSyntaxError: Expected an expression, got 'end of statement block' (in 'syntax', line "
             "1, column 7)"},
            {"{% include 'syntax' ignore missing %}",
             "TemplateSyntaxError: Expected an expression, got 'end of statement block' (in 'syntax', line "
             "1, column 7)"},
            {"{% include 'broken' ignore missing %}",
             "UndefinedError: 'nope' is undefined (in 'broken', line 2, column 4)"},
            {"{% import 'zz' as z %}", "TemplateNotFound: zz (line 1, column 4)"},
            {"{% from 'zz' import a %}", "TemplateNotFound: zz (line 1, column 4)"},
            {"{% extends 'zz' %}", "TemplateNotFound: zz (line 1, column 4)"},
            {"a\n{% include 'zz' %}", "TemplateNotFound: zz (line 2, column 4)"},
        },
        {}, templates);
}

TEST(JinjaIncludes, AnImportGivesNamesAndNoContext) {
    const std::string_view data = R"({"x": 7, "name": "part", "names": ["zz", "part"], "l": [1, 2]})";
    const Templates templates{
        {"part", "[{{ x|d('-') }}{{ i|d('-') }}]"},
        {"sets", "{% set q = 1 %}{{ q }}"},
        {"broken", "\n{{ nope }}"},
        {"syntax", "{% if %}"},
        {"lib", "{% macro hi(n) %}hi {{ n }}{{ x|d('') }}{% endmacro %}{% set v = 5 %}{% set _h = 1 %}text"},
        {"nest", "<{% include 'part' %}>"},
        {"mac", "{% macro m() %}{{ caller() }}{% endmacro %}"},
        {"loopy", "{{ loop.index if loop is defined else '-' }}"},
        {"usesq", "{{ q|d('none') }}"},
        {"user", "{% from 'lib' import hi %}{{ hi('u') }}"}};
    check(data,
          {
              {"{% import 'lib' as l %}{{ l.hi('a') }}{{ l.v }}", "hi a5"},
              {"{% import 'lib' as l %}{{ l._h is defined }}{{ l.zz is defined }}", "FalseFalse"},
              {"{% import 'lib' as l with context %}{{ l.hi('a') }}", "hi a7"},
              {"{% from 'lib' import hi, v as w %}{{ hi('b') }}{{ w }}", "hi b5"},
              {"{% from 'lib' import hi with context %}{{ hi('b') }}", "hi b7"},
              {"{% from 'lib' import zz %}{{ zz is defined }}", "False"},
              {"{% from 'lib' import zz %}{{ zz }}",
               "UndefinedError: the template 'lib' (imported on line 1) does not export the requested name "
               "'zz' (line 1, column 30)"},
              {"{% import 'lib' as l %}{{ l }}", "text"},
              {"{% import 'lib' as l %}{{ l.zz }}",
               "UndefinedError: 'jinja2.environment.TemplateModule object' has no attribute 'zz' (line 1, "
               "column 29)"},
              {"{% from 'mac' import m %}{% call m() %}c{{ x }}{% endcall %}", "c7"},
              {"{% if true %}{% import 'lib' as l %}{% endif %}{{ l.v }}", "5"},
              {"{% for i in l %}{% from 'lib' import v %}{{ v }}{% endfor %}{{ v is defined }}", "55False"},
              {"{% macro m() %}{% from 'lib' import v %}{{ v }}{% endmacro %}{{ m() }}", "5"},
              {"{% import name as p %}{{ p }}", "[--]"},
              {"{% import 'broken' as b %}",
               "UndefinedError: 'nope' is undefined (in 'broken', line 2, column 4)"},
              {"{% from 'lib' import hi as v, v as hi %}{{ hi }}", "5"},
          },
          {}, templates);
}

}  // namespace
}  // namespace tidings::jinja
