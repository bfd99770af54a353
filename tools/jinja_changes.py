#!/usr/bin/env python3
"""Changes lists and dicts in place, while others look at them, and asks Jinja2 itself what is seen.

    jinja_changes.py           writes tests/conformance/jinja/changes.json; needs Jinja2 3.1.2 on Python 3.11
    jinja_changes.py --check   writes nothing; exit status 1 if the file would change
"""

import itertools
import sys
from collections.abc import Iterator

from jinja_matrix import FOLDER, write

LISTS = ["l", "ls", "el", "[1, [2]]"]
LIST_CALLS = """append(1); append(x); append(); append(1, 2); append(a=1); clear(); clear(1);
extend([1, 2]); extend(x); extend('ab'); extend(5); extend(d); extend(range(3)); insert(0, 'z');
insert(-1, 'z'); insert(99, 'z'); insert(-99, 'z'); insert('a', 1); insert(1); pop(); pop(0); pop(-2);
pop(99); pop(-99); pop('a'); pop(1, 2); remove(1); remove('b'); remove('?'); remove(); reverse();
reverse(1); sort(); sort(reverse=true); sort(reverse=none); sort(1); sort(1, 2, 3); sort(nope=1);
sort(key=1); sort(key=none, reverse=1); sort(a=1, b=2, c=3); append(nope); index(3, 1); count(x)"""

DICTS = ["d", "ed", "{1: 'a', 'b': none}"]
DICT_CALLS = """clear(); clear(1); pop('b'); pop('?'); pop('?', 1); pop('b', 1, 2); pop(); pop([]);
pop([], 1); popitem(); popitem(1); setdefault('b', 5); setdefault('z'); setdefault('z', 5);
setdefault([]); setdefault(); update({'b': 7, 'z': 8}); update([['k', 1]]); update(ll);
update(b=1, q=2); update({'b': 0}, b=1); update(1); update([1]); update(1, 2); update(); update(x);
update(none); update('ab'); get('b'); copy(); fromkeys('ab'); keys(); items()"""

