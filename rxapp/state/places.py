"""Places: their list, and taking one out of use."""

from __future__ import annotations

from typing import Any, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.geo import amap_link
from rxapp.rules.numbers import whole
from rxapp.rules.vocabulary import Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.company import queries as company
from rxapp.services.company.save_place import (
    RemovePlace,
    place_uses,
    remove_place,
    restore_place,
)
from rxapp.state.address import read_form
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState, Next, PageState
from rxapp.state.place_form import PlaceFormState
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import OPENINGS

SHOWN = 12  # interviews in the way that are listed


class PlaceItem(TypedDict):
    """One place of the list, in words."""

    id: int
    title: str
    city: str
    address: str
    way_in: str
    phone: str
    photo: str
    map_url: str


class RemovalForm(TypedDict, total=False):
    """The place to use instead, where one is needed."""

    replacement_id: str


class BookedItem(TypedDict):
    """An interview in the way."""

    application_id: int
    text: str


class PlaceOption(TypedDict):
    """A place of a select."""

    value: str
    text: str


class PlacesState(PageState, rx.State):
    """The list: places in use, and those that no longer are."""

    places: list[PlaceItem] = []
    removed: list[PlaceItem] = []

    @rx.event
    @guarded(*HR)
    async def load(self) -> Next:
        """Show the places; the address may ask for a form: `?open=3`, `?open=new`."""
        await self._share(_places, reader(current_actor()), topics={OPENINGS})
        place_id = read_form(
            self.router.url.query_parameters.get("open"), [each["id"] for each in self.places]
        )
        return None if place_id is None else PlaceFormState.open_for(place_id)

    @rx.event
    @guarded(*HR)
    async def restore(self, place_id: int) -> None:
        """Offer a removed place again."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                restore_place(session, place_id, actor=actor)
            return True

        await self._do(work, "places.restored")
        await self._share(_places, reader(actor), topics={OPENINGS})


class PlaceRemovalState(DialogState, rx.State):
    """Taking a place out of use: what stands in the way, and where people go instead."""

    name: str = ""
    bookings: int = 0
    booked: list[BookedItem] = []
    more: int = 0
    invitations: int = 0
    jobs: str = ""
    needs_other: bool = False
    others: list[PlaceOption] = []
    _place_id: int = 0
    _version: int = 0

    @rx.event
    @guarded(*HR)
    async def open_for(self, place_id: int) -> None:
        """Show what the place is needed for."""
        await self._look(place_id)
        self.problem, self.is_open = "", True

    async def _look(self, place_id: int) -> None:
        actor = current_actor()
        row, uses, others, booked = await db.run(_removal, place_id, actor)
        self._place_id, self._version, self.name = place_id, row.version, _title(row, actor.language)
        self.bookings, self.invitations, self.booked = uses.bookings, uses.invitations, booked
        self.more = max(uses.bookings - len(booked), 0)
        self.jobs = i18n.text(actor.language, "places.comma").join(uses.jobs)
        self.needs_other, self.others = uses.needs_replacement, others

    @rx.event
    @guarded(*HR)
    async def remove(self, form: RemovalForm) -> None:
        """Take it out of use; whoever was to go there is given the other place."""
        actor, place_id, version = current_actor(), self._place_id, self._version
        other = form.get("replacement_id", "")

        def work() -> bool:
            command = RemovePlace(place_id, version, whole(other))
            with db.unit_of_work() as session:
                remove_place(session, command, actor=actor)
            return True

        if await self._do(work, "places.removed", name=self.name) is None:
            if place_id:
                await self._look(place_id)  # what stands in the way may be new
            return
        self.is_open = False

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Leave everything as it is."""
        self.is_open = False


def _places(actor: Actor) -> Values:
    with db.reading() as session:
        rows = company.places(session, with_removed=True)
    items = [(row.is_removed, _item(row, actor.language)) for row in rows]
    return {
        "places": [item for is_removed, item in items if not is_removed],
        "removed": [item for is_removed, item in items if is_removed],
    }


def _removal(place_id: int, actor: Actor) -> tuple[Any, Any, list[PlaceOption], list[BookedItem]]:
    now = clock.now()
    with db.reading() as session:
        row, uses, zone = (
            company.place(session, place_id),
            place_uses(session, place_id),
            company.zone(session),
        )
        others = [each for each in company.places(session) if each.id != place_id]
    booked = [
        BookedItem(
            application_id=each.application_id,
            text=f"{each.candidate} · {i18n.when(actor.language, each.starts_at, now, zone)}",
        )
        for each in uses.booked[:SHOWN]
    ]
    options = [
        PlaceOption(value=str(each.id), text=f"{each.city} · {_title(each, actor.language)}")
        for each in others
    ]
    return row, uses, options, booked


def _title(row: company.PlaceRow, language: str) -> str:
    return (row.name_en if language == Language.EN else "") or row.name


def _item(row: company.PlaceRow, language: str) -> PlaceItem:
    is_english = language == Language.EN
    located = row.lat is not None and row.lng is not None
    return PlaceItem(
        id=row.id, title=_title(row, language), city=row.city,
        address=(row.address_en if is_english else "") or row.address,
        way_in=" · ".join(part for part in (row.entrance, row.floor) if part), phone=row.phone,
        photo=f"/files/{row.photo_id}" if row.photo_id else "",
        map_url=amap_link(row.lat or 0, row.lng or 0, row.name) if located else "",
    )  # fmt: skip
