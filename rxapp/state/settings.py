"""Settings: who sees which part, the company and its places, the accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts import queries as accounts
from rxapp.services.accounts.actor import Actor
from rxapp.services.company import queries as company
from rxapp.services.company.save_company import (
    SaveCompany,
    change_working_hours,
    save_company,
)
from rxapp.services.company.save_place import SavePlace, save_place
from rxapp.state.guard import current_actor, guarded
from rxapp.state.hours import DayHours, HourForm, parse_hours, week_items
from rxapp.state.marks import HR, STAFF
from rxapp.state.page import Next, PageState


class SettingsState(rx.State):
    """Which parts of the settings the caller has."""

    sees_company: bool = False
    sees_users: bool = False

    @rx.event
    @guarded(*STAFF)
    def load(self) -> list[Next]:
        """Show the parts this role has and load them."""
        role = current_actor().role
        self.sees_company, self.sees_users = role in HR, role is Role.ADMINISTRATOR
        return [
            *([CompanyState.load] if self.sees_company else []),
            *([UsersState.load] if self.sees_users else []),
        ]


class PlaceItem(TypedDict):
    """One place, as the list and its form show it."""

    id: int
    name: str
    name_en: str
    city: str
    address: str
    address_en: str
    entrance: str
    floor: str
    phone: str
    coordinates: str
    title: str
    detail: str
    is_located: bool


class CompanyForm(TypedDict):
    """The company's form."""

    name: str
    name_en: str
    phone: str


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


NEW_PLACE = PlaceItem(
    id=0, name="", name_en="", city="", address="", address_en="", entrance="", floor="", phone="",
    coordinates="", title="", detail="", is_located=False,
)  # fmt: skip


class CompanyState(PageState, rx.State):
    """Name, telephone, places and working hours as candidates meet them."""

    name: str = ""
    name_en: str = ""
    phone: str = ""
    zone: str = ""
    places: list[PlaceItem] = []
    hours: list[DayHours] = []
    place: PlaceItem = NEW_PLACE
    is_place_open: bool = False
    is_company_open: bool = False

    def _says_itself(self) -> bool:
        return self.is_place_open or self.is_company_open

    def _shut(self) -> None:
        if self._says_itself():
            self.is_place_open = self.is_company_open = False

    @rx.event
    @guarded(*HR)
    async def load(self) -> None:
        """Show the company."""
        found = await self._read(_company, current_actor())
        if found is not None:
            view, self.places, self.hours = found
            self.name, self.name_en, self.phone, self.zone = view.name, view.name_en, view.phone, view.zone

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    def open_company(self) -> None:
        """Open the form of name and telephone."""
        self.is_company_open, self.problem = True, ""

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    def close_company(self) -> None:
        """Close it without keeping anything."""
        self.is_company_open = False

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    async def save(self, form: CompanyForm) -> Next:
        """Change name and telephone."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                save_company(session, SaveCompany(**form), actor=actor)
            return True

        if await self._do(work, "settings.company_saved") is None:
            return None
        self.is_company_open = False
        return CompanyState.load

    @rx.event
    @guarded(*HR)
    def open_place(self, place_id: int) -> None:
        """Open a place's form; 0 is a new one."""
        self.place = next((each for each in self.places if each["id"] == place_id), NEW_PLACE)
        self.is_place_open, self.problem = True, ""

    @rx.event
    @guarded(*HR)
    def close_place(self) -> None:
        """Close the form without keeping anything."""
        self.is_place_open = False

    @rx.event
    @guarded(*HR)
    async def save_place(self, form: PlaceForm) -> Next:
        """Store the place whose form is open."""
        actor, place_id = current_actor(), self.place["id"] or None

        def work() -> int:
            with db.unit_of_work() as session:
                return save_place(session, SavePlace(place_id=place_id, **form), actor=actor)

        if await self._do(work, "settings.place_saved", name=form["name"]) is None:
            return None
        self.is_place_open = False
        return CompanyState.load

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    async def add_hours(self, form: HourForm) -> Next:
        """Add one range to the company's working week."""
        return await self._change_hours(lambda: {"added": parse_hours(form)})

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    async def remove_hours(self, weekday: int, start_minute: int, end_minute: int) -> Next:
        """Take one range out of the company's working week, as it was shown."""
        return await self._change_hours(lambda: {"removed": (weekday, start_minute, end_minute)})

    async def _change_hours(self, change: Callable[[], dict[str, Any]]) -> Next:
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                change_working_hours(session, **change(), actor=actor)
            return True

        await self._do(work, "settings.hours_saved")
        return CompanyState.load


def _company(actor: Actor) -> tuple[company.CompanyView, list[PlaceItem], list[DayHours]]:
    with db.reading() as session:
        view, places, hours = (
            company.company(session),
            company.places(session),
            company.working_hours(session),
        )
    return (
        view,
        [_place_item(row, actor.language) for row in places],
        week_items(actor.language, [(row.weekday, row.start_minute, row.end_minute) for row in hours]),
    )


def _place_item(row: company.PlaceRow, language: str) -> PlaceItem:
    is_english = language == Language.EN
    located = row.lat is not None and row.lng is not None
    detail = " · ".join(
        part for part in (row.address_en if is_english and row.address_en else row.address, row.entrance, row.floor,
                          row.phone) if part
    )  # fmt: skip
    return PlaceItem(
        id=row.id, name=row.name, name_en=row.name_en, city=row.city, address=row.address,
        address_en=row.address_en, entrance=row.entrance, floor=row.floor, phone=row.phone,
        coordinates=f"{row.lat}, {row.lng}" if located else "",
        title=row.name_en if is_english and row.name_en else row.name, detail=detail, is_located=located,
    )  # fmt: skip


class UserItem(TypedDict):
    """One account, in words."""

    name: str
    email: str
    role: str
    last: str
    is_active: bool


class UsersState(PageState, rx.State):
    """The accounts, for administrators."""

    users: list[UserItem] = []

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    async def load(self) -> None:
        """Show all accounts."""
        found = await self._read(_users, current_actor())
        if found is not None:
            self.users = found


def _users(actor: Actor) -> list[UserItem]:
    language, now = actor.language, clock.real_now()
    with db.reading() as session:
        rows, place_zone = accounts.users(session), company.zone(session)
    return [
        UserItem(
            name=row.name, email=row.email, role=i18n.text(language, f"settings.role_{row.role.value}"),
            last=i18n.when(language, row.last_sign_in_at, now, place_zone) if row.last_sign_in_at else "",
            is_active=row.is_active,
        )
        for row in rows
    ]  # fmt: skip
