"""What a page of results says of the machine."""


def model():
    """Of its processors."""
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")
