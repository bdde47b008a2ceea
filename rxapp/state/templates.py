"""The company's own texts of messages: one is open, what it becomes is shown while it is typed, its versions below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Channel, InterviewMode
from rxapp.services.company.queries import zone
from rxapp.services.messaging.texts.save_template import (
    MOST_TYPED,
    SaveTemplate,
    reset_template,
    restore_template,
    save_template,
)
from rxapp.services.messaging.texts.template_list import TemplateVersion, own_keys, versions
from rxapp.services.messaging.texts.template_words import variable_text
from rxapp.services.messaging.texts.try_out import Draft, TryOut, offered, try_out
from rxapp.services.messaging.texts.wording import Key, default_wording
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import PageState
from rxapp.state.payload import Limit
from rxapp.state.template_words import (
    FIRST,
    ChoiceItem,
    LineItem,
    PreviewItem,
    VerdictItem,
    VersionItem,
    channel_items,
    compared,
    key_of,
    kind_items,
    language_items,
    preview_item,
    verdict_items,
    version_items,
    wrong_lines,
)

Typed = Annotated[str, Limit(MOST_TYPED)]
Mode = Literal["onsite", "video"]
_SHORT_ROWS, _LONG_ROWS = 7, 14


class TemplateForm(TypedDict):
    """What is typed; a channel without subjects or approved templates sends these empty."""

    subject: Typed
    body: Typed
    provider_template: Annotated[str, Limit(200)]


class PieceItem(TypedDict):
    """A variable that can be put in."""

    value: str
    text: str


NO_PREVIEW = PreviewItem(subject="", pieces=[], glance="", sizes=[])


@dataclass(frozen=True, slots=True)
class _Open:
    """A text as it is stored."""

    own: frozenset[Key]
    versions: list[TemplateVersion]
    offered: list[PieceItem]
    zone: str

    @property
    def newest(self) -> TemplateVersion | None:
        return self.versions[0] if self.versions else None


class TemplatesState(PageState, rx.State):
    """`opened` rises when the form must hold what is stored, `kept` when what it holds was stored."""

    kinds: list[ChoiceItem] = []
    channels: list[ChoiceItem] = []
    languages: list[ChoiceItem] = []
    title: str = ""
    moment: str = ""
    subject: str = ""
    body: str = ""
    provider_template: str = ""
    channel: str = ""
    rows: int = 14  # of the text's box
    is_own: bool = False
    in_use: str = ""
    meanwhile: str = ""
    mode: str = InterviewMode.ONSITE.value
    variables: list[PieceItem] = []
    wrong: list[str] = []
    preview: PreviewItem = NO_PREVIEW
    verdicts: list[VerdictItem] = []
    versions: list[VersionItem] = []
    compared: int = 0
    lines: list[LineItem] = []
    opened: int = 0
    kept: int = 0
    _key: Key = FIRST
    _version: int = 0
    _typed: tuple[str, str] = ("", "")

    @rx.event
    @guarded(*HR)
    async def load(self) -> None:
        """Open the text that the address names."""
        asked = self.router.url.query_parameters
        self._key = key_of(*(str(asked.get(name, "")) for name in ("kind", "channel", "language")))
        self.problem = self.meanwhile = ""
        await self._open()

    @rx.event
    @guarded(*HR)
    async def look(self, subject: Typed, body: Typed) -> None:
        """Show what the typed text becomes."""
        self._typed = (subject, body)
        await self._look()

    @rx.event
    @guarded(*HR)
    async def choose_mode(self, mode: Mode) -> None:
        """Show it for an interview on site, or by video."""
        self.mode = mode
        await self._look()

    @rx.event
    @guarded(*HR)
    async def save(self, form: TemplateForm) -> None:
        """Keep what is typed as a new version; a colleague's that came meanwhile is said, and nothing typed is lost."""
        key, version, actor = self._key, self._version, current_actor()
        self._typed = (form["subject"], form["body"])

        def work() -> int:
            with db.unit_of_work() as session:
                command = SaveTemplate(key, form["subject"], form["body"], version, form["provider_template"])
                return save_template(session, command, actor=actor, clock=clock.now)

        if await self._do(work, "templates.saved", on_stale=self._meanwhile) is None:
            await self._look()
            return
        self.kept += 1
        await self._open(keeps_form=True)

    @rx.event
    @guarded(*HR)
    async def restore(self, version: int) -> None:
        """An earlier version becomes the newest."""
        key, newest, actor = self._key, self._version, current_actor()

        def work() -> int:
            with db.unit_of_work() as session:
                return restore_template(session, key, version, newest, actor=actor, clock=clock.now)

        await self._put(work, "templates.restored", version=version)

    @rx.event
    @guarded(*HR)
    async def reset_text(self) -> None:
        """The product's own text again."""
        key, newest, actor = self._key, self._version, current_actor()

        def work() -> int:
            with db.unit_of_work() as session:
                return reset_template(session, key, newest, actor=actor, clock=clock.now)

        await self._put(work, "templates.reset_done")

    @rx.event
    @guarded(*HR)
    async def compare(self, version: int) -> None:
        """Show a version beside what is in use; 0 closes."""
        self.compared, self.lines = 0, []
        if not version:
            return
        found = await self._read(_versions, self._key)
        old = next((one for one in found or () if one.version == version), None)
        if found and old is not None:
            self.compared, self.lines = version, compared(self._key, old, found[0])

    async def _put(self, work: Callable[[], int], done: str, **facts: Any) -> None:
        self.meanwhile = ""
        if await self._do(work, done, on_stale=self._meanwhile, **facts) is not None:
            self.problem = ""
            await self._open()

    async def _open(self, *, keeps_form: bool = False) -> None:
        found = await self._read(_open, self._key, current_actor().language)
        if found is None:
            return
        self._show(found)
        if not keeps_form:
            usual, newest = default_wording(*self._key), found.newest
            own = newest if newest is not None and not newest.is_default else None
            self.subject, self.body = (own.subject, own.body) if own else (usual.subject, usual.body)
            self.provider_template = own.provider_template if own else ""
            self._typed = (self.subject, self.body)
            self.opened += 1
        self.meanwhile = ""
        await self._look()

    def _show(self, found: _Open) -> None:
        key, language, now = self._key, current_actor().language, clock.now()
        self.kinds = kind_items(key, found.own, language)
        self.channels = channel_items(key, found.own, language)
        self.languages = language_items(key, found.own, language)
        [on] = [one for one in self.kinds if one["is_on"]]
        self.title, self.moment, self.channel = on["text"], on["hint"], key[1].value
        self.rows = _SHORT_ROWS if key[1] in (Channel.SMS, Channel.WECHAT) else _LONG_ROWS
        self.variables = found.offered
        self.versions = version_items(found.versions, language, zone=found.zone, now=now)
        self.compared, self.lines = 0, []
        newest = found.newest
        self._version = newest.version if newest else 0
        self.is_own = newest is not None and not newest.is_default
        self.in_use = (
            i18n.text(
                language, "templates.is_own", version=newest.version, who=newest.who,
                when=i18n.when(language, newest.at, now, found.zone),
            )
            if newest is not None and self.is_own
            else i18n.text(language, "templates.is_default")
        )  # fmt: skip

    async def _meanwhile(self) -> None:
        """A colleague saved: their version stands in the list, the next save is on top of it."""
        found = await self._read(_open, self._key, current_actor().language)
        if found is None or found.newest is None:
            return
        self._show(found)
        who = found.newest.who or i18n.text(current_actor().language, "conflict.empty")
        self.meanwhile = i18n.text(
            current_actor().language, "templates.meanwhile", who=who, version=found.newest.version
        )

    async def _look(self) -> None:
        draft = Draft(self._key, *self._typed, InterviewMode(self.mode))
        found = await self._read(_try_out, draft)
        if found is None:
            return
        language = current_actor().language
        self.wrong = wrong_lines(found, language)
        self.preview = preview_item(found, language)
        self.verdicts = verdict_items(found, language)


def _open(key: Key, language: str) -> _Open:
    with db.reading() as session:
        said = [
            PieceItem(value=f"{{{one}}}", text=variable_text(language, one))
            for one in offered(session, key, clock.now())
        ]
        return _Open(own_keys(session), versions(session, key), said, zone(session))


def _versions(key: Key) -> list[TemplateVersion]:
    with db.reading() as session:
        return versions(session, key)


def _try_out(draft: Draft) -> TryOut:
    with db.reading() as session:
        return try_out(session, draft, clock.now())
