"""What every test shares: generated examples, a folder of the whole run, and a disk that need not outlive a power cut."""

import os
from collections.abc import Iterator

import databases
import pytest
import shared
from django.db.backends.signals import connection_created
from hypothesis import HealthCheck, settings

settings.register_profile("ci", max_examples=50, derandomize=True, deadline=None, database=None)
settings.register_profile(
    "desk",
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
# Whoever distributes the tests, or runs them alone, begins the run; its workers belong to it. At once: the folders of
# tests that are named on the command line are read before pytest is configured.
_RUN = None if shared.is_begun() else shared.Run()


def pytest_unconfigure() -> None:
    """What the run shares ends with it."""
    if _RUN is not None:
        _RUN.end()


@pytest.fixture(scope="session", autouse=True)
def _no_power_cut() -> Iterator[None]:
    """Nothing of a test has to outlive one, and waiting for the disk takes longer than most tests."""
    connection_created.connect(databases.hurry)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield
    connection_created.disconnect(databases.hurry)
