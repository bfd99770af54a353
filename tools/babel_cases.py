#!/usr/bin/env python3
"""Asks Python what dates and times as values print, and Babel what Flask-Babel's filters print.

    babel_cases.py           writes tests/conformance/babel/*.json; needs Jinja2 3.1.2 and Babel 2.12.1
    babel_cases.py --check   writes nothing; exit status 1 if a file would change

Babel 2.12 has the data of CLDR 42, as ICU 72 has.
"""

import argparse
import datetime as dt
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import babel
import jinja2
from babel import dates, lists, numbers

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "conformance" / "babel"

# What templates know besides their data.
ZONE = "Europe/Berlin"
NOW = "2026-03-29T10:11:12.131415Z"

SETUP = """
{%- set a = datetime(2026, 3, 29, 10, 5) -%}
{%- set b = datetime(2024, 2, 29, 23, 59, 58, 7, tzinfo="UTC") -%}
{%- set z = datetime(2026, 10, 25, 2, 30, tzinfo="Europe/Berlin") -%}
{%- set d = date(2026, 1, 1) -%}
{%- set t = timedelta(days=1, hours=2, seconds=3) -%}
"""

VALUES = """
a; b; z; d; t; [a, b, z, d, t]; time(10, 30); [time(10, 30, 0, 5)]; now()
a.year; a.month; a.day; a.hour; a.minute; a.second; b.microsecond; a.tzinfo; b.tzinfo; z.tzinfo; a.fold
a.nope; d.hour; t.hours; d.year; d.month; d.day; t.days; t.seconds; t.microseconds
time(1, 2, 3, 4).minute
a.weekday(); a.isoweekday(); d.weekday(); d.isoweekday(); a.isocalendar()[1]; d.isocalendar()[0]
a.date(); a.time(); [b.date(), b.time()]; a.isoformat(); b.isoformat(); z.isoformat(); d.isoformat()
a.isoformat(" "); a.isoformat(timespec="minutes"); b.isoformat("T", "milliseconds")
b.isoformat("_", "hours")
a.isoformat(timespec="microseconds"); a.isoformat(timespec="nope"); a.isoformat("T", "seconds")
b.timestamp(); z.timestamp(); datetime(1970, 1, 1, tzinfo="UTC").timestamp()
a.ctime(); d.ctime(); d.toordinal(); a.toordinal(); a.utcoffset(); b.utcoffset(); z.utcoffset()
a.tzname(); b.tzname(); z.tzname()
a.strftime("%Y-%m-%d %H:%M:%S"); b.strftime("%a %A %b %B %d %e %j %U %W %V %G %u %w %y %C %p %I %l %k")
b.strftime("%c|%x|%X|%D|%F|%T|%R|%r|%h|%%|%n|%t|%f|%z|%Z"); a.strftime("%z|%Z|%f"); z.strftime("%z %Z")
d.strftime("%d.%m.%Y %H:%M %f %z"); d.strftime("%-d. %-m."); time(9, 5).strftime("%H.%M Uhr, %-I %p %Y")
a.strftime("%q %"); a.strftime(""); a.strftime("üñ %d ☃"); datetime(7, 1, 2).strftime("%Y %G %C %y")
a.strftime("%^a %_d %010Y %E %Od %Ey"); a.strftime("%%f %%Z %%%f")
a.replace(hour=3); a.replace(2020, 2, 29); a.replace(year=2025, month=2, day=29); d.replace(day=31)
d.replace(month=13)
a.replace(tzinfo="UTC"); b.replace(tzinfo=none); time(1, 2).replace(minute=3); a.replace(hour=24)
a.replace(microsecond=5)
b.astimezone("Europe/Berlin"); b.astimezone("America/New_York"); b.astimezone("Asia/Kolkata")
z.astimezone("UTC")
[b.astimezone("Europe/Berlin")]; b.astimezone("Europe/Berlin").strftime("%Z %z")
now().astimezone("Asia/Tokyo").hour
datetime(2026, 10, 25, 1, 30, tzinfo="UTC").astimezone("Europe/Berlin")
datetime(2026, 10, 25, 1, 30, tzinfo="UTC").astimezone("Europe/Berlin").fold
[datetime(2026, 10, 25, 1, 30, tzinfo="UTC").astimezone("Europe/Berlin")]
z + timedelta(hours=1); z + timedelta(days=200); z - timedelta(hours=12)
datetime(2026, 3, 29, 2, 30, tzinfo="Europe/Berlin")
datetime(2026, 3, 29, 2, 30, tzinfo="Europe/Berlin").timestamp(); z.timestamp()
z.replace(month=7).isoformat()
a - timedelta(days=1); a + t; t + a; d + t; t + d; d - timedelta(days=1, hours=23); d - d
d - date(2025, 12, 25)
a - datetime(2026, 1, 1); b - z; z - b; a - b; a - d; d - a; a + 1; 1 + a; a + a; d + d; t - a; t - d
d * 2; a - 1
a == a; a == b; a == d; a != datetime(2026, 3, 29, 10, 5); b == b.astimezone("Asia/Tokyo"); a < b; a < d
d < a; d < 1; a < 1
b < z; z <= b; d < date(2026, 1, 2); d >= d; t > timedelta(hours=1); t < 1; t == timedelta(seconds=93603)
time(1) < time(2)
a < datetime(2027, 1, 1) < datetime(2028, 1, 1); [d, date(2020, 1, 1)]|sort; [a, datetime(2020, 1, 1)]|min
[d, d]|unique|list
[date(2026, 1, 2), d]|sort(reverse=true)|first; d in [date(2026, 1, 1)]; {d: 1}[date(2026, 1, 1)]
t * 2; 2 * t; t * 1.5; t / 2; t / 4.0; t // 2; t / timedelta(hours=1); t // timedelta(hours=1)
t % timedelta(hours=1); -t
t / 0; t // 0; t / 0.0; t / timedelta(); t // timedelta(); t % timedelta(); 2 / t; t ** 2; t + 1; t * "x"
t - t; t % 2
t.total_seconds(); timedelta(microseconds=1).total_seconds(); timedelta(weeks=1)
timedelta(1, 2, 3, 4, 5, 6, 7); timedelta(days=1.5)
timedelta(hours=-1); timedelta(days=-1, microseconds=-1)
[timedelta(hours=-1), timedelta(), timedelta(days=3, microseconds=9)]
timedelta(seconds=0.1); timedelta(milliseconds=1.0005); timedelta(days=400) * 3; timedelta(days=-1)
timedelta(microseconds=1) / 2
timedelta(microseconds=3) / 2; timedelta(microseconds=-3) / 2; timedelta(microseconds=5) // 2
timedelta(microseconds=-5) // 2
"y" if timedelta() else "n"; "y" if t else "n"; "y" if d else "n"; "y" if time() else "n"
date(2026, 2, 29); date(0, 1, 1); date(10000, 1, 1); date(2026, 13, 1); date(2026, 1, 0)
datetime(2026, 1, 1, 24)
datetime(2026, 1, 1, 0, 60); datetime(2026, 1, 1, 0, 0, 60); datetime(2026, 1, 1, -1); time(25)
date("x", 1, 1)
datetime(2026, 1, 1, 0, 0, 0, 1000000); date(9999, 12, 31) + timedelta(days=1)
date(1, 1, 1) - timedelta(days=1)
datetime(9999, 12, 31, 23) + timedelta(hours=1); date(1, 2, 3); datetime(1, 1, 1).isoformat()
date(999, 1, 1)
"2026-03-29T10:00:00Z"|datetime; "2026-03-29T10:00:00+02:00"|datetime; "2026-03-29 10:00"|datetime
"2026-03-29"|datetime
"2026-03-29T10:00:00.5Z"|datetime; "2026-03-29T10:00:00.123456-03:30"|datetime
["2026-03-29T10:00:00+02:00"|datetime]
"nope"|datetime; ""|datetime; ("2026-03-29T10:00:00Z"|datetime).year
("2026-03-29T10:00:00Z"|datetime).strftime("%d.%m.%Y, %H:%M"); "2026-03-29T10:00:00.1234567Z"|datetime
["2026-03-29T10:00:00-00:30"|datetime]; "2026-03-29T10:00:00+02:00:30"|datetime
"{:%d.%m.%Y}".format(d); "{:%H:%M} {}".format(a, b); "{0:%Y} {0}".format(time(1))
"{:x}".format(t); "{}".format(t)
d|string; "%s"|format(d); d ~ ""; a|string|length; [d]|join; d|default("x"); d is defined; d is mapping
d is sequence
"""

