#!/usr/bin/env python3
"""Computes with integers past 64 bits, and asks Jinja2 itself what comes out.

    jinja_numbers.py           writes tests/conformance/jinja/numbers.json; needs Jinja2 3.1.2 on Python 3.11
    jinja_numbers.py --check   writes nothing; exit status 1 if the file would change
"""

import itertools
import re
import sys
from collections.abc import Iterator

from jinja_matrix import FOLDER, write

# Of variables and not of constants, which Jinja2 would compute while it compiles.
SET = "{% set b = (i + 3) ** 20 %}{% set m = (neg + 1) ** 63 %}{% set h = (i + 3) ** 400 %}"
OPERANDS = ["b", "-b", "m", "m - 1", "-m", "h", "i", "neg", "0", "f", "1e20", "s", "y", "n", "l"]
OPERATORS = "+ - * / // % ~ == != < <= > >=".split()
EXPONENTS = ["0", "1", "2", "3", "-1", "0.5", "y"]
FILTERS = """abs; int; float; round; round(-1); round(-19); round(-99); round(2); round(1, 'ceil');
string; tojson; filesizeformat; list; length; pprint; e; default(1); int(5); sum; max; d(0); center(40);
format(1); wordcount"""
TESTS = ["integer", "number", "float", "even", "odd", "divisibleby(7)", "boolean", "iterable"]
FORMATS = ["%d", "%i", "%s", "%r", "%x", "%X", "%o", "%#x", "%f", "%.1e", "%g", "%c", "%30d", "%-30d|"]
FORMATS += ["%030d", "%+d", "%.30d", "% d"]
SPECS = ["", "d", "x", "X", "o", "b", "#x", ",", "_", "_x", "30", "<30", "^30", "030,", "+", "e"]
SPECS += [".2f", "g", "%", "c", "n", "s", ".3", "z"]
METHODS = ["bit_length()", "bit_count()", "as_integer_ratio()", "conjugate()", "real", "imag", "numerator"]
METHODS += ["denominator"]

