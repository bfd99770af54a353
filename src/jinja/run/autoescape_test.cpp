#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaAutoescape, EveryFilterOfAPlainTextFirstHalf) {
    const std::string_view data = R"({"t": "<b>\"x\" & 'y'</b>", "l": ["<", 1], "d": {"<": ">"}, "n": null})";
    check(
        data,
        {
            {"{{ t|abs }}", "TypeError: bad operand type for abs(): 'str' (line 1, column 6)"},
            {"{{ t|attr('x') }}", "UndefinedError: 'str object' has no attribute 'x' (line 1, column 6)"},
            {"{{ t|batch(2)|list }}",
             "[[&#39;&lt;&#39;, &#39;b&#39;], [&#39;&gt;&#39;, &#39;&#34;&#39;], [&#39;x&#39;, "
             "&#39;&#34;&#39;], [&#39; &#39;, &#39;&amp;&#39;], [&#39; &#39;, &#34;&#39;&#34;], "
             "[&#39;y&#39;, &#34;&#39;&#34;], [&#39;&lt;&#39;, &#39;/&#39;], [&#39;b&#39;, &#39;&gt;&#39;]]"},
            {"{{ t|capitalize }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|center(9) }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|count }}", "16"},
            {"{{ t|d('x') }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|default('x') }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|dictsort }}", "AttributeError: 'str' object has no attribute 'items' (line 1, column 6)"},
            {"{{ t|e }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|escape }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|filesizeformat }}",
             "ValueError: could not convert string to float: '<b>\"x\" & \\'y\\'</b>' (line 1, column 6)"},
            {"{{ t|first }}", "&lt;"},
            {"{{ t|float }}", "0.0"},
            {"{{ t|forceescape }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|format }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|groupby(0) }}",
             "[(&#39; &#39;, [&#39; &#39;, &#39; &#39;]), (&#39;&#34;&#39;, [&#39;&#34;&#39;, "
             "&#39;&#34;&#39;]), (&#39;&amp;&#39;, [&#39;&amp;&#39;]), (&#34;&#39;&#34;, [&#34;&#39;&#34;, "
             "&#34;&#39;&#34;]), (&#39;/&#39;, [&#39;/&#39;]), (&#39;&lt;&#39;, [&#39;&lt;&#39;, "
             "&#39;&lt;&#39;]), (&#39;&gt;&#39;, [&#39;&gt;&#39;, &#39;&gt;&#39;]), (&#39;b&#39;, "
             "[&#39;b&#39;, &#39;b&#39;]), (&#39;x&#39;, [&#39;x&#39;]), (&#39;y&#39;, [&#39;y&#39;])]"},
            {"{{ t|indent }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|int }}", "0"},
            {"{{ t|items|list }}", "TypeError: Can only get item pairs from a mapping. (line 1, column 12)"},
            {"{{ t|join }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|last }}", "&gt;"},
            {"{{ t|length }}", "16"},
            {"{{ t|list }}",
             "[&#39;&lt;&#39;, &#39;b&#39;, &#39;&gt;&#39;, &#39;&#34;&#39;, &#39;x&#39;, &#39;&#34;&#39;, "
             "&#39; &#39;, &#39;&amp;&#39;, &#39; &#39;, &#34;&#39;&#34;, &#39;y&#39;, &#34;&#39;&#34;, "
             "&#39;&lt;&#39;, &#39;/&#39;, &#39;b&#39;, &#39;&gt;&#39;]"},
            {"{{ t|lower }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|map('upper')|join }}", "&lt;B&gt;&#34;X&#34; &amp; &#39;Y&#39;&lt;/B&gt;"},
        },
        {.autoescape = true});
}