LOCALES = ["en", "de", "de-AT", "fr", "pt-BR", "ru", "pl", "ar-u-nu-latn", "ja", "he", "en-GB"]

FORMS = "zero='z', one='o', two='t', few='f', many='m', other='x'"

# {} stands for each of the words; Babel writes Arabic numbers in Latin digits, so ours are asked to.
FORMATS = [
    ('"2026-03-29T10:11:12Z"|datetimeformat{}', ["", "('short')", "('long')", "('full')", "(rebase=false)"]),
    ('"2026-12-01T23:30:00Z"|datetimeformat{}', ["('full')", "(timezone='America/New_York')"]),
    ('"2026-12-01T23:30:00+05:30"|datetimeformat{}', ["('short')", "('long', rebase=false)"]),
    ("1774778400|datetimeformat{}", ["", "('short')"]),
    ("1774778400.5|datetimeformat{}", ["('HH:mm:ss.SSS')"]),
    ('"2026-03-29"|dateformat{}', ["", "('short')", "('long')", "('full')", "('medium')"]),
    ('"2024-02-29T23:30:00Z"|dateformat{}', ["", "(rebase=false)", "('EEE, d. MMM yyyy')", "('MMMM y')"]),
    ('"2026-07-05"|dateformat{}', ["('LLLL y')", "('EEEE')", "('QQQ yyyy')", "('dd.MM.yy')", "('y-MM-dd')"]),
    ('"2026-03-29T10:11:12Z"|timeformat{}', ["", "('short')", "('long')", "('full')", "('HH:mm')"]),
    ('"10:30"|timeformat{}', ["", "('short')", "(rebase=false)", "('h:mm a')"]),
    ('"2026-03-29T14:05:00Z"|timeformat{}', ["('short', timezone='Asia/Tokyo')", "('full', false)"]),
    ("timedelta(days={})|timedeltaformat", ["1", "2", "5", "13", "40", "400", "3650"]),
    ("timedelta(seconds={})|timedeltaformat", ["0", "1", "21", "59", "3599", "5400", "86399"]),
    ("timedelta(hours={})|timedeltaformat(add_direction=true)", ["1", "3", "-3", "100", "-1000", "20000"]),
    ("timedelta(hours=3)|timedeltaformat({})", ["granularity='day'", "threshold=9", "'minute', true, 4"]),
    ("{}|numberformat", ["0", "1234567.891", "-5.5", "12345", "0.0005", "1e15", "'1234.5'", "2.5", "1000"]),
    ("{}|decimalformat", ["1234.5678", "-0.125", "'12345678901234567890.5'", "99999"]),
    ("1234.565|decimalformat('{}')", ["0.00", "#,##0.00;(#)", "0000000", "#.#", "#,##,##0.000", "0.00 kg"]),
    ("1234.5|currencyformat('{}')", ["EUR", "USD", "JPY", "GBP", "PLN", "BRL", "RUB", "ILS", "KWD", "CHF"]),
    ("-99.995|currencyformat('{}')", ["EUR", "USD", "JPY"]),
    ("1234.5|currencyformat('EUR', {})", ["'#,##0.00 ¤'", "'¤¤ #,##0'", "currency_digits=false"]),
    ("-1234.5|currencyformat('USD', format_type='{}')", ["standard", "accounting"]),
    ("{}|currencyformat('EUR', format_type='name')", ["1", "2", "1234.5"]),
    ("10|currencyformat('{}')", ["XYZ", "USD"]),
    ("99.5|currencyformat('JPY', currency_digits=false)", [""]),
    ("{}|percentformat", ["0.34", "1.5", "-0.071", "0.005", "12"]),
    ("0.12345|percentformat('{}')", ["#,##0.00%", "0.0 %"]),
    ("{}|scientificformat", ["12345", "0.00012", "1", "-5e20"]),
    ("12345|scientificformat('{}')", ["0.00E0", "##0E00"]),
    ("{}|listformat", ["[]", "['a']", "['a', 'b']", "['a', 'b', 'c']", "['a', 'b', 'c', 'd']"]),
    ("['a', 'b', 'c']|listformat('{}')", ["or", "unit", "standard-short", "unit-narrow"]),
    ("'{}'|territoryname", ["DE", "US", "JP", "BR"]),
    (f"plural({{}}, {FORMS})", [*map(str, range(26)), "100", "111", "1000000", "1.5"]),
    (f"plural({{}}, {FORMS}, type='ordinal')", ["1", "2", "3", "4", "11", "21", "80"]),
]

