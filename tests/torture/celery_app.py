"""The same work for stock Celery: each task is one e-mail, sent by Python's smtplib.

Set as Celery's manual says where no task may be lost: acknowledged late, and given back when its process is
lost. A task that a killed worker had taken comes back after the visibility timeout; the default is an hour,
which would make a run as long. All else is as it comes.
"""

import os
import smtplib
from email.message import EmailMessage

from celery import Celery

VISIBILITY = 15  # seconds, as long as a lease of tidings

app = Celery("torture", broker=os.environ["TORTURE_BROKER"])
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    broker_transport_options={"visibility_timeout": VISIBILITY},
    broker_connection_retry_on_startup=True,
)


@app.task(name="deliver", bind=True, max_retries=None, default_retry_delay=1)
def deliver(self, key, to):
    message = EmailMessage()
    message["From"] = "shop@example.com"
    message["To"] = to
    message["Subject"] = "Your order"
    message["Message-ID"] = f"<{key}@example.com>"
    message.set_content("Thank you for your order.")
    try:
        with smtplib.SMTP("127.0.0.1", int(os.environ["TORTURE_SMTP"]), timeout=10) as connection:
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as why:
        raise self.retry(exc=why)
