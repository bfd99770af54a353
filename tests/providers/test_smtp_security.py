"""The smtp provider's TLS and login."""

import pytest

SECRET = "canary-password-of-ours"


def login(**more):
    return {"username": "shop", "password": SECRET} | more


def test_starttls_with_the_given_authority(serve, smtp, authority, server_tls):
    server = serve(tls=server_tls, require_starttls=True)
    assert smtp(server, tls="starttls", ca_file=authority.ca_file).send()["outcome"] == "delivered"
    assert server.mails[0][1].ssl is not None


def test_implicit_tls(serve, smtp, authority, server_tls):
    server = serve(implicit_tls=server_tls)
    provider = smtp(server, tls="implicit", ca_file=authority.ca_file)
    for _ in range(3):
        assert provider.send()["outcome"] == "delivered"
    assert server.connections == 1


def test_a_large_message_over_tls(serve, smtp, authority, server_tls):
    text = "0123456789 and so on\n" * 100_000
    server = serve(tls=server_tls, require_starttls=True, data_size_limit=None)
    provider = smtp(server, tls="starttls", ca_file=authority.ca_file)
    assert provider.send(content={"text": text})["outcome"] == "delivered"
    assert server.mails[0][0].original_content.count(b"0123456789 and so on\r\n") == 100_000


def test_without_starttls_nothing_is_sent(serve, smtp):
    server = serve()
    report = smtp(server, tls="starttls").send()
    assert report["outcome"] == "retry"
    assert "STARTTLS" in report["detail"]
    assert server.stages.empty()


def test_an_unknown_authority_is_not_trusted(serve, smtp, server_tls):
    server = serve(tls=server_tls)
    report = smtp(server, tls="starttls").send()
    assert report["outcome"] == "retry"
    assert "certificate" in report["detail"]
    assert server.stages.empty()


def test_a_certificate_for_another_name_is_not_trusted(serve, smtp, authority):
    server = serve(tls=authority.context("DNS:other.example"))
    report = smtp(server, tls="starttls", ca_file=authority.ca_file).send()
    assert report["outcome"] == "retry"
    assert server.stages.empty()


def test_plain_speech_where_tls_is_expected(serve, smtp, authority):
    server = serve()
    provider = smtp(server, tls="implicit", ca_file=authority.ca_file, timeout="5s")
    report = provider.send()
    assert report["outcome"] == "retry"
    assert server.stages.empty()


@pytest.mark.parametrize("refused", ["PLAIN", "LOGIN"])
def test_login_by_what_the_server_offers(serve, smtp, refused):
    server = serve(users={"shop": SECRET}, auth_exclude_mechanism=[refused])
    assert smtp(server, **login()).send()["outcome"] == "delivered"
    assert server.mails[0][1].authenticated


def test_login_inside_tls(serve, smtp, authority, server_tls):
    server = serve(tls=server_tls, require_starttls=True, users={"shop": SECRET}, auth_require_tls=True)
    assert smtp(server, **login(tls="starttls", ca_file=authority.ca_file)).send()["outcome"] == "delivered"


def test_a_refused_login_is_a_retry_that_says_what_to_check(serve, smtp):
    server = serve(users={"shop": "another"})
    report = smtp(server, **login()).send()
    assert report["outcome"] == "retry"
    assert "535 5.7.8" in report["detail"]
    assert "check smtp.username" in report["detail"]
    assert SECRET not in report["detail"]
    assert server.stages.empty()


def test_no_login_where_one_is_needed(serve, smtp):
    report = smtp(serve(users={"shop": SECRET})).send()
    assert report["outcome"] == "retry"
    assert "530" in report["detail"]
