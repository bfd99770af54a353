"""A template computes text from data, and can do nothing else: no way out of it, no end of memory or time."""

import json
import re
import resource
import subprocess
import time

import pytest
from bounds import SLOWNESS, megabytes, seconds

from catalog import content_of, event, new_type
from server import TIDINGS, run_tidings

# Ways out of Jinja2's sandbox, and of those that imitate it.
ESCAPES = [
    "{{ ''.__class__ }}", "{{ ''['__class__'] }}", "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ [].__class__.__base__.__subclasses__() }}", "{{ ().__class__.__mro__[1] }}",
    "{{ {}.__init__.__globals__ }}",
    "{{ self.__init__ }}", "{{ self._TemplateReference__context }}", "{{ cycler.__init__.__globals__.os }}",
    "{{ joiner.__init__ }}", "{{ namespace.__init__ }}", "{{ lipsum.__globals__ }}", "{{ range.__class__ }}",
    "{{ dict.__base__ }}", "{{ config }}", "{{ request.environ }}", "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages }}",
    "{{ '{0.__class__}'.format('') }}", "{{ '{x.__class__}'.format_map({'x': ''}) }}",
    "{{ '%s'.__class__ % 1 }}",
    "{{ ''|attr('format') }}", "{{ '{0.__class__}'|attr('format')('') }}",
    "{{ ['{0.__class__}'.format]|map('string')|list }}",
    "{{ [''] |map(attribute='__class__')|list }}", "{{ [{'a': ''}]|map(attribute='a.__class__')|list }}",
    "{{ ['']|selectattr('__class__')|list }}", "{{ ['']|groupby('__class__') }}",
    "{{ ['']|sort(attribute='__class__') }}",
    "{{ ''|map('attr', '__class__')|list }}", "{{ (x for x in []).gi_frame }}",
    "{% set x = ''.__class__ %}{{ x }}",
    "{{ loop.__class__ }}", "{% for a in [1] %}{{ loop.__init__ }}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "{% macro m() %}{{ caller.__closure__ }}{% endmacro %}{% call m() %}{% endcall %}", "{{ ''.mro() }}",
    "{{ data.__class__ }}",
    "{{ event.__dict__ }}", "{{ user.constructor }}", "{{ undefined.__class__ }}",
    "{{ data|attr('__class__') }}",
    "{% import 'os' as os %}", "{% include '/etc/passwd' %}", "{% extends '../../etc/passwd' %}",
    "{{ open('/etc/passwd') }}",
    "{{ __import__('os') }}", "{{ eval('1') }}", "{{ exec('1') }}", "{{ globals() }}",
    "{{ ''.join.__self__ }}",
]  # fmt: skip
LEAKS = ["<class", "<function", "<module", "root:", "object at 0x", "of str object", "<Config", "PATH"]
# What Jinja2's own sandbox makes of some of them, too: nothing, and the name of a method.
HARMLESS = re.compile(
    r"|''|\[\]|\[''\]|\[Undefined\]|\[\(Undefined, \[''\]\)\]|(\[')?<built-in method format>('\])?"
)


@pytest.mark.parametrize("source", ESCAPES)
@pytest.mark.parametrize("undefined", ["strict", "default", "chainable", "debug"])
def test_nothing_leads_out_of_a_template(tmp_path, source, undefined):
    (tmp_path / "t").write_text(source)
    (tmp_path / "d.json").write_text(json.dumps({"data": {"a": "x"}, "user": {}, "event": {}}))
    flags = ("--template", tmp_path / "t", "--data", tmp_path / "d.json", "--undefined", undefined)
    done = run_tidings("render", *flags)
    assert done.returncode in (0, 1), done
    assert not [leak for leak in LEAKS if leak in done.stdout.replace(source, "")], done.stdout
    if undefined == "strict":
        assert done.returncode == 1 or HARMLESS.fullmatch(done.stdout.strip()), done


@pytest.mark.parametrize("source", ESCAPES)
def test_a_way_out_is_refused_when_it_is_put_or_sends_nothing(shared, source):
    """The catalog's writers are trusted to say what is sent, and with nothing else."""
    answer = shared.put("/v1/templates/order.completed/sms/en", {"text": source})
    assert answer.status in (200, 422), answer
    if answer.status == 200:
        order = {"order_id": "1", "total": 1, "currency": "EUR", "phone": "+15005550006"}
        shown = shared.post(
            "/v1/preview", {"type": "order.completed", "user": "ann", "data": order, "channels": ["sms"]}
        )
        [made] = shown.json["notifications"]
        text = (made["content"] or {"text": ""})["text"]
        assert HARMLESS.fullmatch(text.strip()), made


@pytest.mark.parametrize(
    "said",
    [
        "{{ 7 * 191 }}", "{% for i in range(9) %}x{% endfor %}", "{# gone #}kept", "{{ user.email }}",
        "{% include 'x' %}",
        "{{ unsubscribe_url }}", "{% raw %}", "{% endblock %}", "{{", "%}", "${7*191}", "#{7*191}",
        "<%= 7*191 %>",
    ],
)  # fmt: skip
def test_what_an_event_says_is_never_a_template(shared, name, said):
    kind = new_type(
        shared, subject="{{ data.say }}", text="{{ data.say }}|{{ data.say|upper }}", html="{{ data.say }}"
    )
    content = content_of(shared, event(kind, name, say=said))
    assert content["subject"] == said
    assert content["text"] == f"{said}|{said.upper()}"
    assert "1337" not in json.dumps(content)


