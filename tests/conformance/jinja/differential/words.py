"""What the grammar is filled with: names and their data, literals, filters, tests, methods, texts."""

import re

NUMBERS = """0 1 2 3 -1 -2 7 10 255 2.5 0.0 -0.5 1e3 0.1 1_000 0x1F 0b101 0o17 3.0
9223372036854775807 18446744073709551616 1e300""".split()
TEXTS = [
    "''",
    "'a'",
    "'b'",
    '"it\'s"',
    "'a b  c'",
    "'<&>'",
    r"'\n'",
    r"'\x41\u00e9\t'",
    "'ß'",
    "'%s'",
    "'A' 'b'",
    "'one\ntwo'",
    "'42'",
    "'-1.5'",
    "'x=1'",
    r"'\\\u65e5\U0001F600\101\0'",
    r"'a\'b\"c'",
    r'"a\'b\"c\q"',
    r"'\a\b\f\v\r'",
    "'a-b c-d e'",
    "'{{ }} {% #}'",
]
NAMES = {
    "number": ["i", "z", "neg", "f", "g"],
    "text": ["s", "t", "u", "e", "num", "ml"],
    "list": ["l", "ls", "ll", "el", "mixed"],
    "dict": ["d", "ed", "deep"],
    "any": ["n", "y", "no", "nope", "us", "tree", "q", "r", "x", "k", "v", "ns"],
}
POOLS = {
    "pf": ["%s-%s", "%r|%s", "%s %5s", "%-4s%.1s", "<%s>"],  # Python makes others of such before a tuple
    "i": [7, 1, 2, 100, 12345],
    "z": [0],
    "neg": [-3, -1, -250],
    "f": [2.5, 0.1, -1.5, 1e16, 1e-7, 3.0, 123456.789],
    "g": [0.0, 1.0, 99.995, -2.675],
    "s": [
        "{}:{!r:>9}|{0}",
        "see http://a.b/c?d=1&e=2, or <me@example.org>.",
        "Hello <b>",
        'it\'s "x" & y',
        "Ünïcode 日本",
        "a,b,,c",
        "  pad  ",
    ],
    "t": ["abc", "Title Case words", "UPPER", "mIxEd 1st", "tab\tnew\nline"],
    "u": ["ßé 日", "ǅ ﬁ", "İı", "\u2028x\u00a0", "😀 smile"],
    "e": [""],
    "num": ["42", "-7", "3.14", " 5 ", "1e3", "0x1f", "x1"],
    "ml": ["one\n two\n\nthree\n", "a\r\nb\rc", "long line that is to be wrapped somewhere\nshort"],
    "l": [[3, 1, 2], [1], [5, 5, 0, -1], [1.5, 2, True]],
    "ls": [["b", "A", "a"], ["x"], ["", "<", "&"], ["é", "z", "E"]],
    "ll": [[["k", 1], ["j", 2]], [["a", [1]], ["b", None]]],
    "el": [[]],
    "mixed": [[1, "a", None, 2.5, [1], {"k": "v"}], [True, False, None, ""]],
    "d": [{"b": 1, "a": [2]}, {"a": "<x>", "B": None, "c": 2.0}, {"a": 1}, {"items": 5, "key s": "v"}],
    "ed": [{}],
    "deep": [{"a": {"b": {"c": [1, {"d": "e"}]}}, "b": [[1, 2], [3]]}],
    "n": [None],
    "y": [True],
    "no": [False],
    "us": [
        [{"n": "Bob", "a": 3, "g": "x"}, {"n": "al", "a": 1, "g": "y"}, {"n": "Cy", "a": 2, "g": "X"}],
        [{"n": "Bob", "a": 3}, {"n": "al", "a": None, "g": "y"}],
    ],
    "tree": [[{"v": 1, "c": [{"v": 2, "c": []}]}, {"v": 3, "c": []}]],
}

CONTEXT_NAMES = sorted(POOLS)
VARIABLE = re.compile(rf"(?<![\w.'|])(?:{'|'.join(CONTEXT_NAMES)})(?![\w'(])")