TEST(JinjaAutoescape, EveryFilterOfASafeTextFirstHalf) {
    const std::string_view data = R"({"t": "<b>\"x\" & 'y'</b>", "l": ["<", 1], "d": {"<": ">"}, "n": null})";
    check(
        data,
        {
            {"{{ t|safe|abs }}", "TypeError: bad operand type for abs(): 'Markup' (line 1, column 11)"},
            {"{{ t|safe|batch(2)|list }}",
             "[[&#39;&lt;&#39;, &#39;b&#39;], [&#39;&gt;&#39;, &#39;&#34;&#39;], [&#39;x&#39;, "
             "&#39;&#34;&#39;], [&#39; &#39;, &#39;&amp;&#39;], [&#39; &#39;, &#34;&#39;&#34;], "
             "[&#39;y&#39;, &#34;&#39;&#34;], [&#39;&lt;&#39;, &#39;/&#39;], [&#39;b&#39;, &#39;&gt;&#39;]]"},
            {"{{ t|safe|capitalize }}", R"(<b>"x" & 'y'</b>)"},
            {"{{ t|safe|center(9) }}", R"(<b>"x" & 'y'</b>)"},
            {"{{ t|safe|count }}", "16"},
            {"{{ t|safe|d('x') }}", R"(<b>"x" & 'y'</b>)"},
            {"{{ t|safe|default('x') }}", R"(<b>"x" & 'y'</b>)"},
            {"{{ t|safe|dictsort }}",
             "AttributeError: 'Markup' object has no attribute 'items' (line 1, column 11)"},
            {"{{ t|safe|e }}", R"(<b>"x" & 'y'</b>)"},
            {"{{ t|safe|escape }}", R"(<b>"x" & 'y'</b>)"},
            {"{{ t|safe|filesizeformat }}",
             "ValueError: could not convert string to float: Markup('<b>\"x\" & \\'y\\'</b>') (line 1, "
             "column 11)"},
            {"{{ t|safe|first }}", "&lt;"},
            {"{{ t|safe|float }}", "0.0"},
            {"{{ t|safe|forceescape }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|safe|format }}", R"(<b>"x" & 'y'</b>)"},
            {"{{ t|safe|groupby(0) }}",
             "[(&#39; &#39;, [&#39; &#39;, &#39; &#39;]), (&#39;&#34;&#39;, [&#39;&#34;&#39;, "
             "&#39;&#34;&#39;]), (&#39;&amp;&#39;, [&#39;&amp;&#39;]), (&#34;&#39;&#34;, [&#34;&#39;&#34;, "
             "&#34;&#39;&#34;]), (&#39;/&#39;, [&#39;/&#39;]), (&#39;&lt;&#39;, [&#39;&lt;&#39;, "
             "&#39;&lt;&#39;]), (&#39;&gt;&#39;, [&#39;&gt;&#39;, &#39;&gt;&#39;]), (&#39;b&#39;, "
             "[&#39;b&#39;, &#39;b&#39;]), (&#39;x&#39;, [&#39;x&#39;]), (&#39;y&#39;, [&#39;y&#39;])]"},
            {"{{ t|safe|indent }}", R"(<b>"x" & 'y'</b>)"},
            {"{{ t|safe|int }}", "0"},
            {"{{ t|safe|items|list }}",
             "TypeError: Can only get item pairs from a mapping. (line 1, column 17)"},
            {"{{ t|safe|join }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
            {"{{ t|safe|last }}", ">"},
            {"{{ t|safe|length }}", "16"},
            {"{{ t|safe|list }}",
             "[&#39;&lt;&#39;, &#39;b&#39;, &#39;&gt;&#39;, &#39;&#34;&#39;, &#39;x&#39;, &#39;&#34;&#39;, "
             "&#39; &#39;, &#39;&amp;&#39;, &#39; &#39;, &#34;&#39;&#34;, &#39;y&#39;, &#34;&#39;&#34;, "
             "&#39;&lt;&#39;, &#39;/&#39;, &#39;b&#39;, &#39;&gt;&#39;]"},
            {"{{ t|safe|lower }}", R"(<b>"x" & 'y'</b>)"},
            {"{{ t|safe|map('upper')|join }}", "&lt;B&gt;&#34;X&#34; &amp; &#39;Y&#39;&lt;/B&gt;"},
        },
        {.autoescape = true});
}

