#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaHtmlFilters, EscapeLeavesSafeTextsAlone) {
    check("{}", {
                    {R"({{ '<>&"'|e }})", "&lt;&gt;&amp;&#34;"},
                    {R"({{ "it's"|escape }})", "it&#39;s"},
                    {"{{ '<'|e|e }}", "&lt;"},
                    {"{{ '<'|safe|e }}", "<"},
                    {"{{ '<'|e|safe }}", "&lt;"},
                    {"{{ 5|e }}{{ none|e }}{{ 1.5|e }}", "5None1.5"},
                    {"{{ ['<']|e }}", "[&#39;&lt;&#39;]"},
                    {"{{ ''|e }}|", "|"},
                    {"{{ '<'|e is escaped }}", "True"},
                    {"{{ 'é😀'|e }}", "é😀"},
                    {"{{ x|e }}", "UndefinedError: 'x' is undefined (line 1, column 4)"},
                    {"{{ '&amp;'|e }}", "&amp;amp;"},
                });
}

TEST(JinjaHtmlFilters, ForceescapeEscapesAgain) {
    check("{}", {
                    {"{{ '<'|forceescape }}", "&lt;"},
                    {"{{ '<'|e|forceescape }}", "&amp;lt;"},
                    {"{{ '<'|safe|forceescape }}", "&lt;"},
                    {"{{ 5|forceescape }}", "5"},
                    {"{{ '<'|forceescape|forceescape }}", "&amp;lt;"},
                    {"{{ '<'|forceescape is escaped }}", "True"},
                });
}

TEST(JinjaHtmlFilters, SafeMarksAnything) {
    check("{}",
          {
              {"{{ '<'|safe }}", "<"},
              {"{{ 5|safe }}", "5"},
              {"{{ ['<']|safe }}", "['<']"},
              {"{{ '<'|safe is escaped }}", "True"},
              {"{{ ('<'|safe) == '<' }}", "True"},
              {"{{ {'a': '<'|safe} }}", "{&#39;a&#39;: Markup(&#39;&lt;&#39;)}"},
          },
          {.autoescape = true});
}

TEST(JinjaHtmlFilters, StriptagsDropsTagsCommentsAndEntities) {
    check("{}", {
                    {"{{ '<b>a</b>'|striptags }}", "a"},
                    {R"({{ '<a href="x">l</a>  m\n n'|striptags }})", "l m n"},
                    {"{{ 'a<!-- <b> -->c'|striptags }}", "ac"},
                    {"{{ '&lt;b&gt; &amp;&quot;&#39;'|striptags }}", R"(<b> &"')"},
                    {"{{ 'a < b'|striptags }}", "a < b"},
                    {"{{ 'a < b > c'|striptags }}", "a c"},
                    {"{{ ''|striptags }}|", "|"},
                    {"{{ '<>'|striptags }}|", "|"},
                    {"{{ 5|striptags }}", "5"},
                    {"{{ '<!-- x'|striptags }}", "<!-- x"},
                    {"{{ '<b'|striptags }}", "<b"},
                    {"{{ '&#x41;&#65;&nbsp;|'|striptags }}", "AA\xc2\xa0|"},
                    {"{{ '&bogus; & &#; &#x;'|striptags }}", "&bogus; & &#; &#x;"},
                    {"{{ '<b>x</b>'|safe|striptags }}", "x"},
                    {"{{ '<p>a</p>'|striptags is escaped }}", "False"},
                    {"{{ 'a<br/>b'|striptags }}", "ab"},
                });
}

TEST(JinjaHtmlFilters, TojsonIsSafeInHtml) {
    check("{}",
          {
              {"{{ {'b': 1, 'a': [true, false, none]}|tojson }}", R"({"a": [true, false, null], "b": 1})"},
              {R"({{ '<>&\''|tojson }})", R"("\u003c\u003e\u0026\u0027")"},
              {R"({{ '"\\/'|tojson }})", R"("\"\\/")"},
              {"{{ 'é😀'|tojson }}", R"("\u00e9\ud83d\ude00")"},
              {"{{ 1.5|tojson }} {{ 1e16|tojson }} {{ -0.0|tojson }}", "1.5 1e+16 -0.0"},
              {"{{ 'nan'|float|tojson }} {{ 'inf'|float|tojson }}", "NaN Infinity"},
              {R"({{ '\n\t\x08\x0c\x01\x7f'|tojson }})", R"("\n\t\b\f\u0001\u007f")"},
              {"{{ (1, 'a')|tojson }}", R"([1, "a"])"},
              {"{{ {1: 2, 'x': 3}|tojson }}",
               "TypeError: '<' not supported between instances of 'str' and 'int' (line 1, column 19)"},
              {"{{ {true: 1}|tojson }} {{ {none: 1}|tojson }} {{ {1.5: 1}|tojson }}",
               R"({"true": 1} {"null": 1} {"1.5": 1})"},
              {"{{ {(1, 2): 3}|tojson }}",
               "TypeError: keys must be str, int, float, bool or None, not tuple (line 1, column 16)"},
              {"{{ []|tojson }}{{ {}|tojson }}", "[]{}"},
              {"{{ range(2)|tojson }}",
               "TypeError: Object of type range is not JSON serializable (line 1, column 13)"},
              {"{{ x|tojson }}",
               "TypeError: Object of type StrictUndefined is not JSON serializable (line 1, column 4)"},
              {"{{ [1, [2]]|tojson(2) }}", "[\n  1,\n  [\n    2\n  ]\n]"},
              {"{{ {'a': {}, 'b': [], 'c': {'d': 1}}|tojson(indent=4) }}",
               "{\n    \"a\": {},\n    \"b\": [],\n    \"c\": {\n        \"d\": 1\n    }\n}"},
              {"{{ [1]|tojson('--') }}", "[\n--1\n]"},
              {"{{ [1]|tojson(none) }}", "[1]"},
              {"{{ [1]|tojson(0) }}", "[\n1\n]"},
              {"{{ '<'|safe|tojson }}", R"("\u003c")"},
              {"{{ 'a'|tojson is escaped }}", "True"},
              {"{{ [1]|map('string')|tojson }}",
               "TypeError: Object of type generator is not JSON serializable (line 1, column 22)"},
              {"{{ [{'a': 1}, 2]|tojson(1) }}", "[\n {\n  \"a\": 1\n },\n 2\n]"},
              {"{{ 9223372036854775807|tojson }}", "9223372036854775807"},
          });
}

TEST(JinjaHtmlFilters, UrlencodeQuotesTextsAndPairs) {
    check("{}",
          {
              {"{{ 'a b/c?d=é&f'|urlencode }}", "a%20b/c%3Fd%3D%C3%A9%26f"},
              {"{{ 'a-b_c.d~e'|urlencode }}", "a-b_c.d~e"},
              {"{{ ''|urlencode }}|", "|"},
              {"{{ 5|urlencode }}{{ none|urlencode }}{{ true|urlencode }}", "5NoneTrue"},
              {"{{ {'a b': 'c/d', 'e': 1}|urlencode }}", "a+b=c%2Fd&e=1"},
              {"{{ [('a', 1), ('b', '&=')]|urlencode }}", "a=1&b=%26%3D"},
              {"{{ {}|urlencode }}|", "|"},
              {"{{ [['k', 'v']]|urlencode }}", "k=v"},
              {"{{ [1]|urlencode }}", "TypeError: cannot unpack non-iterable int object (line 1, column 8)"},
              {"{{ '日本'|urlencode }}", "%E6%97%A5%E6%9C%AC"},
              {"{{ '<'|safe|urlencode }}", "%3C"},
              {"{{ '%'|urlencode }}", "%25"},
          });
}

TEST(JinjaHtmlFilters, XmlattrSkipsWhatIsNotThere) {
    check("{}", {
                    {R"(<a{{ {'b': 1, 'c': none, 'd': '<"'}|xmlattr }}>)", R"(<a b="1" d="&lt;&#34;">)"},
                    {"<a{{ {'b': 1}|xmlattr(false) }}>", R"(<ab="1">)"},
                    {"<a{{ {}|xmlattr }}>", "<a>"},
                    {"<a{{ {'a': x}|xmlattr }}>", "<a>"},
                    {"{{ [1]|xmlattr }}",
                     "AttributeError: 'list' object has no attribute 'items' (line 1, column 8)"},
                    {"{{ 'a'|xmlattr }}",
                     "AttributeError: 'str' object has no attribute 'items' (line 1, column 8)"},
                    {"{{ {'<': '>'}|xmlattr }}", R"( &lt;="&gt;")"},
                    {"{{ {'a': true, 'b': 1.5}|xmlattr }}", R"( a="True" b="1.5")"},
                    {"{{ {'a': '<'|safe}|xmlattr }}", R"( a="<")"},
                });
}

TEST(JinjaHtmlFilters, WhatXmlattrWritesIsSafeUnderAutoescape) {
    check("{}",
          {
              {"<a{{ {'b': '<'}|xmlattr }}>", R"(<a b="&lt;">)"},
              {"{{ {'b': '<'|safe}|xmlattr }}", R"( b="<")"},
              {"{{ {'b': 1}|xmlattr is escaped }}", "True"},
          },
          {.autoescape = true});
}

}  // namespace
}  // namespace tidings::jinja
