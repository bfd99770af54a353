"""An SMTP server that writes down each message before it answers, and knows nothing of who sends it.

    smtp_recorder.py PORT RECORD [--slow SECONDS]

RECORD gets a JSON line for each try: when, Message-ID, recipient, the answer's code, the name that the
sender gives itself. A line is on the disk before the answer leaves, so no message that was answered with 250
is missing, whatever is killed.
Addresses say what happens: `+reject` is refused for good, `+retry1` is put off once for each message.
"""

import argparse
import asyncio
import json
import os
import re
import time

from aiosmtpd.smtp import SMTP

MESSAGE_ID = re.compile(rb"^Message-ID:\s*<?([^>\r\n]+)>?\s*$", re.IGNORECASE | re.MULTILINE)


class Recorder:
    def __init__(self, path, slow):
        self.put_off = {line["key"] for line in read_lines(path) if line["answer"] == 451}
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self.slow = slow
        end_torn_line(self.file)

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.slow:
            await asyncio.sleep(self.slow)
        head = envelope.content.partition(b"\r\n\r\n")[0]
        named = MESSAGE_ID.search(head)
        key = named.group(1).decode() if named else ""
        to = envelope.rcpt_tos[0]
        code = self.answer(key, to)
        self.write({"at": time.time(), "key": key, "to": to, "answer": code, "from": session.host_name})
        return {250: "250 2.0.0 OK", 451: "451 4.3.0 later", 550: "550 5.1.1 no such person"}[code]

    def answer(self, key, to):
        if "+reject@" in to:
            return 550
        if "+retry1@" in to and key not in self.put_off:
            self.put_off.add(key)
            return 451
        return 250

    def write(self, line):
        os.write(self.file, json.dumps(line).encode() + b"\n")
        os.fdatasync(self.file)


def read_lines(path):
    """Whole lines only: the last one may have been cut off by a kill."""
    try:
        with open(path, "rb") as file:
            return [json.loads(line) for line in file if line.endswith(b"}\n") and line.startswith(b"{")]
    except FileNotFoundError:
        return []


def end_torn_line(file):
    size = os.fstat(file).st_size
    if size and os.pread(file, 1, size - 1) != b"\n":
        os.write(file, b"\n")


async def serve(port, recorder):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(recorder, hostname="recorder", ident="recorder", loop=loop, timeout=3600),
        "127.0.0.1", port,
    )
    await server.serve_forever()


def main():
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("port", type=int)
    reader.add_argument("record")
    reader.add_argument("--slow", type=float, default=0.0, help="seconds that each message takes")
    words = reader.parse_args()
    asyncio.run(serve(words.port, Recorder(words.record, words.slow)))


if __name__ == "__main__":
    main()
