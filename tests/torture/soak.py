"""Steady moderate load for a long time: what the processes use stays as it is, and nothing is lost."""

import time

from campaign import Campaign
from gauges import Gauges


class Soak(Campaign):
    """A campaign without faults that looks at what is used."""

    kind = "soak"

    def _torture(self):
        with Gauges(self.stage) as gauges:
            self._pause(self.deadline - time.monotonic())
        self.verdict.faults["memory_files_queues_and_logs_are_flat"] = gauges.rises()
        self.verdict.numbers = {
            "memory_mb_at_most": gauges.peak("memory MB"),
            "oldest_task_s_at_most": gauges.peak("oldest task s"),
            "write_ahead_log_mb_at_most": gauges.peak("write-ahead log MB"),
            "samples": max(map(len, gauges.samples.values())),
        }
