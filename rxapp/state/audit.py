"""Who did what: the record page by page, with a filter that the address holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, TypedDict
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.audit import GROUPS, OTHER, group_of
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.events.audit import PAGE, AuditRow, audit_page, people
from rxapp.services.events.audit_words import filter_of, sentence
from rxapp.state.address import read_id
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import Next, PageState
from rxapp.state.payload import Limit

ROUTE = "/settings/audit"
ALL_GROUPS = (*GROUPS, OTHER)
FIELDS = ("person", "group", "since", "until", "about")
Text = Annotated[str, Limit(100)]


class AuditItem(TypedDict):
    """One event in words."""

    id: int
    when: str
    full: str
    group: str
    who: str
    what: str
    application_id: int
    candidate: str


class PersonOption(TypedDict):
    """Somebody of the filter's list."""

    value: str
    text: str


class FilterForm(TypedDict):
    """What is looked for."""

    person: Text
    group: Text
    since: Text
    until: Text
    about: Text


class AuditState(PageState, rx.State):
    """Fifty events, newest first."""

    rows: list[AuditItem] = []
    people: list[PersonOption] = []
    form: dict[str, str] = dict.fromkeys(FIELDS, "")
    query: str = ""  # the filter as an address, for the export and the pages
    older: str = ""
    is_filtered: bool = False
    is_first: bool = True

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    async def load(self) -> None:
        """Show what the address asks for."""
        asked = {name: str(value) for name, value in self.router.url.query_parameters.items()}
        before = read_id(asked.get("before"))
        found = await self._read(_page, current_actor(), asked, before)
        if found is None:
            return
        self.rows, self.people, self.form, more = found
        given = {name: value for name, value in self.form.items() if value}
        self.query, self.is_filtered, self.is_first = urlencode(given), bool(given), before is None
        self.older = urlencode(given | {"before": self.rows[-1]["id"]}) if more and self.rows else ""

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    def look_for(self, form: FilterForm) -> Next:
        """Put the filter into the address."""
        given = {name: str(form[name]).strip() for name in FIELDS if str(form[name]).strip()}  # type: ignore[literal-required]
        return rx.redirect(f"{ROUTE}?{urlencode(given)}" if given else ROUTE, replace=True)


def _page(
    actor: Actor, asked: Mapping[str, str], before: int | None
) -> tuple[list[AuditItem], list[PersonOption], dict[str, str], bool]:
    now = clock.now()
    with db.reading() as session:
        place, known = zone(session), people(session)
        found = filter_of(asked, place)
        if found.person is not None and found.person not in {user_id for user_id, _ in known}:
            found = replace(found, person=None)
        rows = audit_page(session, found, actor=actor, before_id=before, limit=PAGE + 1)
    form = {
        "person": str(found.person or ""), "group": found.group, "about": found.about,
        "since": asked.get("since", "") if found.since else "", "until": asked.get("until", "") if found.until else "",
    }  # fmt: skip
    options = [PersonOption(value=str(user_id), text=name) for user_id, name in known]
    return [_item(row, actor.language, place, now) for row in rows[:PAGE]], options, form, len(rows) > PAGE


def _item(row: AuditRow, language: str, place: str, now: datetime) -> AuditItem:
    return AuditItem(
        id=row.id,
        when=i18n.when(language, row.at, now, place),
        full=f"{row.at.astimezone(ZoneInfo(place)):%Y-%m-%d %H:%M:%S}",
        group=group_of(row.kind),
        who=row.who or i18n.text(language, f"audit.by_{row.by}"),
        what=sentence(language, row, place),
        application_id=row.application_id or 0,
        candidate=row.candidate,
    )
