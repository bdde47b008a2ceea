"""One demo for all its tests: building it takes seconds."""

from __future__ import annotations

from datetime import date

import pytest

from rxapp.demo import SEED, build
from rxapp.demo.seed import Demo

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def demo() -> Demo:
    """The demo as of a Monday morning, as rows that were not written."""
    return build(SEED, TODAY)
