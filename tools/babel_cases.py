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
d|string; "%s"|format(d); d ~ ""; a|string|length; [d]|join; d|default("x"); d is defined; d is mapping
d is sequence
"""

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
    for name, text in {"values.json": file_of(SETUP, value_cases(), "Python 3.11")}.items():
        file = FOLDER / name
        if not file.exists() or file.read_text() != text:
            changed = True
            if not check:
                file.write_text(text)
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
