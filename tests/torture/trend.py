"""Whether what was measured again and again has risen."""


def slope(samples):
    """Of (x, y), by least squares; 0 for fewer than three."""
    if len(samples) < 3:
        return 0.0
    mean_x = sum(x for x, _ in samples) / len(samples)
    mean_y = sum(y for _, y in samples) / len(samples)
    spread = sum((x - mean_x) ** 2 for x, _ in samples)
    return sum((x - mean_x) * (y - mean_y) for x, y in samples) / spread if spread else 0.0


def rise(samples, warm_up=0.25):
    """By how much the line through the samples has risen from its begin to its end, without the first
    quarter, in which buffers fill."""
    kept = samples[int(len(samples) * warm_up) :]
    return slope(kept) * (kept[-1][0] - kept[0][0]) if len(kept) > 2 else 0.0


def risen(name, samples, allowed):
    """A sentence where it has risen by more than is allowed."""
    by = rise(samples)
    return [f"{name} has risen by {by:,.1f}, which is more than {allowed:,.1f}"] if by > allowed else []
