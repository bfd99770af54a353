import time

from bounds import seconds


def wait_until(holds, patience=30):
    """What `holds` answers, as soon as that is true."""
    deadline = time.monotonic() + seconds(patience)
    while not (answer := holds()):
        assert time.monotonic() < deadline, f"not within {patience} s: {holds}"
        time.sleep(0.02)
    return answer