def test_html_is_escaped_and_text_is_not(shared, name):
    said = "<b onclick='x'>&\"</b>"
    kind = new_type(
        shared, subject="{{ data.say }}", text="{{ data.say }}", html="<i>{{ data.say }}</i>{{ data.list }}"
    )
    content = content_of(shared, event(kind, name, say=said, list=[said]))
    assert content["text"] == said
    assert content["html"].startswith("<i>&lt;b onclick=&#39;x&#39;&gt;&amp;&#34;&lt;/b&gt;</i>")
    assert "<b" not in content["html"]


@pytest.mark.parametrize(
    "filters",
    [
        "upper",
        "replace('x', 'y')",
        "trim",
        "title",
        "truncate(200)",
        "wordwrap(20)",
        "indent",
        "join('')",
        "default('')",
        "string",
        "center(99)",
        "reverse",
        "list|join(data.say)",
        "format('a')",
        "urlize",
        "xmlattr",
        "tojson",
        "striptags",
    ],
)
def test_no_filter_but_safe_lets_markup_through(tmp_path, filters):
    (tmp_path / "t").write_text("{{ say|" + filters.replace("data.say", "say") + " }}")
    said = {
        "say": {"<x>": "<script>alert(1)</script>"}
        if filters == "xmlattr"
        else "<script>alert(1)</script> http://x/<script>"
    }
    (tmp_path / "d.json").write_text(json.dumps(said))
    done = run_tidings("render", "--template", tmp_path / "t", "--data", tmp_path / "d.json", "--autoescape")
    assert "<script" not in done.stdout.lower(), done.stdout
    assert "tpircs<" not in done.stdout or filters == "reverse", done.stdout


def test_json_of_a_template_may_stand_in_a_script(tmp_path):
    (tmp_path / "t").write_text("<script>x = {{ say|tojson }}</script>")
    (tmp_path / "d.json").write_text(json.dumps({"say": "</script><script>alert('1')&"}))
    done = run_tidings("render", "--template", tmp_path / "t", "--data", tmp_path / "d.json", "--autoescape")
    assert done.stdout.count("script>") == 2, done.stdout


GREEDY = [
    "{{ 'a' * 1000000000 }}", "{{ 'a' * 100000 * 100000 }}", "{{ [1] * 1000000000 }}",
    "{{ 'a'|center(1000000000) }}",
    "{{ '%1000000000d' % 1 }}", "{{ '{:>1000000000}'.format('x') }}", "{{ 10 ** 10 ** 10 }}",
    "{{ 2 ** 100000000 }}",
    "{{ 'x'|indent(1000000000) }}", "{{ ('x' * 100000)|replace('x', 'y' * 100000) }}",
    "{{ 'a,' * 1000 * 1000 * 1000 }}",
    "{% for i in range(1000000000) %}{% endfor %}",
    "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
    "{% set x = 'aaaaaaaa' %}{% for i in range(64) %}{% set x = x ~ x %}{% endfor %}",
    "{% set n = namespace(x='aa') %}{% for i in range(64) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=[1]) %}{% for i in range(64) %}{% set n.x = n.x + n.x %}{% endfor %}{{ n.x }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}", "{{ range(1000000000)|list|length }}",
    "{{ range(1000000000)|sum }}",
    "{{ range(100000)|map('string')|join('x' * 100000) }}", "{{ lipsum(n=1000000) }}",
    "{{ 'x'.ljust(1000000000) }}",
    "{{ 'ab' * 50000 is in('b' * 100000) }}", "{{ range(30000)|sort(attribute='x')|list }}",
    "{{ ('a' * 300000)|wordwrap(1) }}",
    "{{ ('<' * 1000000)|striptags|length }}", "{{ ('a@b.c ' * 100000)|urlize|length }}",
    "{{ range(100000)|batch(1)|list|batch(1)|list }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "{{ " + "-" * 50000 + "1 }}",
    "{{ x" + "[0]" * 50000 + " }}", "{{ [" * 3000 + "}}",
    "{% if 1 %}" * 5000 + "{% endif %}" * 5000, "{{ " + "'a' ~ " * 50000 + "'a' }}",
    "{{ 1 " + "if 1 else 1 " * 20000 + "}}",
]  # fmt: skip


@pytest.mark.parametrize("source", GREEDY, ids=lambda s: s[:60])
def test_a_template_has_bounds(tmp_path, source):
    """It ends in time and in memory, and with a fault that says so."""
    (tmp_path / "t").write_text(source)
    (tmp_path / "d.json").write_text('{"x": [[]]}')
    limit = (1 << 30, 1 << 30) if SLOWNESS == 1 else (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    done = subprocess.run(
        [TIDINGS, "render", "--template", tmp_path / "t", "--data", tmp_path / "d.json"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
        capture_output=True, text=True, check=False, timeout=seconds(20),
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr[-500:]
    assert "not enough memory" not in done.stderr
    assert len(done.stdout) <= 32 << 20


def test_greedy_templates_cost_a_server_little_and_hold_nobody_up(serve):
    server = serve()
    before = server.peak_memory_mb()
    for source in GREEDY:
        answer = server.put("/v1/templates/order.completed/sms/en", {"text": source})
        assert answer.status in (200, 422), (source[:60], answer)
        if answer.status != 200:
            continue
        order = {"order_id": "1", "total": 1, "currency": "EUR", "phone": "+15005550006"}
        begin = time.monotonic()
        server.settle({"type": "order.completed", "user": "ann", "channels": ["sms"], "data": order})
        assert time.monotonic() - begin < seconds(10), source[:60]
    assert server.peak_memory_mb() - before < megabytes(400)
