"""HTTP as bytes, for requests that no client would send."""

import contextlib
import re
import socket


def raw(server, data, timeout=3):
    """All that is answered to these bytes, until the server has closed or is silent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=timeout) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(data if isinstance(data, bytes) else data.encode())
            connection.shutdown(socket.SHUT_WR)
        received = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while chunk := connection.recv(65536):
                received += chunk
        return received


def statuses(answer):
    """Of each response in the bytes."""
    return [int(code) for code in re.findall(rb"(?:^|\n|\})HTTP/1\.1 (\d{3}) ", answer)]
