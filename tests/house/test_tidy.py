"""Each rule of tools/tidy.py finds what it forbids, at the right line, and leaves alone what it allows."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import tidy  # noqa: E402


def findings(name: str, text: str) -> list[str]:
    return tidy.check(tidy.Source(name, text))


def lines_found(name: str, text: str) -> list[int]:
    return [int(finding.split(":")[1]) for finding in findings(name, text)]


def header(text: str) -> str:
    return "#pragma once\n\n" + text


# ---- includes


@pytest.mark.parametrize(
    ("name", "include"),
    [
        ("src/core/state.cpp", "base/time.h"),
        ("src/core/state.cpp", "core/state.h"),
        ("src/ports/store.cpp", "core/event.h"),
        ("src/adapters/sqlite/store.cpp", "ports/store.h"),
        ("src/adapters/sqlite/store.cpp", "adapters/sqlite/statement.h"),
        ("src/providers/twilio/twilio.cpp", "providers/shared/outcome.h"),
        ("src/providers/twilio/twilio.cpp", "http/client.h"),
        ("src/providers/registry.cpp", "providers/twilio/twilio.h"),
        ("src/services/gateway/gateway.cpp", "http/router.h"),
        ("src/services/gateway/gateway.cpp", "services/intake/submission.h"),
        ("src/services/web/access.cpp", "services/catalog/catalog.h"),
        ("src/app/wiring.cpp", "adapters/kafka/log.h"),
        ("src/main.cpp", "app/run.h"),
        ("src/services/worker/worker_test.cpp", "adapters/memory/queue.h"),
        ("src/services/worker/worker_test.cpp", "support/virtual_clock.h"),
        ("tests/contract/store.cpp", "adapters/sqlite/store.h"),
    ],
)
def test_an_include_of_what_stands_to_the_left_is_allowed(name: str, include: str) -> None:
    assert findings(name, f'#include "{include}"\n') == []


@pytest.mark.parametrize(
    ("name", "include"),
    [
        ("src/base/time.cpp", "core/event.h"),
        ("src/core/state.cpp", "ports/store.h"),
        ("src/core/state.cpp", "jinja/template.h"),
        ("src/ports/store.cpp", "adapters/sqlite/store.h"),
        ("src/adapters/sqlite/store.cpp", "adapters/memory/store.h"),
        ("src/adapters/sqlite/store.cpp", "http/router.h"),
        ("src/providers/twilio/twilio.cpp", "providers/registry.h"),
        ("src/providers/shared/outcome.cpp", "providers/twilio/twilio.h"),
        ("src/services/worker/worker.cpp", "services/notifier/notifier.h"),
        ("src/services/worker/worker.cpp", "app/config.h"),
        ("src/services/catalog/catalog.cpp", "services/web/access.h"),
        ("src/services/records/event_record.cpp", "services/worker/worker.h"),
        ("src/core/state.cpp", "support/virtual_clock.h"),
    ],
)
def test_an_include_of_what_stands_to_the_right_or_beside_is_found(name: str, include: str) -> None:
    assert lines_found(name, f'// A comment.\n#include "{include}"\n') == [2]


@pytest.mark.parametrize("name", ["src/core/a.cpp", "tests/contract/store.cpp", "src/core/a_test.cpp"])
def test_an_include_that_steps_out_of_its_folder_is_found(name: str) -> None:
    assert lines_found(name, '#include "../ports/store.h"\n') == [1]


def test_an_include_that_is_not_written_from_src_is_found() -> None:
    assert lines_found("src/core/state.cpp", '#include "state.h"\n') == [1]


def test_a_room_that_no_layer_knows_is_found() -> None:
    assert lines_found("src/extras/x.cpp", '#include "base/time.h"\n') == [1]


# ---- banned

BANNED = {
    "auto t = std::chrono::system_clock::now();": "src/adapters/system/system_clock.cpp",
    "auto t = std::chrono::steady_clock::now();": "bench/micro/x_bench.cpp",
    "auto t = time(nullptr);": "tests/e2e/x.cpp",
    "std::this_thread::sleep_for(delay);": "src/app/service_loop.cpp",
    "std::this_thread::sleep_until(then);": "tests/support/wait_until.h",
    "std::thread worker(run);": "src/app/threads.cpp",
    "std::jthread worker(run);": "src/base/bounded_queue_test.cpp",
    "std::thread client(run);": "src/http/raw_client_test.h",
    "std::regex pattern;": "src/base/log_test.cpp",
    "#include <regex>": "tests/contract/store.cpp",
    "std::random_device device;": "src/app/wiring.cpp",
    "#include <boost/asio/io_context.hpp>": "src/http/server.cpp",
    "#include <boost/beast/http.hpp>": "src/http/server.cpp",
    "#include <librdkafka/rdkafkacpp.h>": "src/adapters/kafka/producer.cpp",
    "#include <hiredis/hiredis.h>": "src/adapters/redis/connection.cpp",
    "#include <libpq-fe.h>": "src/adapters/postgres/connection.cpp",
    "#include <sqlite3.h>": "src/adapters/sqlite/store.cpp",
    "#include <SQLiteCpp/Database.h>": "src/adapters/sqlite/store.cpp",
    "#include <curl/curl.h>": "src/providers/smtp/smtp.cpp",
    "#include <cctz/time_zone.h>": "src/base/time_zone.cpp",
    "#include <boost/json/parse.hpp>": "src/base/json.cpp",
}
BANNED_ANYWHERE = [
    "co_await next();",
    "co_return;",
    "int x = rand();",
    "srand(1);",
    "using namespace std;",
    "assert(x > 0);",
]


@pytest.mark.parametrize("line", [*BANNED, *BANNED_ANYWHERE])
def test_a_banned_call_is_found_with_its_line(line: str) -> None:
    assert lines_found("src/core/state.cpp", f"// The way\n\n{line}\n") == [3]


@pytest.mark.parametrize(("line", "name"), BANNED.items())
def test_a_banned_call_is_allowed_in_its_own_place(line: str, name: str) -> None:
    text = f"{line}\n"
    assert findings(name, header(text) if name.endswith(".h") else text) == []


@pytest.mark.parametrize(
    "line",
    [
        "// std::thread is banned, and so is rand().",
        "/* time(nullptr)\n   sleep_for(x) */",
        'log("co_await sleep_for(1)");',
        'log(R"(std::regex "quoted" rand())");',
        "log('\"', std::thread::id{}, '\"');",
        "int n = 1'000'000 + time_of(x);",
        "using namespace std::chrono_literals;",
        "static_assert(sizeof(int) == 4);",
        "TIDINGS_ASSERT(x);",
        "auto n = std::thread::hardware_concurrency();",
    ],
)
def test_what_only_looks_like_a_banned_call_is_left_alone(line: str) -> None:
    assert findings("src/core/state.cpp", f"{line}\n") == []


def test_lines_are_counted_across_raw_strings_and_comments() -> None:
    text = 'auto sql = R"sql(\nSELECT\n1)sql";\n/* two\nlines */\nint x = rand();\n'
    assert lines_found("src/core/state.cpp", text) == [6]


# ---- sizes


@pytest.mark.parametrize(
    ("name", "limit"), [("src/core/a.cpp", 600), ("src/core/a.h", 300), ("src/core/a_test.cpp", 1000)]
)
def test_a_file_may_reach_its_limit_and_no_more(name: str, limit: int) -> None:
    first = "#pragma once\n"
    assert findings(name, first + "int x;\n" * (limit - 1)) == []
    assert lines_found(name, first + "int x;\n" * limit) == [limit + 1]


def test_an_exception_raises_the_limit_of_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tidy.EXCEPTIONS, "src/core/table.cpp", (700, "one table"))
    assert findings("src/core/table.cpp", "int x;\n" * 700) == []
    assert lines_found("src/core/table.cpp", "int x;\n" * 701) == [701]
    assert lines_found("src/core/other.cpp", "int x;\n" * 601) == [601]


def test_a_function_of_more_than_70_lines_is_found_at_its_first_line() -> None:
    def function(lines: int) -> str:
        body = "    x += y;\n" * (lines - 1)
        return "namespace a {\n\nint f(int x,\n      int y) {\n" + body + "}\n\n}  // namespace a\n"

    assert findings("src/core/a.cpp", function(70)) == []
    assert lines_found("src/core/a.cpp", function(71)) == [3]


def test_classes_and_namespaces_may_be_longer_than_a_function() -> None:
    text = "class A {\n" + "    int x;\n" * 100 + "};\n"
    assert findings("src/core/a.cpp", text) == []


# ---- text


def test_a_line_may_reach_110_columns_and_no_more() -> None:
    assert findings("src/core/a.cpp", "//" + "x" * 108 + "\n") == []
    assert lines_found("src/core/a.cpp", "\n//" + "x" * 109 + "\n") == [2]


def test_columns_are_characters_and_not_bytes() -> None:
    assert findings("src/core/a.cpp", "//" + "→" * 108 + "\n") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("src/core/a.cpp", "// https://example.org/" + "x" * 120 + "\n"),
        ("src/core/a.cpp", 'auto q = R"sql(SELECT ' + "x" * 120 + ')sql";\n'),
        ("src/core/a.cpp", 'auto q = R"sql(\nSELECT ' + "x" * 120 + '\n)sql";\n'),
        ("docs/page.md", "x" * 200 + "\n"),
        ("migrations/sqlite/0001.sql", "-- " + "x" * 200 + "\n"),
    ],
)
def test_addresses_sql_and_prose_may_be_wider(name: str, text: str) -> None:
    assert findings(name, text) == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "XX" + "X"])
def test_work_left_over_is_found_in_code_and_prose(word: str) -> None:
    assert lines_found("src/core/a.cpp", f"// {word}: later\n") == [1]
    assert lines_found("docs/page.md", f"\n{word}\n") == [2]
    assert findings("src/core/a.cpp", f"int {word.lower()};\n") == []


def test_blanks_at_line_ends_and_a_missing_last_line_end_are_found() -> None:
    assert lines_found("cmake/x.cmake", "a \nb\n\t\n") == [1, 3]
    assert lines_found("cmake/x.cmake", "a\nb") == [2]
    assert findings("cmake/x.cmake", "") == []


def test_a_header_starts_with_its_guard_or_a_comment() -> None:
    assert findings("src/core/a.h", "// What it is for.\n#pragma once\n") == []
    assert lines_found("src/core/a.h", "#include <map>\n#pragma once\n") == [1]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("TEST(QuietHours, EmptyWhenBothEndsAreEqual) {", 0),
        ("TEST_F(QuietHours, EmptyWhenBothEndsAreEqual) {", 0),
        ("TEST(QuietHours, empty) {", 1),
        ("TEST(QuietHours, Empty_When) {", 1),
        ("TEST_P(quiet_hours, Empty) {", 1),
        ("RC_GTEST_PROP(QuietHours, is_empty, (int n)) {", 1),
    ],
)
def test_test_names_are_facts_in_pascal_case(line: str, found: int) -> None:
    assert len(findings("src/core/a_test.cpp", f"{line}\n}}\n")) == found


# ---- the whole tree


def make_tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


CLEAN = {
    "src/core/README.md": "# core\n",
    "src/core/a.h": "#pragma once\n",
    "src/core/a.cpp": '#include "core/a.h"\n',
    "src/adapters/sqlite/README.md": "# sqlite\n",
    "src/adapters/sqlite/b.cpp": '#include "core/a.h"\n',
}


def test_a_clean_tree_has_no_findings(tmp_path: Path) -> None:
    assert tidy.tidy(make_tree(tmp_path, CLEAN)) == []


@pytest.mark.parametrize("room", ["src/core", "src/adapters/sqlite"])
def test_a_room_without_a_readme_is_found(tmp_path: Path, room: str) -> None:
    make_tree(tmp_path, CLEAN)
    (tmp_path / room / "README.md").unlink()
    assert [finding.split(":")[0] for finding in tidy.tidy(tmp_path)] == [room]


def test_a_header_that_nobody_includes_is_found(tmp_path: Path) -> None:
    make_tree(tmp_path, CLEAN | {"src/core/dead.h": "#pragma once\n"})
    assert [finding.split(":")[0] for finding in tidy.tidy(tmp_path)] == ["src/core/dead.h"]


SETTINGS = {
    "src/app/README.md": "# app\n",
    "src/app/settings_table.cpp": '{.name = "http.listen"},\n{.name = "limits." + word},\n',
    "src/app/wiring.cpp": 'text("http.listen"); limit("limits." + word);\n',
}


def test_settings_that_are_read_are_no_finding(tmp_path: Path) -> None:
    assert tidy.tidy(make_tree(tmp_path, CLEAN | SETTINGS)) == []


@pytest.mark.parametrize(
    ("reading", "dead"),
    [
        ('limit("limits." + word);\n', "src/app/settings_table.cpp:1: nothing reads http.listen"),
        ('text("http.listen");\n', "src/app/settings_table.cpp:2: nothing reads limits."),
        ('text("http.listen_more"); limit("limits.sms");\n', "src/app/settings_table.cpp:1: nothing"),
    ],
)
def test_a_setting_that_nothing_reads_is_found(tmp_path: Path, reading: str, dead: str) -> None:
    make_tree(tmp_path, CLEAN | SETTINGS | {"src/app/wiring.cpp": reading})
    [finding] = tidy.tidy(tmp_path)
    assert finding.startswith(dead)


def test_a_setting_that_only_a_test_reads_is_found(tmp_path: Path) -> None:
    test = {"src/app/wiring.cpp": 'limit("limits.sms");\n', "src/app/a_test.cpp": 'text("http.listen");\n'}
    make_tree(tmp_path, CLEAN | SETTINGS | test)
    assert len(tidy.tidy(tmp_path)) == 1


def test_an_exception_for_a_file_that_is_gone_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tidy.EXCEPTIONS, "src/core/gone.cpp", (700, "it was long"))
    assert len(tidy.tidy(make_tree(tmp_path, CLEAN))) == 1


def test_the_command_prints_findings_and_fails(tmp_path: Path) -> None:
    make_tree(tmp_path, CLEAN | {"src/core/a.cpp": '#include "core/a.h"\nint x = rand();\n'})
    run = subprocess.run(
        [sys.executable, ROOT / "tools/tidy.py", tmp_path], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stdout.startswith("src/core/a.cpp:2: rand is banned here")
