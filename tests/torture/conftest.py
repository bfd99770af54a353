import paths  # noqa: F401
