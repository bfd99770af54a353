#!/usr/bin/env python3
"""Calls methods of every type with right and wrong arguments, and asks Jinja2 itself what each gives.

    jinja_methods.py           writes tests/conformance/jinja/methods.json; needs Jinja2 3.1.2 on Python 3.11
    jinja_methods.py --check   writes nothing; exit status 1 if the file would change
"""

import itertools
import re
import sys
from collections.abc import Iterator

from jinja_matrix import FOLDER, write

TEXTS = ["s", "u", "num", "e", "s|safe", "'<ab>'|safe", "' Ab cd\\tAB '", "'ΑΣ ΣΑΣ\\'Σ ǅx ﬁß'", "'x²½٣'"]
TEXTS += ["'a1_'"]

# Each is called on each text.
TEXT_CALLS = """capitalize() casefold() lower() upper() swapcase() title() isalnum() isalpha()
isascii() isdecimal() isdigit() isidentifier() islower() isnumeric() isprintable() isspace()
istitle() isupper() strip() lstrip() rstrip() strip('<a> ') lstrip(none) split() rsplit() split('b')
split(none,1) rsplit(none,1) splitlines() splitlines(true) partition('b') rpartition('b')
partition('?') rpartition('?') find('b') rfind('b') count('') count('A') index('b') rindex('b')
startswith('H') endswith(('B','>')) center(12) ljust(12,'*') rjust(12,'é') zfill(12) expandtabs()
expandtabs(3) removeprefix('H') removesuffix('>') replace('b','<i>') replace('','-')
replace('b','',0) join(ls) join('xyz') translate({97:'<',98:none,66:67}) translate('abc'*40)
maketrans('ab','cd')""".split()

ANY_TEXT_CALLS = """center count endswith expandtabs find index join ljust lower lstrip
partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split
splitlines startswith strip title translate upper zfill isalpha isdigit""".split()

ARGUMENTS = ["", "1", "'a'", "1, 2", "'a', 'b'", "'a', 'b', 1", "'a', 1, 2, 3", "x=1", "none"]
ARGUMENTS += ["'a', 'b', 'c', 'd', 'e'"]

COLLECTIONS = ["l", "ls", "el", "d", "ed", "(1, 'x')", "range(3)", "range(2, 9, 3)"]
COLLECTION_CALLS = ["count", "index", "copy", "get", "keys", "values", "items", "fromkeys"]

NUMBERS = ["i", "neg", "f", "y", "0", "-0.0", "1e300", "1e-310", "255", "0.1", "-1.5"]
NUMBER_CALLS = ["bit_length", "bit_count", "conjugate", "hex", "is_integer"]
ATTRIBUTES = ["real", "imag", "numerator", "denominator", "start", "stop", "step", "nope"]

