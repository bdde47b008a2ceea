"""Reading addresses, which anybody may write."""

from __future__ import annotations

from collections.abc import Iterable

from rxapp.rules.numbers import whole


def read_id(value: object) -> int | None:
    """A row's id in an address; None for what is none, so that an odd address opens a page all the same."""
    return whole(value)


def read_form(value: object, known: Iterable[int]) -> int | None:
    """The row whose form an address asks for (`?open=3`), 0 for a new one (`?open=new`); None for neither."""
    if value == "new":
        return 0
    row_id = read_id(value)
    return row_id if row_id in known else None
