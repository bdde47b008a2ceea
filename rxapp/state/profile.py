"""An interviewer's profile: the form, and beside it how candidates read it."""

from __future__ import annotations

from typing import Annotated, TypedDict

import reflex as rx

from rxapp import db
from rxapp.rules.vocabulary import HR, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.profile import Profile, SaveProfile, profile, profiles, save_profile, set_photo
from rxapp.services.files.store import usable
from rxapp.services.files.types import FileKind
from rxapp.state.address import read_id
from rxapp.state.candidate_words import initials
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import PageState
from rxapp.state.payload import Limit

EDITORS = (*HR, Role.INTERVIEWER)
Text = Annotated[str, Limit(2000)]


class ProfileItem(TypedDict):
    """One interviewer as the form holds them; `photo` is the picture's address or empty."""

    user_id: int
    name: str
    initials: str
    title: str
    title_en: str
    background: str
    background_en: str
    photo: str
    version: int


class PersonChoice(TypedDict):
    """One interviewer of the list; `is_blank` where candidates would read only a name."""

    id: int
    name: str
    is_blank: bool


class ProfileForm(TypedDict):
    """What is typed."""

    title: Text
    title_en: Text
    background: Text
    background_en: Text


NOBODY = ProfileItem(
    user_id=0,
    name="",
    initials="",
    title="",
    title_en="",
    background="",
    background_en="",
    photo="",
    version=0,
)


class ProfileState(PageState, rx.State):
    """The interviewers the caller may edit, and the one that is open."""

    people: list[PersonChoice] = []
    person: ProfileItem = NOBODY
    stored: ProfileItem = NOBODY  # what somebody else saved meanwhile, beside what is typed
    opened: int = 0
    is_stale: bool = False
    is_saved: bool = False

    @rx.event
    @guarded(*EDITORS)
    async def load(self) -> None:
        """Open whom the address names, or oneself, or the first of the list."""
        actor = current_actor()
        wanted = read_id(self.router.url.query_parameters.get("user"))
        found = await self._read(_profiles, actor, wanted)
        if found is None:
            return
        people, person = found
        self.people = [
            PersonChoice(id=each.user_id, name=each.name, is_blank=not (each.title and each.background))
            for each in people
        ]
        self._open(person)

    @rx.event
    @guarded(*EDITORS)
    async def save(self, form: ProfileForm) -> None:
        """Store what is typed; what somebody else saved meanwhile is shown beside it, and nothing typed is lost."""
        actor, user_id, version = current_actor(), self.person["user_id"], self.person["version"]

        def work() -> Profile:
            with db.unit_of_work() as session:
                command = SaveProfile(user_id=user_id, version=version, **form)
                return save_profile(session, command, actor=actor)

        saved = await self._do(work, "users.profile_saved")
        if saved is not None:
            self._open(saved, keeps_form=True)
            self.is_saved = True
            return
        _, now_stored = await self._found(db.run(_profiles, actor, user_id)) or (None, None)
        if now_stored is not None and now_stored.version != version:
            # The next save knowingly replaces the other's; the form on the screen keeps what was typed.
            self.stored, self.is_stale = _item(now_stored), True
            self.person = self.person | {"version": now_stored.version}  # type: ignore[assignment]

    @rx.event
    @guarded(*EDITORS)
    async def put_photo(self, file_id: int, name: str) -> None:
        """The photograph that was just uploaded becomes this person's; what it was called is of no use."""
        del name
        await self._photo(file_id)

    @rx.event
    @guarded(*EDITORS)
    async def drop_photo(self) -> None:
        """Initials again."""
        await self._photo(None)

    def _says_itself(self) -> bool:
        return True

    async def _photo(self, file_id: int | None) -> None:
        actor, user_id = current_actor(), self.person["user_id"]

        def work() -> Profile:
            with db.unit_of_work() as session:
                if file_id is not None:
                    usable(session, file_id, FileKind.PHOTO, actor=actor)
                return set_photo(session, user_id, file_id, actor=actor)

        saved = await self._do(work, "users.photo_saved" if file_id else "users.photo_dropped")
        if saved is not None:
            self.person = self.person | {"photo": photo_address(saved.photo_id), "version": saved.version}  # type: ignore[assignment]

    def _open(self, person: Profile | None, *, keeps_form: bool = False) -> None:
        self.person = _item(person) if person else NOBODY
        self.stored, self.is_stale, self.is_saved, self.problem = NOBODY, False, False, ""
        if not keeps_form:
            self.opened += 1


def photo_address(photo_id: int | None) -> str:
    """Where a photograph can be fetched by whoever may see it; empty without one."""
    return f"/files/{photo_id}" if photo_id else ""


def _item(found: Profile) -> ProfileItem:
    return ProfileItem(
        user_id=found.user_id, name=found.name, initials=initials(found.name), title=found.title,
        title_en=found.title_en, background=found.background, background_en=found.background_en,
        photo=photo_address(found.photo_id), version=found.version,
    )  # fmt: skip


def _profiles(actor: Actor, wanted: int | None) -> tuple[list[Profile], Profile | None]:
    with db.reading() as session:
        people = profiles(session, actor=actor) if actor.role in EDITORS else []
        if wanted is not None:
            return people, profile(session, wanted, actor=actor)
    mine = next((each for each in people if each.user_id == actor.user_id), None)
    return people, mine or next(iter(people), None)
