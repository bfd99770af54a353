"""What one room of tests takes from another."""

import importlib.util


def fixtures_of(file):
    """What another room's conftest.py has: pytest itself offers it to the folders below only."""
    spec = importlib.util.spec_from_file_location("fixtures_of_" + file.parent.name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: value for name, value in vars(module).items() if not name.startswith("_")}