TEST(JinjaAutoescape, EveryFilterOfAPlainTextSecondHalf) {
    const std::string_view data = R"({"t": "<b>\"x\" & 'y'</b>", "l": ["<", 1], "d": {"<": ">"}, "n": null})";
    check(data,
          {
              {"{{ t|max }}", "y"},
              {"{{ t|min }}", " "},
              {"{{ t|reject('none')|join }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|rejectattr('x')|list|length }}",
               "UndefinedError: 'str object' has no attribute 'x' (line 1, column 22)"},
              {"{{ t|replace('x', '<') }}", "&lt;b&gt;&#34;&lt;&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|reverse }}", "&gt;b/&lt;&#39;y&#39; &amp; &#34;x&#34;&gt;b&lt;"},
              {"{{ t|round }}", "TypeError: type str doesn't define __round__ method (line 1, column 6)"},
              {"{{ t|safe }}", R"(<b>"x" & 'y'</b>)"},
              {"{{ t|select|join }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|selectattr('upper')|list|length }}", "16"},
              {"{{ t|slice(2)|list }}",
               "[[&#39;&lt;&#39;, &#39;b&#39;, &#39;&gt;&#39;, &#39;&#34;&#39;, &#39;x&#39;, "
               "&#39;&#34;&#39;, &#39; &#39;, &#39;&amp;&#39;], [&#39; &#39;, &#34;&#39;&#34;, &#39;y&#39;, "
               "&#34;&#39;&#34;, &#39;&lt;&#39;, &#39;/&#39;, &#39;b&#39;, &#39;&gt;&#39;]]"},
              {"{{ t|sort|join }}", "  &#34;&#34;&amp;&#39;&#39;/&lt;&lt;&gt;&gt;bbxy"},
              {"{{ t|string }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|striptags }}", "&#34;x&#34; &amp; &#39;y&#39;"},
              {"{{ t|sum }}",
               "TypeError: unsupported operand type(s) for +: 'int' and 'str' (line 1, column 6)"},
              {"{{ t|title }}", "&lt;B&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|tojson }}", R"("\u003cb\u003e\"x\" \u0026 \u0027y\u0027\u003c/b\u003e")"},
              {"{{ t|trim }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|truncate(5, true, '<', 0) }}", "&lt;b&gt;&#34;&lt;"},
              {"{{ t|unique|join }}", "&lt;b&gt;&#34;x &amp;&#39;y/"},
              {"{{ t|upper }}", "&lt;B&gt;&#34;X&#34; &amp; &#39;Y&#39;&lt;/B&gt;"},
              {"{{ t|urlencode }}", "%3Cb%3E%22x%22%20%26%20%27y%27%3C/b%3E"},
              {"{{ t|wordcount }}", "4"},
              {"{{ t|wordwrap(5) }}", "&lt;b&gt;&#34;x\n&#34; &amp; &#39;\ny&#39;&lt;/b\n&gt;"},
              {"{{ t|xmlattr }}", "AttributeError: 'str' object has no attribute 'items' (line 1, column 6)"},
          },
          {.autoescape = true});
}

TEST(JinjaAutoescape, EveryFilterOfASafeTextSecondHalf) {
    const std::string_view data = R"({"t": "<b>\"x\" & 'y'</b>", "l": ["<", 1], "d": {"<": ">"}, "n": null})";
    check(data,
          {
              {"{{ t|safe|max }}", "y"},
              {"{{ t|safe|min }}", " "},
              {"{{ t|safe|reject('none')|join }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|safe|rejectattr('x')|list|length }}",
               "UndefinedError: 'str object' has no attribute 'x' (line 1, column 27)"},
              {"{{ t|safe|replace('x', '<') }}", R"(<b>"&lt;" & 'y'</b>)"},
              {"{{ t|safe|reverse }}", R"(>b/<'y' & "x">b<)"},
              {"{{ t|safe|round }}",
               "TypeError: type Markup doesn't define __round__ method (line 1, column 11)"},
              {"{{ t|safe|safe }}", R"(<b>"x" & 'y'</b>)"},
              {"{{ t|safe|select|join }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|safe|selectattr('upper')|list|length }}", "16"},
              {"{{ t|safe|slice(2)|list }}",
               "[[&#39;&lt;&#39;, &#39;b&#39;, &#39;&gt;&#39;, &#39;&#34;&#39;, &#39;x&#39;, "
               "&#39;&#34;&#39;, &#39; &#39;, &#39;&amp;&#39;], [&#39; &#39;, &#34;&#39;&#34;, &#39;y&#39;, "
               "&#34;&#39;&#34;, &#39;&lt;&#39;, &#39;/&#39;, &#39;b&#39;, &#39;&gt;&#39;]]"},
              {"{{ t|safe|sort|join }}", "  &#34;&#34;&amp;&#39;&#39;/&lt;&lt;&gt;&gt;bbxy"},
              {"{{ t|safe|string }}", R"(<b>"x" & 'y'</b>)"},
              {"{{ t|safe|striptags }}", "&#34;x&#34; &amp; &#39;y&#39;"},
              {"{{ t|safe|sum }}",
               "TypeError: unsupported operand type(s) for +: 'int' and 'str' (line 1, column 11)"},
              {"{{ t|safe|title }}", "&lt;B&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|safe|tojson }}", R"("\u003cb\u003e\"x\" \u0026 \u0027y\u0027\u003c/b\u003e")"},
              {"{{ t|safe|trim }}", R"(<b>"x" & 'y'</b>)"},
              {"{{ t|safe|truncate(5, true, '<', 0) }}", R"(<b>"&lt;)"},
              {"{{ t|safe|unique|join }}", "&lt;b&gt;&#34;x &amp;&#39;y/"},
              {"{{ t|safe|upper }}", R"(<B>"X" & 'Y'</B>)"},
              {"{{ t|safe|urlencode }}", "%3Cb%3E%22x%22%20%26%20%27y%27%3C/b%3E"},
              {"{{ t|safe|wordcount }}", "4"},
              {"{{ t|safe|wordwrap(5) }}", "&lt;b&gt;&#34;x\n&#34; &amp; &#39;\ny&#39;&lt;/b\n&gt;"},
              {"{{ t|safe|xmlattr }}",
               "AttributeError: 'Markup' object has no attribute 'items' (line 1, column 11)"},
          },
          {.autoescape = true});
}

