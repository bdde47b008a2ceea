"""The form of one place: how to get in, its pin on the map, its photograph; and when two people save it at once."""

from __future__ import annotations

from functools import partial
from typing import Any, TypedDict

import reflex as rx

from rxapp import db, i18n
from rxapp.rules.events import EventKind
from rxapp.rules.geo import amap_link
from rxapp.rules.map_links import Point, read_point
from rxapp.services.accounts.actor import Actor
from rxapp.services.company import queries as company
from rxapp.services.company.save_place import (
    SavePlace,
    save_place,
)
from rxapp.state.conflict import merge, who_saved
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState

SAVED = (EventKind.PLACE_ADDED, EventKind.PLACE_CHANGED, EventKind.PLACE_REMOVED, EventKind.PLACE_RESTORED)


class PlaceForm(TypedDict):
    """A place's form."""

    name: str
    name_en: str
    city: str
    address: str
    address_en: str
    entrance: str
    floor: str
    phone: str
    coordinates: str


NEW = PlaceForm(
    name="", name_en="", city="", address="", address_en="", entrance="", floor="", phone="", coordinates=""
)


class PlaceFormState(DialogState, rx.State):
    """The form of one place. `seq` and `pin_seq` make the fields anew when the server changed what stands in them."""

    place_id: int = 0
    values: PlaceForm = NEW
    photo_id: int = 0
    seq: int = 0
    pin_seq: int = 0
    pin_text: str = ""
    pin_url: str = ""
    pin_problem: str = ""
    pin_turned: str = ""
    who: str = ""
    changes: list[str] = []
    _version: int = 0
    _base: dict[str, Any] = {}

    @rx.event
    @guarded(*HR)
    async def open_for(self, place_id: int) -> None:
        """Open a place's form; 0 is a new one."""
        actor = current_actor()
        if place_id:
            row = await db.run(_place, place_id)
            self.values, self._version, self.photo_id = _values(row), row.version, row.photo_id or 0
        else:
            self.values, self._version, self.photo_id = NEW, 0, 0
        self._base = {**self.values, "photo_id": self.photo_id}
        self.place_id, self.who, self.changes, self.problem = place_id, "", [], ""
        self._show_pin(self.values["coordinates"], self.values["name"], actor.language)
        self.seq, self.is_open = self.seq + 1, True

    @rx.event
    @guarded(*HR)
    def look(self, text: str) -> None:
        """Say what a typed pair or a pasted link means, before it is saved."""
        self._show_pin(text, self.values["name"], current_actor().language)

    @rx.event
    @guarded(*HR)
    def turn_pin(self) -> None:
        """Take the two numbers the other way round."""
        if self.pin_turned:
            self.values = PlaceForm(**{**self.values, "coordinates": self.pin_turned})
            self._show_pin(self.pin_turned, self.values["name"], current_actor().language)
            self.pin_seq += 1

    @rx.event
    @guarded(*HR)
    def take_photo(self, file_id: int, name: str) -> None:
        """Show the photograph that was just brought; it is kept with the place."""
        self.photo_id = file_id

    @rx.event
    @guarded(*HR)
    def drop_photo(self) -> None:
        """Show the place without a photograph."""
        self.photo_id = 0

    @rx.event
    @guarded(*HR)
    async def save(self, form: PlaceForm) -> None:
        """Store the place whose form is open."""
        actor, place_id, version = current_actor(), self.place_id or None, self._version or None
        photo_id = self.photo_id or None

        def work() -> int:
            with db.unit_of_work() as session:
                command = SavePlace(place_id=place_id, version=version, photo_id=photo_id, **form)
                return save_place(session, command, actor=actor)

        join = partial(self._join, form, actor)
        if await self._do(work, "places.saved", on_stale=join, name=form["name"].strip()) is not None:
            self.is_open = False

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Close the form without keeping anything."""
        self.is_open = False

    async def _join(self, form: PlaceForm, actor: Actor) -> None:
        """Somebody saved it meanwhile: show what they changed, keep what was typed."""
        row, self.who = await db.run(_place_and_author, self.place_id, actor.language)
        mine = {**form, "photo_id": self.photo_id}
        theirs = {**_values(row), "photo_id": row.photo_id or 0}
        photo = i18n.text(actor.language, "places.photo_new")
        found = merge(
            self._base, mine, theirs, language=actor.language,
            words=lambda name, value: str(value) if name != "photo_id" else photo if value else "",
        )  # fmt: skip
        self.photo_id = found.values.pop("photo_id")
        self.values, self.changes = PlaceForm(**found.values), found.lines  # type: ignore[typeddict-item]
        self._base, self._version, self.problem = theirs, row.version, ""
        self._show_pin(self.values["coordinates"], self.values["name"], actor.language)
        self.seq += 1

    def _show_pin(self, text: str, name: str, language: str) -> None:
        self.pin_text = self.pin_url = self.pin_problem = self.pin_turned = ""
        if not text.strip():
            return
        found = read_point(text)
        if isinstance(found, Point):
            self.pin_text = _pin_words(found, language)
            self.pin_url = amap_link(found.lat, found.lng, name)
        elif found.why == "swapped":
            self.pin_turned = f"{found.lat}, {found.lng}"
            self.pin_problem = i18n.text(language, "error.coordinates_swapped", lat=found.lat, lng=found.lng)
        else:
            codes = {"short": "map_link_short", "nowhere": "map_link_nowhere"}
            self.pin_problem = i18n.text(language, f"error.{codes.get(found.why, 'coordinates_invalid')}")


def _place(place_id: int) -> company.PlaceRow:
    with db.reading() as session:
        return company.place(session, place_id)


def _place_and_author(place_id: int, language: str) -> tuple[company.PlaceRow, str]:
    with db.reading() as session:
        zone = company.zone(session)
        who = who_saved(session, SAVED, "place_id", place_id, language=language, zone=zone)
        return company.place(session, place_id), who


def _values(row: company.PlaceRow) -> PlaceForm:
    located = row.lat is not None and row.lng is not None
    return PlaceForm(
        name=row.name, name_en=row.name_en, city=row.city, address=row.address, address_en=row.address_en,
        entrance=row.entrance, floor=row.floor, phone=row.phone,
        coordinates=f"{row.lat}, {row.lng}" if located else "",
    )  # fmt: skip


def _pin_words(found: Point, language: str) -> str:
    source = i18n.text(language, f"places.source_{found.source}")
    words = f"{source} · {found.lat:.6f}, {found.lng:.6f}"
    if found.assumed:
        words = f"{words} · {i18n.text(language, f'places.assumed_{found.assumed}')}"
    return words