# Templates, set apart by a line with "--" alone.
TEMPLATES = r"""
{% set a = l %}{% set _ = a.append(4) %}{{ l }}{{ a }}{{ a is sameas(l) }}
--
{% set a = [] %}{% set b = a %}{% set _ = b.append(1) %}{{ a }}{% set c = a.copy()
%}{% set _ = c.append(2) %}{{ a }}{{ c }}
--
{% set a = l|list %}{% set _ = a.append(4) %}{{ l }}{{ a }}{% set b = l[:] %}{% set _ = b.pop() %}{{ l
}}{{ b }}
--
{% set a = l + [] %}{% set _ = a.append(4) %}{{ l }}{{ a }}{% set b = l * 2 %}{% set _ = b.pop() %}{{ l
}}{{ b }}
--
{% for x in l %}{{ x }}{% if x < 9 and l|length < 6 %}{% set _ = l.append(x + 6) %}{% endif %}{% endfor
%}{{ l }}
--
{% for x in l %}{{ loop.index }}/{{ loop.length }}:{{ x }}{{ loop.last }} {% if l|length < 6
%}{% set _ = l.append(x) %}{% endif
%}{% endfor %}
--
{% for x in l %}{{ x }}{% set _ = l.clear() %}{% else %}none{% endfor %}{{ l }}
--
{% for x in l %}{{ x }}{% set _ = l.pop(0) %}{% endfor %}{{ l }}
--
{% for x in l %}{{ x }}{{ loop.nextitem is defined }}{% set _ = l.pop() %}{% endfor %}{{ l }}
--
{% set seen = [] %}{% for x in [3, 1, 3, 2, 1] if x not in seen %}{{ x }}{% set _ = seen.append(x)
%}{% endfor %}{{ seen }}
--
{% set seen = [] %}{% for x in [3, 1, 3, 2, 1] if x not in seen %}{{ x }}{{ loop.last
}}{% set _ = seen.append(x) %}{% endfor %}
--
{% set seen = [] %}{% for x in [3, 1, 3, 2] if x not in seen %}{{ x }}{{ loop.length }}{{ loop.revindex
}}{% set _ = seen.append(x) %}{% endfor %}
--
{% set seen = [] %}{% for x in [3, 1, 3, 2] if x not in seen %}{{ loop.nextitem }}{{ x }}{{ loop.previtem
}}{% set _ = seen.append(x) %}{% endfor %}
--
{% for a, b in ll if b %}{{ a }}{{ loop.nextitem }}{{ a }}{{ b }}{{ loop.last }}{{ a }}{% endfor %}
--
{% for x in l if x > 1 %}{{ loop }}{{ loop.revindex0 }}{{ x }}{% endfor %}
--
{% for x in [1, 2, 3]|map('string') %}{{ loop.index }}{{ loop.last }}{{ x }}{{ loop.length
}}{{ loop.revindex }};{% endfor %}
--
{% for x in l recursive %}{{ x }}{{ loop.depth }}{% if loop.depth < 3 %}{{ loop([x + 1, 9]) }}{% endif
%}{{ loop.last }}{% endfor %}
--
{% for x in l if x != 2 recursive %}{{ x }}{% if loop.depth < 3 %}({{ loop([x + 1, 2, 9]) }}){% endif
%}{{ loop.last }}{% endfor %}
--
{% for k in d %}{{ k }}{% set _ = d.update({'q': 1}) %}{% endfor %}
--
{% for k in d %}{{ k }}{% set _ = d.pop(k) %}{% endfor %}
--
{% for k, v in d.items() %}{{ k }}{{ v }}{% set _ = d.update({k: 0}) %}{% endfor %}{{ d }}
--
{% for k, v in d.items() %}{{ k }}{% set _ = d.update({'q': 0}) %}{% endfor %}{{ d }}
--
{% for k in d|list %}{% set _ = d.pop(k) %}{% endfor %}{{ d }}
--
{% for v in d.values() %}{{ v }}{% set _ = d.setdefault('q', 1) %}{{ d }}{% endfor %}
--
{% set k = d.keys() %}{% set i = d.items() %}{% set _ = d.update({'z': 9}) %}{{ k }}{{ i }}{{ k|length
}}{{ 'z' in k }}{{ d.values()|list }}
--
{{ d.keys() == {'a': 1, 'b': 2}.keys() }}{{ d.items() == d.items() }}{{ d.values() == d.values()
}}{{ d.keys() == {}.keys() }}
--
{% set a = [1] %}{% set _ = a.append(a) %}{{ a }}{{ a == a }}{{ a|length }}{{ a in a }}{{ a[1][1][0] }}
--
{% set a = {} %}{% set _ = a.update(me=a) %}{{ a }}{{ a.me.me is sameas(a) }}
--
{% set a = [] %}{% set b = (a, 1) %}{% set _ = a.append(b) %}{{ a }}{{ b }}
--
{% set a = [] %}{% set _ = a.append((a,)) %}{{ a }}
--
{% set a = [] %}{% set _ = a.append({'l': a, 'k': [a]}) %}{{ a }}
--
{% set a = [] %}{% set _ = a.append(a) %}{{ a|tojson }}
--
{% set a = {} %}{% set _ = a.update(me=[a]) %}{{ a|tojson }}
--
{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}
--
{% set ns = namespace(l=[]) %}{% for x in l %}{% set _ = ns.l.append(x * 2) %}{% endfor
%}{{ ns.l|join(',') }}
--
{% set out = [] %}{% for x in l %}{% set _ = out.append(x) %}{% endfor %}{{ out|sort }}{{ out|sum
}}{{ out|max }}
--
{% macro add(to, x=[]) %}{% set _ = x.append(to) %}{{ x }}{% endmacro %}{{ add(1) }}{{ add(2)
}}{{ add(3, l) }}{{ l }}
--
{% macro key(x) %}{{ -x }}{% endmacro %}{% set _ = l.sort(key=key) %}{{ l }}
--
{% macro key(x) %}{{ l }}{% set _ = l.append(9) %}{% endmacro %}{% set _ = l.sort(key=key) %}{{ l }}
--
{% set _ = [1, 'a'].sort() %}
--
{% set _ = ls.sort() %}{{ ls }}{% set _ = ls.sort(reverse=true) %}{{ ls }}{% set _ = ls.reverse() %}{{ ls }}
--
{% set _ = d.a.append(7) %}{{ d }}{{ d.a }}{{ d['a']|length }}{{ d|tojson }}{% set _ = d.a.pop(0) %}{{ d }}
--
{% set _ = ll[0].append('x') %}{{ ll }}{% for x in ll %}{{ x|length }}{% endfor %}{{ ll|map('last')|list }}
--
{% set x = d.pop('a') %}{% set _ = x.append(1) %}{{ x }}{{ d }}{{ d.a is defined }}{{ d|length
}}{% if d %}y{% endif %}
--
{% set _ = d.clear() %}{{ d }}{{ d|length }}{% if d %}y{% else %}n{% endif %}{% for k in d %}{% else
%}empty{% endfor %}
--
{% set _ = l.clear() %}{{ l }}{{ l|first is defined }}{% if l %}y{% else %}n{% endif
%}{{ l[0] is defined }}{{ l == el }}
--
{% set big = {} %}{% for i in range(40) %}{% set _ = big.update({i: i}) %}{% endfor
%}{% for i in range(39) %}{% set _ = big.pop(i)
%}{% endfor %}{{ big }}{% set _ = big.update({3: 'x'}) %}{{ big }}{{ 39 in big }}{{ 5 in big
}}{{ big.popitem() }}{{ big }}
--
{% set big = {} %}{% for i in range(60) %}{% set _ = big.update({i: i})
%}{% set _ = big.popitem() if i % 3 %}{% endfor %}{{ big }}
--
{% set a = [1, 2, 3] %}{% set _ = a.extend(a) %}{{ a }}{% set _ = a.insert(1, a[0]) %}{{ a }}
--
{% set n = (e ~ 'nan')|float %}{{ [n] == [n] }}{{ n in [n] }}{{ n == n }}{{ [n].count(n) }}{{ {n: 1}[n] }}
--
{% set a = [nope] %}{{ a|length }}{% set _ = a.append(nope) %}{{ a|length }}
--
{% with a = l %}{% set _ = a.append(5) %}{% endwith %}{{ l }}{% block b %}{% set _ = l.append(6) %}{{ l
}}{% endblock %}{{ l }}
--
{{ l.append(1) }}{{ l }}{{ l.pop() }}{{ d.update({'z': 1}) }}{{ d }}
--
{% set a = {'x': 1} %}{% set b = dict(a) %}{% set c = a.copy() %}{% set _ = a.update(x=2) %}{{ a }}{{ b
}}{{ c }}
--
{% set g = l|map('string') %}{{ g|first }}{% for x in g %}{{ x }}{% endfor %}|{{ g|list }}
"""


def sources() -> Iterator[str]:
    for value, call in itertools.product(LISTS, LIST_CALLS.replace("\n", " ").split("; ")):
        yield f"{{% set x = {value} %}}{{{{ x.{call} }}}}|{{{{ x }}}}"
    for value, call in itertools.product(DICTS, DICT_CALLS.replace("\n", " ").split("; ")):
        yield f"{{% set x = {value} %}}{{{{ x.{call} }}}}|{{{{ x }}}}"
    yield from TEMPLATES.strip().split("\n--\n")


if __name__ == "__main__":
    sys.exit(write(__doc__.splitlines()[0], FOLDER / "changes.json", sources()))
