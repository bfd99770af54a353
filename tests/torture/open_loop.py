"""Single events at a constant rate that gives way to nobody: each request has its moment, whatever came of
those before it.

    open_loop.py PORT KEY RATE SECONDS PREFIX OUT

OUT gets a line for each accepted id, and at last a JSON line: answers by status, those that lacked what they
must have, and how many requests went out more than a second late because all connections were busy.
"""

import asyncio
import json
import sys
import time
from collections import Counter

CONNECTIONS = 200
LATE = 1.0
PATIENCE = 30.0


class Loop:
    def __init__(self, port, key, rate, seconds, prefix, out):
        self.port = port
        self.key = key
        self.rate = rate
        self.count = int(rate * seconds)
        self.prefix = prefix
        self.out = out
        self.next = 0
        self.late = 0
        self.statuses = Counter()
        self.odd = []

    async def run(self):
        self.begun = time.monotonic() + 0.2
        await asyncio.gather(*(self.connection() for _ in range(CONNECTIONS)))
        summary = {"statuses": self.statuses, "odd": self.odd[:20], "late": self.late, "offered": self.count}
        self.out.write(json.dumps(summary) + "\n")

    async def connection(self):
        stream = None
        while self.next < self.count:
            number, self.next = self.next, self.next + 1
            due = self.begun + number / self.rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self.late += time.monotonic() > due + LATE
            try:
                stream = stream or await asyncio.open_connection("127.0.0.1", self.port)
                if not await asyncio.wait_for(self.exchange(*stream, number), PATIENCE):
                    stream = None
            except (OSError, EOFError, asyncio.TimeoutError) as why:
                stream = None
                self.statuses[type(why).__name__] += 1

    async def exchange(self, reader, writer, number):
        """Answers whether the connection may be used again."""
        writer.write(self.request(number))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        await reader.readexactly(length)
        status = int(head.split()[1])
        self.statuses[status] += 1
        if status == 202:
            self.out.write(f"{self.prefix}{number}\n")
        elif status not in (429, 503) or "retry-after:" not in head:
            self.odd.append(head)
        if "connection: close" in head:
            writer.close()
            return False
        return True

    def request(self, number):
        user = f"u{number % 40}"
        body = (
            f'{{"type":"order.completed","id":"{self.prefix}{number}","source":"torture","user":"{user}",'
            f'"data":{{"order_id":"{number}","total":1,"currency":"EUR"}}}}'
        )
        return (
            "POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.key}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


def main():
    port, key, rate, seconds, prefix, path = sys.argv[1:]
    with open(path, "w", encoding="utf-8", buffering=1 << 16) as out:
        asyncio.run(Loop(int(port), key, float(rate), float(seconds), prefix, out).run())


if __name__ == "__main__":
    main()