# Jinja2's templates have no names for zones; Python's methods take objects of them.
ZONE_ARGUMENT = re.compile(r'(astimezone\(|tzinfo=)"([^"]+)"')


def berlin_now() -> dt.datetime:
    return dt.datetime.fromisoformat(NOW).astimezone(ZoneInfo(ZONE))


def environment() -> jinja2.Environment:
    env = jinja2.Environment(undefined=jinja2.StrictUndefined)
    utc = dt.timezone.utc
    env.globals.update(datetime=dt.datetime, date=dt.date, time=dt.time, timedelta=dt.timedelta)
    env.globals.update(now=berlin_now, zone=lambda name: utc if name == "UTC" else ZoneInfo(name))
    env.filters.update(datetime=dt.datetime.fromisoformat)
    return env


def outcome(render: Callable[[], str]) -> dict[str, str]:
    try:
        return {"expected": render()}
    except Exception as error:  # whatever Python says is what is recorded
        return {"error": type(error).__name__, "message": str(error)}


def value_cases() -> list[dict[str, str]]:
    env = environment()
    cases = []
    for expression in (e.strip() for e in VALUES.replace("\n", ";").split(";") if e.strip()):
        template = "{{ " + expression + " }}"
        python = ZONE_ARGUMENT.sub(r'\1zone("\2")', SETUP + template)
        printed = outcome(lambda source=python: env.from_string(source).render())
        cases.append({"template": template, **printed})
    return cases


