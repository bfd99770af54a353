#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaBlocks, AChildReplacesBlocks) {
    const std::string_view data = R"({"x": 7, "l": [1, 2], "parent": "mid", "yes": true})";
    const Templates templates{
        {"base", "<{% block head %}H{% endblock %}|{% block body %}{% endblock %}>"},
        {"mid", "{% extends 'base' %}{% block head %}M{{ super() }}{% endblock %}"},
        {"loop", "{% for i in l %}{% block item scoped %}{{ i }}{% endblock %}{% endfor %}"},
        {"req", "{% block r required %}{% endblock %}"},
        {"outer", "{% block o %}({% block i %}i{% endblock %}){% endblock %}"},
        {"self", "{% block t %}T{% endblock %}{{ self.t() }}"},
        {"vars", "{{ v|d('-') }}{% block b %}{{ v|d('-') }}{% endblock %}"},
        {"b2", "{% extends 'base' %}{% block body %}{% include 'part' %}{% endblock %}"},
        {"part", "p{{ x }}"},
        {"dyn", "{% extends parent %}{% block body %}d{% endblock %}"}};
    check(data,
          {
              {"{% extends 'base' %}", "<H|>"},
              {"{% extends 'base' %}{% block head %}C{% endblock %}", "<C|>"},
              {"{% extends 'base' %}lost{{ x }}{% block body %}B{% endblock %}lost", "<H|B>"},
              {"{% extends 'mid' %}", "<MH|>"},
              {"{% extends 'mid' %}{% block head %}C{{ super() }}{% endblock %}", "<CMH|>"},
              {"{% extends 'mid' %}{% block head %}{{ super.super() }}{% endblock %}", "<H|>"},
              {"{% extends 'base' %}{% block head %}{{ super()|lower }}{% endblock %}", "<h|>"},
              {"{% extends 'base' %}{% block nope %}n{% endblock %}", "<H|>"},
              {"{% extends 'base' %}{% block head %}{{ super.super() }}{% endblock %}",
               "UndefinedError: there is no parent block called 'head'. (line 1, column 46)"},
              {"{% extends 'base' %}{% block body %}{{ self.head() }}{% endblock %}", "<H|H>"},
              {"{% extends 'self' %}{% block t %}X{% endblock %}", "XX"},
              {"{% extends 'outer' %}{% block i %}x{% endblock %}", "(x)"},
              {"{% extends 'outer' %}{% block o %}[{{ super() }}]{% endblock %}", "[(i)]"},
              {"{% extends 'b2' %}", "<H|p7>"},
              {"{% extends 'b2' %}{% block body %}{{ super() }}!{% endblock %}", "<H|p7!>"},
              {"{% extends parent %}{% block body %}b{% endblock %}", "<MH|b>"},
              {"{% extends 'dyn' %}", "<MH|d>"},
              {"{% block a %}{{ super() }}{% endblock %}",
               "UndefinedError: there is no parent block called 'a'. (line 1, column 17)"},
              {"{% block a %}a{% endblock %}{{ self.a() }}{{ self.a() }}", "aaa"},
              {"{{ self.nope() }}",
               "UndefinedError: 'jinja2.runtime.TemplateReference object' has no attribute 'nope' (line 1, "
               "column 9)"},
              {"{% block a %}{{ super }}{% endblock %}",
               "UndefinedError: there is no parent block called 'a'. (line 1, column 17)"},
          },
          {}, templates);
}

