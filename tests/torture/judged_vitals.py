"""Memory, files and threads of the processes after a run, held against those before it."""

from vitals import vitals_of

# What a process may have more than at the beginning, when it had just been warmed up: buffers and caches that
# have filled, connections of pools.
MORE_MEMORY_MB = 100
MORE_FILES = 40
MORE_THREADS = 8


def sample(stage):
    return {name: vitals_of(pid) for name, pid in stage.processes().items()}


def grown(before, after):
    faults = []
    for name, then in before.items():
        now = after[name]
        if now is None or then is None:
            faults.append(f"{name} was not running")
            continue
        for what, was, is_now, more in (
            ("MB of memory", then.memory_mb, now.memory_mb, MORE_MEMORY_MB),
            ("open files", then.files, now.files, MORE_FILES),
            ("threads", then.threads, now.threads, MORE_THREADS),
        ):
            if is_now > was + more:
                faults.append(f"{name} had {was:.0f} {what} and now has {is_now:.0f}")
    return faults
