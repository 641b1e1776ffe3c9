"""How every test runs: the same examples each time, however slow the machine."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_SLOW_MACHINE = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)

# The first call of a kernel compiles it, so a time limit per example would fail at random.
settings.register_profile(
    "steady", max_examples=50, derandomize=True, deadline=None, database=None, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile("search", max_examples=2000, deadline=None, suppress_health_check=_SLOW_MACHINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