TEST(JinjaAutoescape, StructuresAreEscapedAsTheyArePrinted) {
    const std::string_view data = R"({"t": "<b>\"x\" & 'y'</b>", "l": ["<", 1], "d": {"<": ">"}, "n": null})";
    check(data,
          {
              {"{{ l }}", "[&#39;&lt;&#39;, 1]"},
              {"{{ d }}", "{&#39;&lt;&#39;: &#39;&gt;&#39;}"},
              {"{{ (t, n) }}", R"((&#39;&lt;b&gt;&#34;x&#34; &amp; \&#39;y\&#39;&lt;/b&gt;&#39;, None))"},
              {"{{ t }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|safe }}", R"(<b>"x" & 'y'</b>)"},
              {"{{ n }}{{ 1 }}{{ true }}{{ 1.5 }}", "None1True1.5"},
              {"{{ d.items()|list }}", "[(&#39;&lt;&#39;, &#39;&gt;&#39;)]"},
              {"{{ [t|safe] }}", "[Markup(&#39;&lt;b&gt;&#34;x&#34; &amp; \\&#39;y\\&#39;&lt;/b&gt;&#39;)]"},
              {"{{ {'a': t|safe} }}",
               "{&#39;a&#39;: Markup(&#39;&lt;b&gt;&#34;x&#34; &amp; \\&#39;y\\&#39;&lt;/b&gt;&#39;)}"},
              {"{{ t[0] }}{{ t[:3] }}{{ (t|safe)[:3] }}", "&lt;&lt;b&gt;<b>"},
              {"{% for c in t[:2] %}{{ c }}{% endfor %}", "&lt;b"},
              {"{% for c in (t|safe)[:2] %}{{ c }}{% endfor %}", "&lt;b"},
              {"{{ t if true else 1 }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t or 1 }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t|safe or 1 }}", R"(<b>"x" & 'y'</b>)"},
              {"{{ '<' }}", "&lt;"},
              {"{{ '<' 'a' }}", "&lt;a"},
              {"{% set x = t %}{{ x }}", "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;"},
              {"{{ t is escaped }}{{ t|e is escaped }}", "FalseTrue"},
              {"{{ t == t|e }}", "False"},
              {"<p>{{ t }}</p>", "<p>&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;</p>"},
              {"{{ range(2) }}", "range(0, 2)"},
              {"{{ t.split(' ')[0] }}", "&lt;b&gt;&#34;x&#34;"},
              {"{{ t|upper|safe }}", R"(<B>"X" & 'Y'</B>)"},
          },
          {.autoescape = true});
}

}  // namespace
}  // namespace tidings::jinja