TEST(JinjaBlocks, BlocksSeeTheContextOnly) {
    const std::string_view data = R"({"x": 7, "l": [1, 2], "parent": "mid", "yes": true})";
    const Templates templates{
        {"base", "<{% block head %}H{% endblock %}|{% block body %}{% endblock %}>"},
        {"mid", "{% extends 'base' %}{% block head %}M{{ super() }}{% endblock %}"},
        {"loop", "{% for i in l %}{% block item scoped %}{{ i }}{% endblock %}{% endfor %}"},
        {"req", "{% block r required %}{% endblock %}"},
        {"outer", "{% block o %}({% block i %}i{% endblock %}){% endblock %}"},
        {"self", "{% block t %}T{% endblock %}{{ self.t() }}"},
        {"vars", "{{ v|d('-') }}{% block b %}{{ v|d('-') }}{% endblock %}"},
        {"b2", "{% extends 'base' %}{% block body %}{% include 'part' %}{% endblock %}"},
        {"part", "p{{ x }}"},
        {"dyn", "{% extends parent %}{% block body %}d{% endblock %}"}};
    check(data,
          {
              {"{% extends 'loop' %}{% block item %}<{{ i }}>{% endblock %}", "<1><2>"},
              {"{% for i in l %}{% block b %}{{ i is defined }}{% endblock %}{% endfor %}", "FalseFalse"},
              {"{% for i in l %}{% block b scoped %}{{ i }}{% endblock %}{% endfor %}", "12"},
              {"{% set v = 1 %}{% block b %}{{ v }}{% endblock %}", "1"},
              {"{% extends 'vars' %}{% set v = 3 %}", "33"},
              {"{% extends 'vars' %}{% set v = 3 %}{% block b %}{{ v }}{% endblock %}", "33"},
              {"{% block a %}{% set q = 1 %}{{ q }}{% endblock %}{{ q is defined }}", "1False"},
              {"{% with v = 1 %}{% block b %}{{ v is defined }}{% endblock %}{% endwith %}", "False"},
              {"{% with v = 1 %}{% block b scoped %}{{ v }}{% endblock %}{% endwith %}", "1"},
              {"{% macro m() %}M{% endmacro %}{% block b %}{{ m() }}{% endblock %}", "M"},
              {"{% if false %}{% block b %}x{% endblock %}{% endif %}", ""},
              {"{% if yes %}{% extends 'base' %}{% endif %}{% block body %}y{% endblock %}", "<H|y>"},
              {"{% if not yes %}{% extends 'base' %}{% endif %}{% block body %}y{% endblock %}", "y"},
          },
          {}, templates);
}

TEST(JinjaBlocks, RequiredAndRepeatedBlocksFail) {
    const std::string_view data = R"({"x": 7, "l": [1, 2], "parent": "mid", "yes": true})";
    const Templates templates{
        {"base", "<{% block head %}H{% endblock %}|{% block body %}{% endblock %}>"},
        {"mid", "{% extends 'base' %}{% block head %}M{{ super() }}{% endblock %}"},
        {"loop", "{% for i in l %}{% block item scoped %}{{ i }}{% endblock %}{% endfor %}"},
        {"req", "{% block r required %}{% endblock %}"},
        {"outer", "{% block o %}({% block i %}i{% endblock %}){% endblock %}"},
        {"self", "{% block t %}T{% endblock %}{{ self.t() }}"},
        {"vars", "{{ v|d('-') }}{% block b %}{{ v|d('-') }}{% endblock %}"},
        {"b2", "{% extends 'base' %}{% block body %}{% include 'part' %}{% endblock %}"},
        {"part", "p{{ x }}"},
        {"dyn", "{% extends parent %}{% block body %}d{% endblock %}"}};
    check(data,
          {
              {"{% extends 'req' %}",
               "TemplateRuntimeError: Required block 'r' not found (in 'req', line 1, column 4)"},
              {"{% extends 'req' %}{% block r %}r{% endblock %}", "r"},
              {"{% include 'req' %}",
               "TemplateRuntimeError: Required block 'r' not found (in 'req', line 1, column 4)"},
              {"{% extends 'base' %}{% extends 'mid' %}",
               "TemplateRuntimeError: extended multiple times (line 1, column 24)"},
              {"{% block a %}{% endblock %}{% block a %}{% endblock %}",
               "TemplateAssertionError: block 'a' defined twice (line 1, column 31)"},
              {"{% extends none %}", "TemplateNotFound: None (line 1, column 4)"},
              {"{% extends nope %}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{% extends 'zz' %}", "TemplateNotFound: zz (line 1, column 4)"},
          },
          {}, templates);
}

}  // namespace
}  // namespace tidings::jinja
