"""The set-up page: opened by nobody who cannot read the program's terminal, and only once."""

from __future__ import annotations

from datetime import time
from typing import Annotated, NotRequired, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import Invalid, UserError
from rxapp.rules.vocabulary import Language
from rxapp.services.company.set_up import SetUp, needs_set_up, set_up
from rxapp.services.company.setup_code import forget_code
from rxapp.state.guard import public
from rxapp.state.language import LanguageState
from rxapp.state.payload import Limit

Text = Annotated[str, Limit(300)]
LABELS = {
    "name": "setup.name", "email": "login.email", "password": "login.password", "company": "setup.company_name",
    "company_en": "setup.company_name_en", "phone": "setup.phone", "place": "setup.place_name", "city": "setup.city",
    "address": "setup.address", "hours": "setup.hours",
}  # fmt: skip
FIELDS = {"hours": "opens"}  # a field of the command → the field of the page, where they differ


class SetupForm(TypedDict):
    """The page's fields; a day's box sends something only when it is ticked."""

    code: Text
    name: Text
    email: Text
    password: Annotated[str, Limit(1024)]
    company: Text
    company_en: Text
    phone: Text
    place: Text
    city: Text
    address: Text
    opens: Text
    lunch_from: Text
    lunch_until: Text
    closes: Text
    day_0: NotRequired[Text]
    day_1: NotRequired[Text]
    day_2: NotRequired[Text]
    day_3: NotRequired[Text]
    day_4: NotRequired[Text]
    day_5: NotRequired[Text]
    day_6: NotRequired[Text]


class SetupState(rx.State):
    """Whether there is something to set up, and what was wrong with the last try."""

    phase: str = "loading"
    problem: str = ""
    is_busy: bool = False
    wrong: str = ""  # the name of the field that was refused
    wrong_seq: int = 0

    @rx.event
    @public("says whether this installation still waits for its set-up; tells nothing else")
    async def open_page(self) -> None:
        """Open the form, or point to the sign-in."""
        self.problem = ""
        self.phase = "open" if await db.run(is_needed) else "done"

    @rx.event
    @public("makes the first administrator; the one-time code of the terminal stands in for a session")
    async def finish(self, form: SetupForm) -> rx.event.EventSpec | None:
        """Set everything up, or say which field is wrong; nothing is kept of a refused try."""
        language = (await self.get_state(LanguageState)).language
        try:
            await db.run(_set_up, form, language)
        except UserError as problem:
            self.problem = _words(language, problem)
            code = str(problem.facts.get("field") or ("password" if "password" in problem.code else "code"))
            self.wrong = FIELDS.get(code, code)
            self.wrong_seq += 1
            return None
        self.phase, self.problem = "done", ""
        return rx.redirect("/login?welcome=1")


def _words(language: str, problem: UserError) -> str:
    """The sentence, with the field called as the page calls it."""
    field = LABELS.get(str(problem.facts.get("field")))
    facts = problem.facts | ({"field": i18n.text(language, field)} if field else {})
    return i18n.error_text(language, UserError(problem.code, **facts))


def hours_of(form: SetupForm) -> tuple[tuple[int, int, int], ...]:
    """The week as (weekday, start, end) minutes; lunch splits a day when both its ends are given. Raises Invalid."""
    opens, closes = _minute(form["opens"]), _minute(form["closes"])
    ranges = [(opens, closes)]
    if form["lunch_from"] and form["lunch_until"]:
        ranges = [(opens, _minute(form["lunch_from"])), (_minute(form["lunch_until"]), closes)]
    return tuple((day, start, end) for day in range(7) if form.get(f"day_{day}") for start, end in ranges)


def _minute(text: str) -> int:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        raise Invalid(field="hours") from None
    return found.hour * 60 + found.minute


def is_needed() -> bool:
    """Whether nobody has set this installation up yet."""
    with db.reading() as session:
        return needs_set_up(session)


def _set_up(form: SetupForm, language: str) -> None:
    command = SetUp(
        code=form["code"], name=form["name"], email=form["email"], password=form["password"],
        company=form["company"], company_en=form["company_en"], phone=form["phone"], place=form["place"],
        city=form["city"], address=form["address"], hours=hours_of(form), language=Language(language),
    )  # fmt: skip
    with db.unit_of_work() as session:
        set_up(session, command, clock=clock.now)
    forget_code()
