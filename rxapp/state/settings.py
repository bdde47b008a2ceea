"""Settings: who sees which part, and the company."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

import reflex as rx

from rxapp import db
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company import queries as company
from rxapp.services.company.save_company import (
    SaveCompany,
    change_working_hours,
    save_company,
)
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
        return [CompanyState.load] if self.sees_company else []


class CompanyForm(TypedDict):
    """The company's form."""

    name: str
    name_en: str
    phone: str


class CompanyState(PageState, rx.State):
    """Name, telephone and working hours as candidates meet them."""

    name: str = ""
    name_en: str = ""
    phone: str = ""
    zone: str = ""
    hours: list[DayHours] = []
    is_company_open: bool = False

    def _says_itself(self) -> bool:
        return self.is_company_open

    def _shut(self) -> None:
        if self.is_company_open:
            self.is_company_open = False

    @rx.event
    @guarded(*HR)
    async def load(self) -> None:
        """Show the company."""
        found = await self._read(_company, current_actor())
        if found is not None:
            view, self.hours = found
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


def _company(actor: Actor) -> tuple[company.CompanyView, list[DayHours]]:
    with db.reading() as session:
        view, hours = company.company(session), company.working_hours(session)
    return (
        view,
        week_items(actor.language, [(row.weekday, row.start_minute, row.end_minute) for row in hours]),
    )
