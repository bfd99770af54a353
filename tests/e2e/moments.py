"""Times as the interface writes them."""

from datetime import datetime, timedelta


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def seconds_between(earlier, later):
    return (moment(later) - moment(earlier)).total_seconds()


def shifted(text, **by):
    return (moment(text) + timedelta(**by)).isoformat()
