"""The zones' data is changed, or a zone goes, under a running program and over a restart."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from events import by_channel, completed
from moments import moment
from server import run_tidings, wait_until

SYSTEM = Path("/usr/share/zoneinfo")
ZONE = "Test/Island"  # on the equator: neither changes its clocks
EARLY, LATE = "Asia/Tokyo", "Pacific/Honolulu"


@pytest.fixture
def zones(tmp_path):
    folder = tmp_path / "zoneinfo"
    (folder / "Test").mkdir(parents=True)
    shutil.copy(SYSTEM / EARLY, folder / ZONE)
    return folder


def quiet_in(zone):
    """Quiet hours that hold now in that zone, and end there in an hour."""
    now = datetime.now(UTC).astimezone(ZoneInfo(zone))
    return {"from": f"{now - timedelta(hours=1):%H:%M}", "to": f"{now + timedelta(hours=1):%H:%M}"}


def held_in(server, user):
    return by_channel(server.decide(completed(user)))["email"]


def test_a_changed_zone_holds_from_the_next_start(serve, zones):
    server = serve(env={"TZDIR": str(zones)})
    quiet = quiet_in(EARLY)
    server.user("ann", email="ann@example.org", timezone=ZONE, quiet_hours=quiet)
    held = held_in(server, "ann")
    assert (held["state"], held["reason"]) == ("scheduled", "quiet_hours")
    shutil.copy(SYSTEM / LATE, zones / ZONE)
    assert held_in(server, "ann")["due_at"] == held["due_at"], "as it was read, until the program ends"
    server.terminate()
    server.start()
    # There the clock shows another hour, which is not quiet.
    assert server.wait_for_state(by_channel(server.decide(completed("ann")))["email"]["id"], "delivered")
    # What was held is decided again when it was due, or when the profile says something else.
    assert server.notification(held["id"])["state"] == "scheduled"
    assert moment(server.notification(held["id"])["due_at"]) == moment(held["due_at"])
    server.patch("/v1/users/ann", {"quiet_hours": None})
    server.wait_for_state(held["id"], "delivered")


def test_a_zone_that_goes_is_utc_until_it_is_back_and_is_refused_where_it_is_new(serve, zones):
    server = serve(env={"TZDIR": str(zones)})
    server.user("ann", email="ann@example.org", timezone=ZONE, quiet_hours=quiet_in("UTC"))
    assert server.settle(completed("ann"))["notifications"][0]["state"] == "delivered"
    (zones / ZONE).unlink()
    assert server.settle(completed("ann"))["notifications"][0]["state"] == "delivered", "it is still known"
    server.terminate()
    server.start()
    held = held_in(server, "ann")
    assert (held["state"], held["reason"]) == ("scheduled", "quiet_hours")
    refused = server.put("/v1/users/bob", {"timezone": ZONE})
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/timezone")
    shutil.copy(SYSTEM / EARLY, zones / ZONE)
    server.user("bob", email="bob@example.org", timezone=ZONE)
    server.terminate()
    server.start()
    assert server.settle(completed("ann"))["notifications"][0]["state"] == "delivered"


@pytest.mark.parametrize("content", [b"", b"TZif", b"no zone at all" * 10])
def test_a_zone_that_is_damaged_is_an_unknown_one(zones, content):
    (zones / ZONE).write_bytes(content)
    done = run_tidings("when", "--zone", ZONE, "--quiet", "22:00-08:00", env={"TZDIR": str(zones)})
    assert done.returncode == 2
    assert "no time zone" in done.stderr


def test_without_any_zones_it_serves_in_utc(serve, tmp_path):
    server = serve(env={"TZDIR": str(tmp_path / "nowhere")})
    server.user("ann", email="ann@example.org", timezone="UTC", quiet_hours=quiet_in("UTC"))
    assert held_in(server, "ann")["reason"] == "quiet_hours"
    assert server.put("/v1/users/bob", {"timezone": "Europe/Berlin"}).status == 422
    wait_until(lambda: server.get("/readyz").status == 200, "readiness")