# Expressions, set apart by " ; ".
OTHERS = r"""'a'.split('a', sep='b') ; 'a'.split(foo=1) ; 'a'.split('a', 1, sep=2) ; 'a'.split(maxsplit='x') ;
'a'.startswith(('a', 1)) ; 'a'.startswith((1, 'a')) ; 'a'.startswith(('b', 1)) ; 'a'.endswith((1,)) ;
'a'.center(5, 1) ; 'a'.center(5, 'ab') ; 'a'.center('x') ; 'a'.find('a', 'x') ; 'a'.find('a', 1.5) ;
'abcabc'.find('c', 3) ; 'abcabc'.find('', 9) ; 'abcabc'.rfind('a', -4, -1) ; 'abcabc'.count('b', 2) ;
'abcabc'.startswith('c', 2) ; 'a'.replace('a', 'b', 'c') ; 'a'.replace('a', 'b', none) ;
'a'.translate({97: 1.5}) ; 'a'.translate({97: -1}) ; 'a'.translate({97: 1114112}) ; 'abc'.translate([1]) ;
''.translate(1) ; 'a'.maketrans({'a': 1}) ; 'a'.maketrans({'ab': 1}) ; 'a'.maketrans({1.5: 1}) ;
'a'.maketrans({97: 1}) ; 'a'.maketrans('ab', 'c') ; 'a'.maketrans('ab', 'cd', 'e') ; 'a'.maketrans(1, 'a') ;
'a'.maketrans('ab', 'cd', 1) ; 'hello'.translate('x'.maketrans('el', 'ip')) ; ('a'|safe).join([1, '<']) ;
('a'|safe).join(5) ; ('a'|safe).replace(1, 'b') ; ('a'|safe).replace('a', 1) ; ('a'|safe).center(5, 1) ;
('a'|safe).center(5, '<') ; ('a'|safe).strip(chars='a') ; ('a'|safe).split(sep=1) ;
'a'.split(1, 'x') ; '{:x}'.format(s|safe) ;
('a'|safe).strip(nope=1) ; ('<b>x&amp;</b> y<!-- > -->z'|safe).striptags() ;
('&lt;&#39;&#x41;&amp;lt;'|safe).unescape() ; (''|safe).escape('<') ; (''|safe).escape() ;
(''|safe).unescape(1) ; (''|safe).striptags(1) ; ''.striptags ; (s|safe).nope ; l.index(2, -1) ;
l.index(2, 0, 1) ; l.index(2, 'a') ; l.index(nope) ; [1, 2].count(1.0) ; [true, 1, 1.0].count(1) ;
(1, 2).index(3) ; range(3).index(7) ; range(3).index('a') ; range(3).index(true) ; d.get([]) ;
d.get('q', 1) ; d.get('b') ; d.get(none) ; d.get(1, 2, 3) ; {1: 'a'}.get(true) ; {}.fromkeys('ab', 1) ;
{}.fromkeys(5) ; {}.fromkeys([[]]) ; d.copy() == d ; [1, [2]].copy() ; d.keys() ; d.values() ; d.items() ;
d.items()|list ; d.keys()|length ; 'a\r\nb\vc\fd\x1ce\x85f g'.splitlines() ; 'a\r\n\r\nb'.splitlines(true) ;
'a\tb\r\tc\n\t'.expandtabs(4) ; 'a'.expandtabs(-1) ; 'aXbX'.partition('X') ; 'aXbX'.rpartition('X') ;
'a'.partition('') ; 'a,b,c'.rsplit(',', 1) ; '+1'.zfill(5) ; '-é'.zfill(5) ; (1, 2).copy ; 5 .bit_length ;
7.5.is_integer() ; (3).real ; true.real ; 5 .numerator ; range(3).start ; range(1, 9, 2).step
"""

