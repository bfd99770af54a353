"""E-mail by the smtp provider: the server of tests/providers, and the settings that lead to it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "providers"))

from smtp_server import CLOSE, Server as SmtpServer  # noqa: E402

__all__ = ["CLOSE", "SmtpServer", "smtp_flags"]


def smtp_flags(port, *more):
    return (
        *("--providers-email", "smtp", "--smtp-host", "127.0.0.1", "--smtp-port", str(port)),
        *("--smtp-tls", "none", "--smtp-from", "shop@example.com", "--smtp-from-name", "The Shöp"),
        *("--http-public-url", "https://notify.example.com", *more),
    )