TEXT_FILTERS = """capitalize center(9) escape forceescape indent indent(2,true) indent('>',blank=true)
lower upper title trim trim('Hb') truncate(5) truncate(6,true) truncate(4,true,'~',0) wordwrap(4)
wordwrap(3,false) wordwrap(8,true,'|') striptags safe urlencode string reverse replace('l','L',1)
replace('','-') default('z',true) tojson e indent(width=1,first=true) center(width=4) urlize
urlize(9) urlize(12,true,target='_blank')
pprint""".split()
NUMBER_FILTERS = """abs int float round round(1) round(-1) round(0,'floor') round(1,'ceil') int(5) float(2)
string filesizeformat filesizeformat(true) int(0,16) round(method='floor')""".split()
LIST_FILTERS = """sort reverse unique select sort(true) map('string') map('abs') select('odd') reject('odd')
select('number') map('upper') map('default','x') batch(2) slice(2) batch(3,'-') slice(3,'-')
sort(reverse=true) list reject map('length') select('in',[1,2,'a']) sort(case_sensitive=true)""".split()
USER_FILTERS = """map(attribute='n') map(attribute='q',default=9) selectattr('a') rejectattr('a','gt',1)
selectattr('g','equalto','x') sort(attribute='n') sort(attribute='g,n') unique(attribute='g')
selectattr('g','defined') map(attribute='n')|map('upper')
rejectattr('a','none') sum(attribute='a') max(attribute='a') min(attribute='n')
map('attr','n')
groupby('g')|map('first')|list groupby('a',default=0)|list groupby('g')|map(attribute='list')|list
groupby('n',case_sensitive=true)|map('last')|list
map(attribute='n')|first map(attribute='a')|sum map(attribute='a',default=0)|sum
selectattr('a')|map(attribute='n')|join('-') map(attribute='n')|sort|join groupby('g')|list
groupby('a')|first groupby('nope',default='?')|list map(attribute='n')|list|tojson
sort(attribute='a',reverse=true)|first unique(attribute='a')|map(attribute='n')|list
selectattr('n','in',ls)|list rejectattr('g','undefined')|list""".split()
USER_GROUPS = """groupby('g') groupby('a') groupby('g',default='?') groupby(attribute='n') groupby('n.0')
groupby('g',case_sensitive=true) groupby('a')|sort groupby('g')|list groupby('nope',default=1)""".split()
# What is worked out as far as it is asked for.
LAZY_FILTERS = """map('upper') map('abs') select select('odd') reject('number') map('int') map('length')
map(attribute='n') selectattr('a') rejectattr('n','none') batch(2) slice(2) reverse items unique
map('first') map('round') map('replace','a','b') map('nope') select('nope') select('divisibleby',z)
map('default','-') map('join') map('float')""".split()
LAZY_FILTERS += [f"{name}|{end}" for name in LAZY_FILTERS for end in ("first", "list", "join")]
ANY_FILTERS = """abs batch(2)|list capitalize center(9) count d('z') default('z',true) dictsort
dictsort(by='value') dictsort(true,reverse=true) escape filesizeformat first float forceescape format
indent int int(5) items|list join join(', ') join('-','n') last length list lower
map('upper')|list max min replace('a','b') reverse|list round safe select|list slice(2)|list sort string
striptags sum sum(start=5) title tojson tojson(2) trim truncate(5) unique|list upper urlencode
wordwrap(4) xmlattr xmlattr(false) default list|first e pprint urlize""".split()
TESTS = (
    """boolean callable defined divisibleby(2) eq(7) escaped even filter float ge(2) in(l) integer
iterable lower lt(3) mapping ne('x') none number odd sameas(true) sequence string test true undefined upper
==(1) equalto(2) greaterthan(1) lessthan(5) false""".split()
    + ["eq 1", "divisibleby 3", "in [1]", "sameas none"]
)
TEXT_METHODS = """upper() lower() title() strip() swapcase() capitalize() zfill(5) center(7,'*') ljust(6)
rjust(6) replace('l','r') lstrip('H') rstrip('>') split()|join('/') splitlines()|join('/')
format(1,'a') format(*l)
split(sep='l')|join('/') split(maxsplit=1)|join('/') split('l',maxsplit=1)|list splitlines(keepends=true)|list
expandtabs(tabsize=2) rsplit(sep='l',maxsplit=1)|list format(i,a=s) replace('l','r',1) strip('H>')
startswith(('a','H')) endswith('>',1) count('l',1,5) find('l',3) ljust(9,'é') center(8)
casefold() expandtabs(4) removeprefix('H') removesuffix('>') rpartition('l') rsplit(None,1) isidentifier()
format_map(d)""".split()
PLAIN_METHODS = [method for method in TEXT_METHODS if "|" not in method]
ANY_METHODS = """upper() lower() title() strip() split() split(',') replace('l','r') startswith('H')
endswith('>') find('l') count('l') join(ls) isdigit() items()|list keys()|list values()|list get('b')
get('q',5) index(1) zfill(5) partition('b') capitalize() swapcase() center(7,'*') isupper() nope() format(x)
append(1) pop() insert(0,5) extend(ls) sort() copy() update({'q':1}) setdefault('w',[]) popitem() remove(1)
bit_length() is_integer() casefold() as_integer_ratio() reverse() clear() isalpha() isspace() istitle()
isnumeric() isdecimal() isalnum() isascii() isprintable() swapcase() rindex('l') rfind('l') ljust(4,'-')
conjugate() hex() values()|list index('b') count(1) join(s) translate({98:'x'}) lstrip() rstrip('b')
pop('a') pop(0) unescape() striptags() start()""".split()
IDIOMS = [
    "dict(class=i, **d)",
    "dict(if=1)",
    "namespace(def=s).def",
    "m(class=1)",
    "'{class}'.format(class=i)",
    "s.format(**d)",
    "'%s-%s'|format(*l)",
    "t.split(*['e', 1])",
    "i is divisibleby(num=2)",
    "i is eq(b=7)",
    "'{0.n} {0[a]}'.format(us[0])",
    "l.index(*[1])",
    "(l|first) is in l",
    "i.real",
    "d|items|first",
    "us|map(attribute='n')|first|upper",
    "(s|string).join(ls)",
    "range(3)[1:]",
    "[i, [l, (s,)], {'k': d}]",
    "dict(d, k=1).items()|list",
    "f|round(1)|string|length",
    "f|round|int",
    "'a' < 'b' < 'c'",
    "1 < 2 == true",
    "not i in l",
    "not (i is odd)",
    "-i ** 2",
    "2 ** -1",
    "- -i",
    "i|string ~ s|upper",
    "-f|abs",
    "s[1]|upper",
    "s|length is odd",
    "i if i is number else s",
]
ARITHMETIC = "+ - * / // %".split()
COMPARISONS = "== != < <= > >= in".split() + ["not in"]
SUBSCRIPTS = "0 -1 5 'b' 'a' i z n nope 1.0 true".split()
SLICES = ":2 1: ::-1 ::2 -2: 5:1:-2 :z -1:0 : ::0 n:n 'a':".split()
PLAIN = [
    "",
    " ",
    "x",
    "\n",
    "  \n  ",
    "a\n",
    " {b} ",
    "<i>",
    "100%",
    "\t",
    "é ",
    "{ ",
    "}}",
    "#x",
    "\n # y\n",
    "\r\n",
    "a\rb",
    "{}",
    "日本 ",
    "%}",
    "\f\v",
    " ## y",
]
PERCENT_FORMATS = """%5.1f %d %+d %x %e %05d %i %o %#x %g %.3s %-6d| %%%d %c %r %#o %X %E %G % d %s%%
%10.4e %.0f""".split()
FORMATS = """{} {0} {:>5} {!r} {0:^7} {:05} {:,} {:.2f} {:x} {:e} {:%} {0[0]} {0.n} {:<} {:+d} {:_} {!s:>4}
{:*^9} {{}} {:b} {0!a} {:g} {:>{w}} {a} {""".split()
MACRO_PARTS = """varargs kwargs self.one() super() m.name m.arguments varargs[0] kwargs.z varargs|length
kwargs|dictsort caller caller() m.catch_kwargs m.catch_varargs m.caller self~'' self.two""".split()
SPECIAL = [
    "{# c #}",
    "{#- c -#}",
    "{#+ c\n +#}",
    "{% raw %}{{ r }}{% endraw %}",
    "{%- raw -%} {% x {%- endraw -%}",
    "{%+ raw %}\n{% endraw +%}\n",
    "{# {% if %} #}",
    "{#+ c -#}",
    "{% raw -%} {{ {%- endraw %}",
    "{#\n#}\n",
    "{%- raw +%}\n{# {%- endraw -%}\n",
    "{{- 'x' -}}",
    "{{ '}}' }}{{ '%}' }}",
    "{{ {'a': {'b': 1}}['a']['b'] }}",
    "{{ [1, 2,][1] }}{{ (1,)[0] }}",
    "{{ 'a' 'b' \"c\" }}",
    "{% set é = 1 %}{{ é }}",
]
LOOP_PARTS = (
    """loop.index loop.index0 loop.first loop.last loop.length loop.revindex loop.revindex0
loop.previtem loop.nextitem loop.depth loop.depth0 loop.cycle('o','e') loop.changed(x) loop loop.nope
loop.cycle() loop.cycle(*l)
loop.changed(x,i) loop.changed() loop.previtem.n loop.nextitem.n loop.cycle(x,i) loop.cycle(x,i).n
loop.index~'/'~loop.length loop.cycle jn() cy.next() loop.length loop.last loop.index+1""".split()
    + [
        "loop is iterable",
        "x in loop",
        "loop|list",
        "loop.previtem is defined",
        "', ' if not loop.last",
        "loop.nextitem is defined and x",
    ]
)
ENVIRONMENT_FLAGS = ("autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline")
UNDEFINED = [
    "StrictUndefined",
    "StrictUndefined",
    "Undefined",
    "Undefined",
    "ChainableUndefined",
    "DebugUndefined",
]
TRANSLATIONS = {
    "Hi": "Hallo",
    "Hi %(a)s": "Hallo %(a)s!",
    "x ": "ix ",
    "Hi %(s)s": "%(s)s, hallo",
    "ctx\u0004Hi %(a)s": "Tag <%(a)s>",
    "%(num)s x": ["ein x", "%(num)s mal x"],
    "ctx\u0004%(num)s x": ["ein x da", "%(num)s mal x da"],
    "Hi %(n)s": ["eins %(n)s", "viele %(n)s"],
}