OTHERS = r"""
1_000_000_000_000_000_000_000 ; 0xffffffffffffffffffff ;
0b1111111111111111111111111111111111111111111111111111111111111111111 ; 0o7777777777777777777777777 ;
-9223372036854775808 ; 9223372036854775808 ; ('1' * 300)|int ; ('f' * 20)|int(0, 16) ;
('-' ~ 'f' * 20)|int(0, 16) ; ('z' * 20)|int(0, 36) ; ('1' * 5000)|int ; ('1_0' * 10)|int ;
('1' * 70)|int(0, 2) ; ('9' * 30 ~ '.5')|int ; (e ~ '1e30')|int ; (e ~ '1e400')|int ; 1e300|int ;
-1e20|int ; (1e15 + 0.3)|int ; (10 ** 15) / 3 ; [b, 1]|sum ; [b, 1]|max ; [b, 1.5, -b]|sort ;
[b, b]|unique|list ; b in [1e20] ; {b: 1}[1e20] ; {1e20: 1}[b] ; {b: b} ; [b, (b,)] ; b|int == b ;
b is sameas(b) ; s * b ; l * b ; l[b] ; l[b:] ; l[:b] ; l[-b:] ; l[::b] ; l[::-b] ; s[b:] ;
s.center(b) ; s.find('b', b) ; s.find('b', -b) ; s.replace('b', 'c', b) ; s.split('b', b) ;
l.index(3, -b) ; l.index(3, b) ; l.pop(b) ; l.insert(b, 1) ; '{:{}}'.format(1, b) ; not b ; b and 1 ;
0 or b ; b if b else 1 ; h * 1.0 ; h + 1.5 ; h % 1.5 ; h // 0 ; h % 0 ; h / 0 ; b / h ; h / b ;
h / (h // 10) ; h / 3 ; -h / (h + 1) ; 1 / h ; h > 1e308 ; h > (e ~ 'inf')|float ;
-h < (e ~ '-inf')|float ; h == (e ~ 'nan')|float ; h < (e ~ 'nan')|float ; (i + 3) ** 4299 % 7 ;
((i + 3) ** 4300)|string ; (i + 3) ** 4300 // (i + 3) ** 4299 ; (i + 3) ** 4300 > 1 ; [(i + 3) ** 4300] ;
((i + 3) ** 4300)|tojson ; '%d' % ((i + 3) ** 4300) ; '%x' % ((i + 3) ** 4300) ; (2 ** 53 + 1) / 1 ;
(2 ** 53 + 3) / 1 ; (2 ** 64 + 2 ** 11) / 1 ; (2 ** 64 + 2 ** 11 + 1) / 1 ;
(2 ** 63 - 1) / (2 ** 62 + 1) ; 9007199254740993 == 9007199254740992.0 ;
9007199254740993 > 9007199254740992.0 ; (2 ** 64 + 1) > 2.0 ** 64 ; 2 ** 64 == 2.0 ** 64 ;
(2 ** 64 + 2 ** 11 + 1)|float ; (2 ** 64 + 2 ** 11)|float ; (2 ** 64 + 3 * 2 ** 11)|float ;
(0.1).as_integer_ratio() ; (1e300).as_integer_ratio() ; (2.5).as_integer_ratio() ;
(-0.0).as_integer_ratio() ; ((e ~ 'inf')|float).as_integer_ratio() ;
((e ~ 'nan')|float).as_integer_ratio() ; (5e-324).as_integer_ratio()[0] ; '%d' % 1e20 ; '%d' % -1e300 ;
'%d' % ((e ~ 'inf')|float) ; '%d' % ((e ~ 'nan')|float) ; '%x' % 1.5 ; (-7) ** 25 ; 3 ** 41 ;
(-3) ** 41 // 5 ; (-3) ** 41 % -5 ; 0 ** b ; 1 ** b ; (-1) ** b ; (-1) ** (b + 1) ; 2.0 ** b ; b ** -1 ;
h ** -1 ; b ** 0.5 ; 7 ** 100 % 10 ** 9 ; b|batch(2)|list ; l|batch(2)|list ; b|xmlattr ; b|groupby(1) ;
b|first ; b|join ; b|map('int') ; b|replace('1', '2') ; b|upper ; b|truncate(5) ; b|wordwrap(5) ;
b|urlencode ; b|title ; b|trim ; b|indent ; b|striptags ; [b, 2]|join('-') ; b.nope ; b[0] ; b() ; +b ;
-b ; - -b ; b|attr('real')
"""


def expressions() -> Iterator[str]:
    for left, operator, right in itertools.product(OPERANDS, OPERATORS, OPERANDS):
        if any(name in left + right for name in "bmh"):
            yield f"({left}) {operator} ({right})"
    for base, exponent in itertools.product(["b", "-b", "m", "h"], EXPONENTS):
        yield f"({base}) ** ({exponent})"
    for value, name in itertools.product(["b", "m", "h"], FILTERS.replace("\n", " ").split("; ")):
        yield f"({value})|{name}"
    for value, name in itertools.product(["b", "-b + 1"], TESTS):
        yield f"({value}) is {name}"
    for value, text in itertools.product(["b", "-b", "h", "i", "neg"], FORMATS):
        yield f"'{text}' % ({value})"
    for value, spec in itertools.product(["b", "-b", "h"], SPECS):
        yield f"'{{:{spec}}}'.format({value})"
    for value, name in itertools.product(["b", "-b", "h"], METHODS):
        yield f"({value}).{name}"
    yield from re.split(r" ;\s", OTHERS.strip())


def sources() -> Iterator[str]:
    for expression in expressions():
        yield f"{SET}{{{{ {expression} }}}}"


if __name__ == "__main__":
    sys.exit(write(__doc__.splitlines()[0], FOLDER / "numbers.json", sources()))