class Flask:
    """Flask-Babel's filters: how they call Babel, on inputs as events have them."""

    def __init__(self, locale: str) -> None:
        self.locale = babel.Locale.parse(locale.removesuffix("-u-nu-latn"), sep="-")

    def filters(self) -> dict[str, Callable]:
        names = "datetime date time timedelta number decimal currency percent scientific list".split()
        return {
            **{f"{name}format": getattr(self, name) for name in names},
            "territoryname": lambda code: self.locale.territories[code],
        }

    @staticmethod
    def read(value: object) -> object:
        if isinstance(value, (int, float)):
            return dt.datetime.fromtimestamp(value, dt.timezone.utc)
        for kind in (dt.date, dt.time, dt.datetime):
            try:
                return kind.fromisoformat(value)
            except ValueError:
                pass
        raise ValueError(value)

    def moment(self, value: object, rebase: bool, timezone: str) -> tuple[object, dt.tzinfo | None]:
        read = self.read(value)
        own = getattr(read, "tzinfo", None) or dt.timezone.utc
        return read, ZoneInfo(timezone) if rebase else own

    def datetime(self, value: object, format="medium", rebase=True, timezone=ZONE) -> str:
        read, zone = self.moment(value, rebase, timezone)
        return dates.format_datetime(read, format, zone, self.locale)

    def date(self, value: object, format="medium", rebase=True, timezone=ZONE) -> str:
        read, zone = self.moment(value, rebase, timezone)
        if isinstance(read, dt.datetime):
            read = read.astimezone(zone)
        return dates.format_date(read, format, self.locale)

    def time(self, value: object, format="medium", rebase=True, timezone=ZONE) -> str:
        read, zone = self.moment(value, rebase, timezone)
        return dates.format_time(read, format, zone, self.locale)

    def timedelta(self, value: object, granularity="second", add_direction=False, threshold=0.85) -> str:
        return dates.format_timedelta(value, granularity, threshold, add_direction, locale=self.locale)

    def number(self, value: object) -> str:
        return numbers.format_decimal(value, locale=self.locale)

    def decimal(self, value: object, format=None) -> str:
        return numbers.format_decimal(value, format, self.locale)

    def currency(self, value, currency, format=None, currency_digits=True, format_type="standard") -> str:
        return numbers.format_currency(value, currency, format, self.locale, currency_digits, format_type)

    def percent(self, value: object, format=None) -> str:
        return numbers.format_percent(value, format, self.locale)

    def scientific(self, value: object, format=None) -> str:
        return numbers.format_scientific(value, format, self.locale)

    def list(self, value: list[str], style="standard") -> str:
        return lists.format_list(value, style, self.locale)

    def plural(self, n: float, type="cardinal", **forms: str) -> str:
        rules = self.locale.plural_form if type == "cardinal" else self.locale.ordinal_form
        return forms[rules(n)]


def format_cases() -> list[dict[str, str]]:
    cases = []
    for locale in LOCALES:
        env = environment()
        flask = Flask(locale)
        env.filters.update(flask.filters())
        env.globals.update(plural=flask.plural)
        for pattern, words in FORMATS:
            for word in words:
                template = "{{ " + pattern.replace("{}", word) + " }}"
                printed = outcome(lambda source=template, env=env: env.from_string(source).render())
                if "expected" in printed:  # else a bug of Babel's own
                    cases.append({"template": template, "locale": locale, **printed})
    return cases


def file_of(setup: str, cases: list[dict[str, str]], by: str) -> str:
    head = json.dumps({"generator": by, "zone": ZONE, "now": NOW, "setup": setup}, ensure_ascii=False)
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    return f'{head[:-1]}, "cases": [\n{lines}\n]}}\n'


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file would change")
    check = parser.parse_args().check
    if jinja2.__version__ != "3.1.2" or babel.__version__ != "2.12.1":
        sys.exit("babel_cases: needs Jinja2 3.1.2 and Babel 2.12.1")
    changed = False
    files = {
        "values.json": file_of(SETUP, value_cases(), "Python 3.11"),
        "formats.json": file_of("", format_cases(), "Babel 2.12.1"),
    }
    for name, text in files.items():
        file = FOLDER / name
        if not file.exists() or file.read_text() != text:
            changed = True
            if not check:
                file.write_text(text)
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
