"""The people list's address: which filter, order and columns it asks for. Page and export read it the same way.

asked_of(query) -> Asked        address(asked) -> "/people?…"        query_of(asked) -> what is kept under a name
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from rxapp.rules.numbers import whole
from rxapp.services.hiring.people import SORTS, PeopleFilter, valid_stage
from rxapp.services.hiring.people_words import COLUMNS, USUAL

ROUTE = "/people"
MAX_QUERY = 40


@dataclass(frozen=True)
class Asked:
    """What a page of the list shows; `after` and `before` name the row it begins behind or ends ahead of."""

    chosen: PeopleFilter = field(default_factory=PeopleFilter)
    columns: tuple[str, ...] = USUAL
    after: int | None = None
    before: int | None = None

    def having(self, chosen: PeopleFilter) -> Asked:
        """The first page of another filter."""
        return Asked(chosen, self.columns)


def asked_of(query: Mapping[str, str]) -> Asked:
    """What an address asks for. What cannot be understood counts as not asked for: a shared link from an older day
    still opens a list."""
    text = {name: str(value) for name, value in query.items()}
    sort = text.get("sort", "")
    columns: tuple[str, ...] = USUAL
    if "cols" in text:
        wanted = set(text["cols"].split(","))
        columns = tuple(each for each in COLUMNS if each in wanted)
    chosen = PeopleFilter(
        job_id=_id(text.get("job")),
        recruiter_id=_id(text.get("recruiter")),
        stage=valid_stage(whole(text.get("stage"))),
        tag=_words(text.get("tag")),
        source=_words(text.get("source")),
        priority=text.get("priority") == "1",
        overdue=text.get("overdue") == "1",
        with_closed=text.get("closed") == "1",
        query=_words(text.get("query")),
    )
    if sort in SORTS:
        chosen = replace(chosen, sort=sort, descending=text.get("order") == "desc")
    return Asked(chosen, columns, _id(text.get("after")), _id(text.get("before")))


def query_of(asked: Asked, *, with_page: bool = False) -> str:
    """The query of its address; usual values are left out, so that the same list has the same address."""
    chosen, usual = asked.chosen, PeopleFilter()
    found = {
        "job": chosen.job_id, "recruiter": chosen.recruiter_id, "stage": chosen.stage, "tag": chosen.tag,
        "source": chosen.source, "priority": 1 if chosen.priority else None, "overdue": 1 if chosen.overdue else None,
        "closed": 1 if chosen.with_closed else None, "query": chosen.query,
    }  # fmt: skip
    if (chosen.sort, chosen.descending) != (usual.sort, usual.descending):
        found |= {"sort": chosen.sort, "order": "desc" if chosen.descending else "asc"}
    if asked.columns != USUAL:
        found["cols"] = ",".join(asked.columns) or "-"
    if with_page:
        found |= {"after": asked.after, "before": asked.before}
    return urlencode({name: value for name, value in found.items() if value not in (None, "")})


def address(asked: Asked) -> str:
    """Where this page of the list stands."""
    query = query_of(asked, with_page=True)
    return f"{ROUTE}?{query}" if query else ROUTE


def _id(text: str | None) -> int | None:
    return whole(text) or None


def _words(text: str | None) -> str:
    kept = "".join(sign for sign in text or "" if sign != "\0" and not "\ud800" <= sign <= "\udfff")
    return kept[:MAX_QUERY].strip()
