"""A stock Celery application that serves a channel: it notes what it was given, a JSON line each."""

import json
import os

from celery import Celery

app = Celery("stock", broker=os.environ["STOCK_BROKER"])
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    task_acks_late=True,
    broker_connection_retry_on_startup=True,
)


@app.task(name="tidings.deliver", bind=True)
def deliver(self, **keywords):
    line = {"id": self.request.id, "headers_traceparent": getattr(self.request, "traceparent", None)}
    with open(os.environ["STOCK_NOTES"], "a", encoding="utf-8") as notes:
        notes.write(json.dumps(line | keywords) + "\n")
