#!/usr/bin/env python3
"""Holds a template for each thing that the documentation of filters, tests and globals says, and asks Jinja2.

    jinja_filters.py           writes tests/conformance/jinja/filters.json; needs Jinja2 3.1.2 on Python 3.11
    jinja_filters.py --check   writes nothing; exit status 1 if the file would change
"""

import re
import sys
from collections.abc import Iterator

from jinja_matrix import FOLDER, write

# Words that urlize takes for links, and some that it does not.
LINKS = r"""http://example.com https://example.com/a?b=c&d=e#f www.example.com WWW.Example.COM
HTTP://EXAMPLE.COM http://a.b http://localhost http://example http://x.y.z/ https://münchen.de
www.münchen.de http://xn--mnchen-3ya.de http://example.com:8080/x http://example.com:123456
http://example.com: http://1.2.3.4 http://1.2.3.4:80/x http://1234.1.1.1 http://1.2.3 http://[::1]
http://[2001:db8::1]:8080/x http://[1:2:3:4:5:6:7:8] http://[12345::1] http://[::1
http://[1:2:3:4:5:6:7:8:9] http://[:] http://[::] example.com example.org/x?y example.info.
foo.example.net example.de e.com ex.com -.com a-b.edu ex%20.com example.community sub..example.com
.example.com example.com:80 (http://example.com) (http://example.com/a(b)) http://example.com/a(b)
http://example.com/(a &lt;http://a.com&gt; <http://example.com> <www.example.com>. ((www.example.com))
[www.example.com] www.example.com, www.example.com). "www.example.com" 'www.example.com'
www.example.com; www.example.com! www.example.com? http:// https://. www. www mailto:a@example.com
mailto:a@example.com?cc=b a@example.com a.b+c@example.co.uk a@b a@b. a@.b a@b.c @b.c a@@b.c a@b-c.d
a@-b.c a@b_.c (a@b.c) a@b.c, ü@b.c a@ü.ü www.a@b.c x:a@b.c tel:123 tel: ftp://a.b/c ftp:// irc://x
git+ssh://x a:b http://example.com/>x http://a.com/a&b<c> http://a.com/&gt;&gt; http://user@a.com
http://a.com\tb ſ.com http://a.ſa""".split()
LINK_CALLS = """urlize; urlize(10); urlize(0); urlize(-3); urlize(none, true);
urlize(20, true, '_blank'); urlize(rel='me you'); urlize(rel='noopener me', nofollow=true);
urlize(target='<x>"'); urlize(extra_schemes=['tel:', 'ftp://']);
urlize(extra_schemes=['tel:'], target='a', rel='b', trim_url_limit=3)"""
LINK_ERRORS = """urlize(extra_schemes=['tel']); urlize(extra_schemes=['a:']);
urlize(extra_schemes=['ab:///']); urlize(extra_schemes='ab:'); urlize(extra_schemes=[1]);
urlize(extra_schemes=5); urlize('x'); urlize(1, 2, 3, 4, 5, 6, 7); urlize(nope=1);
urlize(extra_schemes=[]); urlize(rel=''); urlize(target='')"""

LONG = "'The quick brown fox jumps over the lazy dog. ' * 4"
PRINTED = [
    "l", "d", "ll", "[]", "{}", "s", "u", "i", "none", "nope", "[nope]", "range(3)", "(1,)", "()",
    "s|safe", "true", LONG, f"[{LONG}]", f"({LONG}, 1)", f"{{'k': {LONG}}}", f"[[{LONG}], {LONG}]",
    "'x' * 100", "['x' * 100]", "('a' * 70 ~ ' ') * 3", "['a\\nb' * 30]", "'line one\\nline two\\n' * 5",
    "['\\n' * 90]", "' ' * 100", "(s|safe) * 20", "range(60)|list", "[range(30)|list, range(30)|list]",
    "('abc',) * 20", "(('abc',) * 20,)", "[('a' * 79,)]", "[['a' * 74]]",
    "{'b': 1, 'a': 2, 'c': {'z': 1, 'y': 2}}", "{2: 'a', 1: 'b'}",
    "{'b': 1, 1: 2, none: 3, 2.5: 4, 'a': 5, (1, 2): 6}",
    "{'long key ' * 5: 'long value ' * 5, 'short': range(30)|list}",
    "[{'id': 1, 'name': 'x' * 40, 'tags': ['a', 'b']}] * 3", "{'a': {'b': {'c': {'d': range(25)|list}}}}",
    "[[[[[[range(25)|list]]]]]]", "{'k' * 90: 1}", "{('a', 'b' * 80): 1}", "['ü' * 75, 'é']",
    "['it\\'s ' * 20]", "d.items()", "d.keys()", "l|map('string')|list", "ll|groupby(0)", "1.5",
    "[ll|groupby(0)] * 9", "{true: 1, false: 0}", "[1e300, 1e-7, -0.0] * 9",
]  # fmt: skip

