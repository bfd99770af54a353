"""How long a wrong secret is looked at says nothing about the right one.

Time over loopback shows nothing of a comparison of 64 bytes, so it is the source that is looked at: secrets
are compared by one function, and that is OpenSSL's.
"""

import re

from server import ROOT

SOURCES = {
    file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8")
    for file in (ROOT / "src").rglob("*.cpp")
    if not file.name.endswith("_test.cpp")
}
COMPARED = re.compile(
    r"""(?x) (?:hash_of|sign|hmac_sha256|reveal)\([^;\n]*?\)\s*[!=]=
    |  [!=]=\s*(?:hash_of|sign|hmac_sha256)\(
    |  (?:\.|->)(?:hash|mac|signature)\s*[!=]= | [!=]=\s*[\w.>-]*(?:\.|->)(?:hash|mac|signature)\b
    |  \b(?:memcmp|strcmp|strncmp)\("""
)


def test_the_one_function_is_openssl_s():
    source = SOURCES["src/base/hash.cpp"]
    body = re.search(r"bool equal_in_constant_time\(.*?\n}", source, re.DOTALL)[0]
    assert "CRYPTO_memcmp" in body
    users = {name for name, text in SOURCES.items() if "equal_in_constant_time(" in text} - {
        "src/base/hash.cpp"
    }
    assert users >= {"src/services/web/access.cpp", "src/services/web/unsubscribe_token.cpp"}


def test_no_secret_is_compared_in_any_other_way():
    for name, text in SOURCES.items():
        if not name.startswith(
            ("src/services/web/", "src/services/gateway/", "src/http/", "src/services/admin/")
        ):
            continue
        found = [line for line in text.splitlines() if COMPARED.search(line)]
        assert found == [], (name, found)


def test_the_pattern_finds_what_it_is_for():
    for line in (
        "if (hash_of(text) == key.hash) return;", "return sign(text) != token;", "a.hash == b",
        "x == found->second.hash", "memcmp(a, b, n)",
    ):  # fmt: skip
        assert COMPARED.search(line), line
    assert not COMPARED.search("equal_in_constant_time(hash_of(text), found->second.hash);")