# str.format and what it says of wrong formats; each is also asked of a text that is safe.
FORMATS = r"""
"{".format()
"}".format()
"{0".format(1)
"{0!".format(1)
"{0!x}".format(1)
"{!}".format(1)
"{0!r".format(1)
"{0!rx}".format(1)
"{0!r:}".format("a")
"{} {0}".format(1)
"{0} {}".format(1)
"{1}".format(1)
"{}".format()
"{a}".format()
"{0[}".format([1])
"{0[]}".format([1])
"{0[0]x}".format([1])
"{0.}".format([1])
"{0.a}".format([1])
"{0[a]}".format([1])
"{0[5]}".format([1])
"{0[-1]}".format([1])
"{0[a]}".format({"a":1})
"{0[1]}".format({"1":1})
"{0[1]}".format({1:2})
"{.real}".format(5)
"{[0]}".format([5])
"{a.b}".format(a=1)
"{a[b]}".format(a={"b":3})
"{0:{1}}".format("a",5)
"{0:{1:{2}}}".format("a",5,1)
"{:{}}".format("a",5)
"{:{}.{}}".format("abcdef",5,2)
"{{}}".format()
"{{{}}}".format(1)
"{0:d}".format("a")
"{0:x}".format(1.5)
"{0:5}".format([1])
"{0:5}".format(none)
"{0:}".format(none)
"{:5}".format(true)
"{:}".format(true)
"{:d}".format(true)
"{:s}".format(true)
"{:=5}".format("a")
"{:+}".format("a")
"{:#}".format("a")
"{:,}".format("a")
"{:_}".format("a")
"{:,x}".format(1)
"{:_x}".format(1234567)
"{:_b}".format(1234567)
"{:#x}".format(255)
"{:#X}".format(255)
"{:#o}".format(8)
"{:#b}".format(8)
"{:c}".format(97)
"{:c}".format(-1)
"{:+c}".format(97)
"{:#c}".format(97)
"{:,c}".format(97)
"{:.2}".format(5)
"{:.2d}".format(5)
"{:.}".format(5.0)
"{:.2s}".format("abc")
"{:*^9}".format("ab")
"{:é>5}".format("a")
"{:05}".format("a")
"{:<05}".format(7)
"{:05}".format(-7)
"{:=+5}".format(7)
"{:^+7.1f}".format(2.25)
"{:010,}".format(1234)
"{:09,}".format(1234)
"{:08,}".format(1234)
"{:010_}".format(1234)
"{:,}".format(1234567.891)
"{:,.2f}".format(1234567.891)
"{:015,.2f}".format(1234567.891)
"{:e}".format(12345.678)
"{:E}".format(12345.678)
"{:g}".format(12345.678)
"{:g}".format(1e10)
"{:G}".format(1e-10)
"{:#g}".format(1.0)
"{:#.3g}".format(1.0)
"{:#.0f}".format(1.0)
"{:.0f}".format(2.5)
"{:n}".format(1234567.5)
"{:n}".format(1234567)
"{:%}".format(0.256)
"{:.1%}".format(0.256)
"{:.3}".format(1234.5)
"{:.3}".format(123.0)
"{:.10}".format(1234.5)
"{:.3}".format(1e-5)
"{:}".format(1e16)
"{:.20}".format(0.1)
"{:5}".format(1e16)
"{:,}".format(1e16)
"{:,}".format(1e20)
"{:f}".format(((e ~ 'nan')|float))
"{:F}".format(((e ~ 'inf')|float))
"{:010}".format(((e ~ '-inf')|float))
"{:+}".format(((e ~ 'nan')|float))
"{:%}".format(((e ~ 'inf')|float))
"{:z.1f}".format(-0.01)
"{:z}".format(5)
"{:zd}".format(5)
"{:zs}".format("a")
"{:.1f}".format(5)
"{:e}".format(5)
"{:5%}".format(1)
"{:q}".format(5)
"{:q}".format(5.0)
"{:q}".format("a")
"{:qq}".format("a")
"{:5.q}".format("a")
"{:,_}".format(5)
"{:_,}".format(5)
"{:,,}".format(5)
"{:__}".format(5)
"{:,n}".format(5)
"{:_n}".format(5)
"{:,s}".format("a")
"{:_s}".format("a")
"{: }".format(5)
"{: d}".format(-5)
"{:-}".format(5)
"{:99999999999999999999}".format(5)
"{:.99999999999999999999f}".format(5)
"{:a<}".format("b")
"{:<<5}".format("b")
"{:}<5}".format("b")
"{:{<5}".format("b")
"{0!a}".format("é")
"{0!s:5}|".format([1])
"{0:%Y}".format(5)
"{0:>{w}}".format("a",w=4)
"{a}".format(**{"a":1})
"{0.x.y}".format(5)
"{ 0 }".format(5)
"{0 }".format(5)
"{a b}".format(**{"a b":1})
"{01}".format(1,2)
"{-1}".format(1)
"{99999999999999999999}".format(1)
"{0[99999999999999999999]}".format([1])
"{0[ 0]}".format([1])
"{x:{y}}".format(x=1)
"{}{}".format(1)
"{0:{}}".format(1,2)
"{:{0}}".format(1,2)
"{a[b.c]}".format(a={"b.c":1})
"{a[b[c]]}".format(a={"b[c":1})
"{a.b[c].d}".format(a=1)
"{a!r:>10}".format(a="x")
"{a:{b!r}}".format(a="x",b=5)
"{:é}".format(5)
"{:05d}".format(-3)
"{:x=5d}".format(-3)
"{:+.3e}".format(0)
"{:.3g}".format(0.0)
"{:.0}".format(1.5)
"{:#.0}".format(2.5)
"{:#.3}".format(2.5)
"{:.0e}".format(1.5)
"{:#.0e}".format(1.5)
"{:.0g}".format(1.5)
"{:g}".format(100000.0)
"{:g}".format(1000000.0)
"{:,g}".format(123456.0)
"{:_}".format(123456.789)
"{:,%}".format(12345.678)
"{a}".format_map({})
"{}".format_map({})
"{0}".format_map([1])
"{a}".format_map(1)
"x".format_map(1)
"{a}".format_map([1])
"{}".format("<")
"{}".format("<"|safe)
"{:5}".format("<"|safe)
"{!r}".format("<")
"{:>5}".format("<")
"{a}".format_map({"a": "<"})
"{a.b}".format(a=1)
"{:{}}".format(1, "5"|safe)
"{:5c}|{:<5c}".format(97, 98)
"{}".format(nope)
"{:5}".format(nope)
"{0.x}".format(nope)
"{0[0]}{0[b]}".format("ab")
"{0[9]}".format("ab")
"{0[1]}{1[2]}".format((1, 2), range(3))
"{0[9]}".format(range(3))
"{0[a]}".format((1,))
"{l[0]} {d[b]} {d[a][0]}".format(l=l, d=d)
"{:>{}}|{:^{w}}".format("a", 5, "b", w=4)
"{: >5}|{:>-5}".format("a", 1)
"{: s}".format("a")
"{:_.3f}|{:,.0f}|{:012,.1f}".format(1234567.5, 1234567.5, -1234.56)
"{:012_x}|{:#012x}|{:#_b}".format(65535, 65535, 65535)
"{:,}".format(-1234567)
"{:020,}".format(-1234567)
"{:<8}|{:^8}|{:>8}|{:=8}".format(-5, -5, -5, -5)
"{:g}|{:n}|{:e}".format(0, 0, 0)
"{:.3%}|{:%}".format(y, -0.5)
"{:+,}|{: ,}".format(1234, 1234)
"{:'<6}|{:'^6.1f}".format(1, 2.5)
"{:.1}|{:.2}|{:.17}".format(0.1, 0.1, 0.1)
"{}".format(1e22)
"{0}{1}{0}".format(1, 2)
"{:x}{:X}{:o}{:b}".format(-255, -255, -255, -5)
"""


