import bounds
import pytest

pytest_plugins = ["shared_servers"]


def pytest_collection_modifyitems(config, items):
    """The time that a test may take grows with the slowness of the program under test."""
    for item in items:
        marker = item.get_closest_marker("timeout")
        allowed = marker.args[0] if marker else float(config.getini("timeout"))
        item.add_marker(pytest.mark.timeout(bounds.seconds(allowed)), append=False)
