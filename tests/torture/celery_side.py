"""Stock Celery under the same load and kills; what it lost is counted from the same provider's record.

Two prefork workers of two processes each on one Redis. A kill takes a worker with its children, as the end of
its container does, and it is started again at once. Redis and the network are left alone.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from celery import Celery

from campaign import Verdict, standstill
from provider_record import Provider, by_key, count_lines, smtp_sends
from servers import Redis

WORKERS = 2
PROCESSES = 2
START = 5.0  # seconds that Celery's workers take to begin
QUIET = 20.0  # seconds without a message, and nothing left in Redis
# Seconds without a message while it still holds some. kombu looks for what is overdue at every tenth of its
# timers of 10 s, and a worker that was killed while it looked keeps others from looking for 300 s.
HOPELESS = 420.0


class Worker:
    def __init__(self, folder, number, environment):
        self.name = f"worker-{number}"
        self.log_file = folder / f"{self.name}.log"
        self.environment = environment
        self.process = None

    def start(self):
        options = ["-P", "prefork", "-c", str(PROCESSES), "-n", f"{self.name}@torture", "-l", "INFO"]
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "celery_app", "worker", *options],
                cwd=Path(__file__).parent, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )
        return self

    def works(self):
        """Whether it has come as far as taking tasks."""
        return b" ready." in self.log_file.read_bytes()

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class CelerySide:
    def __init__(self, folder, options, progress):
        self.folder = folder
        self.options = options
        self.progress = progress
        self.provider = Provider(folder / "provider").start()
        self.redis = Redis(folder / "redis").start()
        environment = os.environ | {
            "TORTURE_BROKER": self.redis.url, "TORTURE_SMTP": str(self.provider.port),
        }
        self.workers = [Worker(folder, number + 1, environment) for number in range(WORKERS)]
        self.accepted = []
        self.stopping = threading.Event()
        self.verdict = Verdict("celery", options.seed)

    def run(self):
        begun = time.monotonic()
        for worker in self.workers:
            worker.start()
        producer = threading.Thread(target=self._produce, daemon=True)
        producer.start()
        kills = self._torture(begun + 60 * self.options.minutes)
        self.stopping.set()
        producer.join(60)
        self._rest()
        self.verdict.seconds = time.monotonic() - begun
        self._judge(kills)
        return self.verdict

    def _produce(self):
        """As many messages a second as tidings has events; each is accepted when Redis has it."""
        app = Celery("producer", broker=self.redis.url)
        moment = time.monotonic()
        while not self.stopping.is_set():
            number = len(self.accepted)
            app.send_task("deliver", (f"m{number}", f"u{number % 60}@example.org"))
            self.accepted.append(f"m{number}")
            moment += 1 / self.options.rate
            self.stopping.wait(max(0.0, moment - time.monotonic()))

    def _torture(self, deadline):
        chance = random.Random(self.options.seed)
        kills = 0
        time.sleep(START)
        while kills < self.options.kills and time.monotonic() < deadline:
            time.sleep(chance.uniform(0.3, 1.7) * self.options.pace)
            worker = chance.choice(self.workers)
            while not worker.works():  # a kill before that would prove nothing
                time.sleep(0.1)
            worker.kill()
            worker.start()
            kills += 1
            self._say(f"{kills} of {self.options.kills} kills")
        return kills

    def _rest(self):
        """Until all have come, or none can come any more."""
        last, changed = None, time.monotonic()
        while time.monotonic() < changed + (HOPELESS if self._left() else QUIET):
            now = (len(by_key(smtp_sends(self.provider.record))), self._left())
            if now == (len(self.accepted), 0):
                return
            if now != last:
                last, changed = now, time.monotonic()
            self._say("at rest")
            time.sleep(0.5)

    def _left(self):
        """Tasks that Redis still holds."""
        counts = [self.redis.ask("LLEN", "celery"), self.redis.ask("HLEN", "unacked")]
        return sum(int(count.lstrip(":")) for count in counts)

    def _judge(self, kills):
        sends = smtp_sends(self.provider.record)
        taken = by_key(sends)
        again = sum(len(moments) - 1 for moments in taken.values())
        self.verdict.kills = kills
        self.verdict.happened = {"kill: worker": kills}
        self.verdict.duplicates = {"no word about it": again} if again else {}
        self.verdict.numbers = {
            "accepted": len(self.accepted), "delivered": len(taken), "sends": len(sends),
            "lost": len(set(self.accepted) - set(taken)), "left_in_redis": self._left(),
            "standstill": standstill(sends),
        }

    def _say(self, text):
        if self.progress.due():
            lines, _ = count_lines(self.provider.record)
            self.progress.say(f"{text}, {len(self.accepted):,} accepted, {lines:,} sent")

    def close(self):
        for worker in self.workers:
            if worker.process and worker.process.poll() is None:
                worker.kill()
        self.redis.close()
        self.provider.close()