def calls() -> Iterator[str]:
    for text, call in itertools.product(TEXTS, TEXT_CALLS):
        yield f"({text}).{call}"
    for text, name, arguments in itertools.product(["'ab a'", "'ab a'|safe"], ANY_TEXT_CALLS, ARGUMENTS):
        yield f"({text}).{name}({arguments})"
    for value, name, arguments in itertools.product(COLLECTIONS, COLLECTION_CALLS, ARGUMENTS):
        yield f"({value}).{name}({arguments})"
    for value, name, arguments in itertools.product(NUMBERS, NUMBER_CALLS, ["", "1", "x=1"]):
        yield f"({value}).{name}({arguments})"
    for value, name in itertools.product([*NUMBERS, "range(2, 9, 3)", "l", "s"], ATTRIBUTES):
        yield f"({value}).{name}"
    for line in FORMATS.strip().splitlines():
        text, method, arguments = re.match(r"(\".*?\")(\.format(?:_map)?)(.*)$", line).groups()
        yield from (line, f"({text}|safe){method}{arguments}")
    yield from re.split(r" ;\s", OTHERS.strip())


def sources() -> Iterator[str]:
    for call in calls():
        yield f"{{{{ {call} }}}}"


if __name__ == "__main__":
    sys.exit(write(__doc__.splitlines()[0], FOLDER / "methods.json", sources()))
