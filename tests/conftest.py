"""What every test shares: how many generated examples there are, and that a run in CI is the same each time."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("ci", max_examples=50, derandomize=True, deadline=None, database=None)
settings.register_profile(
    "desk",
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