OTHERS = r"""
{{ d|attr('items') is defined }} ; {{ d|attr('b') is defined }} ; {{ s|attr('upper')() }} ;
{{ l|attr('append') is callable }} ; {{ i|attr('real') }} ; {{ nope|attr('x') }} ; {{ d|attr('nope') }} ;
{{ l|attr(1) }} ; {{ s|attr('__class__') is undefined or true }} ;
{% for g in ll|groupby(1) %}{{ g.grouper }}={{ g.list }};{{ g[0] }}{{ g[1] }}{{ g|length }}{{ g
}};{% endfor %} ;
{% for a, b in ll|groupby(1) %}{{ a }}={{ b }};{% endfor %} ;
{% for g in ll|groupby(1) %}{{ g['grouper'] }}{{ g.count(1) }}{% endfor %} ;
{{ (ll|groupby(1))[0] == (1, [['k', 1]]) }} ; {{ ll|groupby(1)|map(attribute='grouper')|list }} ;
{{ (ll|groupby(0)|first)|attr('list') }} ; {{ ll|groupby(1)|map(attribute='list')|map('first')|list }} ;
{{ (1, 2).grouper is defined }} ; {{ ll|groupby(1)|tojson }} ; {{ ls|groupby(0)|list }} ;
{{ [{'c': 'CA'}, {'c': 'NY'}, {'c': 'ca'}]|groupby('c')|map('list')|list }} ;
{{ [{'c': 'CA'}, {'c': 'NY'}, {'c': 'ca'}]|groupby('c', case_sensitive=true)|list }} ;
{{ [{'c': 'B'}, {}]|groupby('c', default='A')|list }} ; {{ [5]|random }} ; {{ 'x'|random }} ;
{{ (5, 5)|random }} ; {{ range(7, 8)|random }} ; {{ []|random }} ; {{ ''|random is undefined }} ;
{{ 5|random }} ; {{ none|random }} ; {{ {0: 'a'}|random }} ; {{ ed|random }} ;
{{ l|map('int')|random }} ; {{ nope|random }} ; {{ (s|safe)|random is escaped }} ; {{ l|random in l }} ;
{{ l|random(1) }} ; {{ true|random }} ; {{ lipsum(2)|length > 200 }} ;
{{ lipsum()|striptags|wordcount > 99 }} ; {{ lipsum(3, false).split('\n\n')|length }} ;
{{ lipsum(3).split('\n')|length }} ; {{ lipsum(1, min=4, max=5)|striptags|wordcount }} ;
{{ lipsum(0) }}|{{ lipsum(-1) }} ; {{ lipsum(1, false, 1, 2)[-1] }} ;
{{ lipsum(1) is escaped }}{{ lipsum(1, false) is escaped }} ; {{ lipsum(1, true, 5, 5) }} ;
{{ lipsum(1, true, 5, 2) }} ; {{ lipsum('x') }} ; {{ lipsum(nope=1) }} ; {{ lipsum(1, 2, 3, 4, 5) }} ;
{{ lipsum(1)[:3] }} ; {{ lipsum(n=1, html=false, min=1, max=2)|length > 2 }} ;
{{ lipsum is callable }} ; {% for x in l %}{{ loop }}{% endfor %} ;
{% for x in l %}{{ loop|string|length }}{% endfor %} ; {% for x in l if x > 1 %}{{ loop }}{% endfor %} ;
{{ '42'|abs }} ; {{ -42|abs }} ; {{ 'a b'|title }} ; {{ "it's o'neill-smith (jr) <x> [y] {z}"|title }} ;
{{ 'HELLO wORLD'|capitalize }} ; {{ 'x'|center(5) }}| ; {{ nope|default('d') }} ; {{ ''|default('d') }} ;
{{ ''|default('d', true) }} ; {{ d.x|d('q') }} ; {{ d.x|d }}| ; {{ d|dictsort }} ;
{{ d|dictsort(true) }} ; {{ d|dictsort(false, 'value') }} ; {{ {'b': 1, 'A': 2}|dictsort }} ;
{{ d|dictsort(reverse=true) }} ; {{ {'b': 1, 'A': 2}|dictsort(true) }} ; {{ d|dictsort(by='x') }} ;
{{ 13000|filesizeformat }} ; {{ 4100000|filesizeformat }} ; {{ 13000|filesizeformat(true) }} ;
{{ 1|filesizeformat }} ; {{ 0|filesizeformat }} ; {{ 999|filesizeformat }} ; {{ 1000|filesizeformat }} ;
{{ 1e30|filesizeformat }} ; {{ l|first }} ; {{ []|first is undefined }} ; {{ '3.7x'|float }} ;
{{ '3.7'|float }} ; {{ 'x'|float(2.5) }} ; {{ '%s, %s!'|format('a', 'b') }} ; {{ '%(a)s'|format(a=1) }} ;
{{ '%s'|format(1, a=2) }} ; {{ 'a\nb\n\nc'|indent }} ; {{ 'a\nb\n\nc'|indent(2, true) }} ;
{{ 'a\nb\n\nc'|indent(2, false, true) }} ; {{ 'a\nb'|indent('> ') }} ; {{ '42.23'|int }} ;
{{ '0x1A'|int(0, 16) }} ; {{ '0b11'|int(0, 2) }} ; {{ '0o17'|int(0, 8) }} ; {{ 'z'|int(7) }} ;
{{ '1A'|int(base=16) }} ; {{ '12'|int(base=0) }} ; {{ d|items|list }} ; {{ nope|items|list }} ;
{{ 5|items }} ; {{ [1, 2, 3]|join('|') }} ; {{ [1, 2, 3]|join }} ; {{ ll|join(', ', attribute=0) }} ;
{{ l|last }} ; {{ 'abc'|list }} ; {{ 'ABC'|lower }} ; {{ ll|map(attribute=0)|join }} ;
{{ [{'u': {'n': 'x'}}]|map(attribute='u.n')|list }} ;
{{ [{}, {'n': 1}]|map(attribute='n', default='-')|list }} ; {{ ls|map('lower')|list }} ;
{{ ls|map('replace', 'a', 'b')|list }} ; {{ l|map('nope') }} ; {{ l|map }} ; {{ l|map(nope=1) }} ;
{{ l|max }}{{ l|min }} ; {{ ls|max }}{{ ls|min }} ; {{ ls|max(true) }} ; {{ []|max is undefined }} ;
{{ ll|max(attribute=1) }} ; {{ l|reject('odd')|list }} ; {{ l|select('odd')|list }} ;
{{ l|select('divisibleby', 3)|list }} ; {{ l|select('lessthan', 2)|list }} ;
{{ [0, 1, '', 'a', none]|select|list }} ; {{ [0, 1, '', 'a', none]|reject|list }} ;
{{ ll|selectattr(1)|list }} ; {{ ll|selectattr('1', 'eq', 2)|list }} ;
{{ ll|rejectattr(1, 'odd')|list }} ; {{ [{'a': none}, {'a': 1}]|selectattr('a', 'none')|list }} ;
{{ l|select('nope')|list }} ; {{ ll|selectattr }} ; {{ 'Hello World'|replace('Hello', 'Goodbye') }} ;
{{ 'aaaaargh'|replace('a', "d'oh, ", 2) }} ; {{ 'abc'|reverse }} ; {{ l|reverse|list }} ;
{{ 42.55|round }} ; {{ 42.55|round(1, 'floor') }} ; {{ 42.55|round|int }} ; {{ 42|round }} ;
{{ 2.5|round }}{{ 3.5|round }} ; {{ 1.5|round(method='x') }} ; {{ l|slice(2)|list }} ;
{{ l|slice(2, 'x')|list }} ; {{ range(7)|slice(3)|list }} ; {{ range(7)|batch(3, '&nbsp;')|list }} ;
{{ l|sort(reverse=true) }} ; {{ ls|sort }} ; {{ ls|sort(case_sensitive=true) }} ;
{{ ll|sort(attribute='1,0') }} ; {{ [{'a': 1, 'b': 2}, {'a': 1, 'b': 1}]|sort(attribute='a,b') }} ;
{{ '<p>a  b</p> <!-- x --> c'|striptags }} ;
{{ '&lt;x&gt; &amp; &copy; &eacute; &#8364; &mdash; &nope; &amp'|striptags }} ; {{ l|sum }} ;
{{ ll|sum(attribute=1, start=10) }} ; {{ [[1], [2]]|sum(start=[]) }} ;
{{ {'b': 1, 'a': '<&\'>'}|tojson }} ; {{ [1, {'a': 2}]|tojson(indent=2) }} ; {{ ' x '|trim }} ;
{{ 'xxaxx'|trim('x') }} ; {{ 'foo bar baz qux'|truncate(9) }} ;
{{ 'foo bar baz qux'|truncate(9, true) }} ; {{ 'foo bar baz qux'|truncate(11) }} ;
{{ 'foo bar baz qux'|truncate(11, false, '...', 0) }} ;
{{ ['foo', 'bar', 'foobar', 'FooBar']|unique|list }} ; {{ ['a', 'A']|unique(true)|list }} ;
{{ ll|unique(attribute=1)|list }} ; {{ 'a b/c?d=é'|urlencode }} ; {{ {'a b': 'c/d', 'é': 1}|urlencode }} ;
{{ [('a', 1), ('b', '&')]|urlencode }} ; {{ 'Hello big world'|wordcount }} ;
{{ 'Hello big-world again'|wordwrap(8) }} ; {{ 'abcdefghijk'|wordwrap(4) }} ;
{{ 'abcdefghijk'|wordwrap(4, false) }} ; {{ 'a b c d'|wordwrap(3, wrapstring='|') }} ;
{{ 'a-b-c-d'|wordwrap(3, break_on_hyphens=false) }} ;
<ul{{ {'class': 'my_list', 'missing': none, 'id': 'list-%d'|format(42)}|xmlattr }}> ;
{{ {'a': nope, 'b': '<'}|xmlattr(false) }} ; {{ {}|xmlattr }}| ;
{{ 'a' is in 'abc' }}{{ 1 is in l }}{{ 'x' is in d }} ;
{{ 'upper' is filter }}{{ 'nope' is filter }}{{ 'odd' is test }} ; {{ m is callable or true }} ;
{{ 42 is number }}{{ 4.2 is float }}{{ true is boolean }}{{ true is integer }}{{ 42 is integer }} ;
{{ 'x' is lower }}{{ 'X' is upper }}{{ '1' is lower }} ;
{{ x is defined }}{{ x is undefined }}{{ none is none }} ;
{{ 2 is sameas 2 }}{{ l is sameas l }}{{ [] is sameas [] }} ; {{ s|safe is escaped }}{{ s is escaped }} ;
{{ range(4)|list }}{{ range(1, 4)|list }}{{ range(4, 0, -1)|list }} ; {{ dict(a=1, b=2) }} ;
{{ dict([('a', 1)]) }} ; {{ range(0, 10, 3)|list }} ;
{% set c = cycler('odd', 'even') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current
}}{{ c.reset() }}{{ c.current }} ;
{% set j = joiner('|') %}{% for x in l %}{{ j() }}{{ x }}{% endfor %} ;
{% set ns = namespace(found=false) %}{% for x in l %}{% if x == 1 %}{% set ns.found = true %}{% endif
%}{% endfor %}{{ ns.found }} ;
{% autoescape true %}{{ '<a href="http://a.com">http://b.com</a>'|urlize }}{% endautoescape %} ;
{% autoescape true %}{{ ('http://a.com <b>'|safe)|urlize }}{{ l|pprint }}{{ '<'|pprint
}}{% endautoescape %} ;
{{ '&#x80; &#150; &#0; &#xD800; &#1; &#1114112; &notit; &notin; &ampx;'|striptags }} ;
{{ '&#65 &#x41g &#; &x; &lt &GT; &AMP &#99999999999; &#x;'|striptags }} ;
{{ ('&nvlt; &NotEqualTilde; &CounterClockwiseContourIntegral;'|safe).unescape() }} ;
{{ ('&hellip;&nbsp;&#xa0;&quot&apos;'|safe).unescape() }} ;
{% autoescape true %}{{ lipsum(1)[:3] }}{{ lipsum(1, false)[:0] }}{{ 'x <y>'.format()
}}{{ '{}<'.format('<') }}{{ ('{}<'|safe).format('<') }}{% endautoescape %}
"""


def sources() -> Iterator[str]:
    for word in LINKS:
        yield f"{{{{ {word!r}|urlize }}}}"
    text = " ".join(LINKS[:12]) + " tel:1 a@b.c"
    for call in LINK_CALLS.replace("\n", " ").split("; "):
        yield f"{{{{ {text!r}|{call} }}}}"
        yield f"{{% autoescape true %}}{{{{ {text!r}|{call} }}}}{{% endautoescape %}}"
    for call in LINK_ERRORS.replace("\n", " ").split("; "):
        yield f"{{{{ 'http://a.com'|{call} }}}}"
    for value in PRINTED:
        yield f"{{{{ ({value})|pprint }}}}"
    yield from re.split(r" ;\s", OTHERS.strip())


if __name__ == "__main__":
    sys.exit(write(__doc__.splitlines()[0], FOLDER / "filters.json", sources()))
