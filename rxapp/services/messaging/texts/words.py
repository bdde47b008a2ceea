"""A message as its reader gets it: catalogue text filled with time, place, interviewer, what to bring, contact.

Rendered when it leaves, so that it says what is true then. The link stands as `LINK` in what is stored; `with_link`
puts the working address in its place for sending and showing, because its token can always be made again from
the link's id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from rxapp import i18n
from rxapp.rules.geo import amap_link, amap_search
from rxapp.rules.texts.sms_codes import formatted
from rxapp.rules.vocabulary import Channel, InterviewMode, Language, StepKind
from rxapp.services.accounts.sms_codes import code_of
from rxapp.services.accounts.tokens import make_link_token
from rxapp.settings import get_settings

LINK, CODE = "[[link]]", "[[code]]"
CODE_PAGE = "/s"  # where the code of an SMS is typed
_ZH_TITLES = ("总经理", "副总", "经理", "总监", "主管", "主任", "总裁", "店长")
_TWO_SYLLABLES = (
    "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "端木", "南宫",
)  # fmt: skip
_BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """Where to go; texts in both languages, coordinates as a Chinese map gives them."""

    name: str
    name_en: str
    address: str
    address_en: str
    entrance: str
    floor: str
    lat: float | None
    lng: float | None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """An interviewer as a candidate reads about them."""

    name: str
    title: str = ""
    title_en: str = ""
    background: str = ""
    background_en: str = ""


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What the job adds to every message about it."""

    title: str
    title_en: str
    what_to_bring: str
    what_to_bring_en: str


@dataclass(slots=True)
class LetterFacts:
    """Everything one message may say. `starts_at` is None before a time is chosen. Not frozen: thousands a second."""

    kind: StepKind
    language: Language
    zone: str
    now: datetime
    candidate: str
    recruiter: str
    company: str
    phone: str
    job: JobFacts
    mode: InterviewMode
    minutes: int
    place: PlaceFacts | None = None
    meeting_link: str = ""
    people: tuple[PersonFacts, ...] = field(default=())
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    words: str = ""  # somebody's own, where the message is one that people word themselves


def map_link(place: PlaceFacts) -> str:
    """An Amap address that opens the place on any phone, with the app or without it."""
    if place.lat is None or place.lng is None:
        return amap_search(place.address or place.name)
    return amap_link(place.lat, place.lng, place.name or place.address)


@lru_cache(maxsize=512)
def respectful(person: PersonFacts, language: Language) -> str:
    """How a message names an interviewer: 张经理 where the title allows it, else the whole name."""
    if language != Language.ZH:
        return person.name
    rank = next((rank for rank in _ZH_TITLES if person.title.endswith(rank)), "")
    if not rank or not re.fullmatch(r"[㐀-鿿]{2,4}", person.name):
        return person.name
    return person.name[: 2 if person.name.startswith(_TWO_SYLLABLES) and len(person.name) > 2 else 1] + rank


def _either(language: Language, zh: str, en: str) -> str:
    return (en or zh) if language == Language.EN else zh


@lru_cache(maxsize=512)
def _where(language: Language, place: PlaceFacts) -> tuple[str, str]:
    name = _either(language, place.name, place.name_en)
    detail = " ".join(part for part in (place.entrance, place.floor) if part)
    line = i18n.text(
        language, "message.line.place", name=name, address=_either(language, place.address, place.address_en),
        detail=f" {detail}" if detail else "",
    )  # fmt: skip
    short = f"{name} {detail}".strip()
    return f"{line}\n{i18n.text(language, 'message.line.map', link=map_link(place))}\n", short


@lru_cache(maxsize=512)
def _who(language: Language, people: tuple[PersonFacts, ...]) -> str:
    lines = []
    for person in people[:3]:
        title = _either(language, person.title, person.title_en)
        background = _either(language, person.background, person.background_en)
        said = i18n.text(language, "message.titled", name=person.name, title=title) if title else person.name
        if background:
            said = i18n.text(language, "message.about", person=said, background=background)
        lines.append(i18n.text(language, "message.line.interviewer", person=said))
    return "".join(f"{line}\n" for line in lines)


@lru_cache(maxsize=512)
def _bring(language: Language, job: JobFacts) -> str:
    items = [item.strip() for item in _either(language, job.what_to_bring, job.what_to_bring_en).splitlines()]
    items = [item for item in items if item]
    if not items:
        return ""
    comma = i18n.text(language, "message.comma")
    return i18n.text(language, "message.line.bring", items=comma.join(items)) + "\n"


@lru_cache(maxsize=64)
def _contact(language: Language, company: str, recruiter: str, phone: str) -> str:
    return i18n.text(language, "message.line.contact", company=company, recruiter=recruiter, phone=phone)


@lru_cache(maxsize=4096)
def _times(
    language: Language, starts_at: datetime, ends_at: datetime, zone: str, today: date
) -> tuple[str, str, str, str, str]:
    """The day as people say it, the day in full, both clock times, and the line that says all."""
    local = starts_at.astimezone(ZoneInfo(zone))
    days = (local.date() - today).days
    full = i18n.day(language, local.date())
    near = {0: "date.today", 1: "date.tomorrow"}.get(days)
    said = i18n.text(language, near) if near else full
    start, end = f"{local:%H:%M}", f"{ends_at.astimezone(ZoneInfo(zone)):%H:%M}"
    return (
        said,
        full,
        start,
        end,
        i18n.text(language, "message.line.time", day=full, start=start, end=end) + "\n",
    )


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def render(facts: LetterFacts) -> tuple[str, str]:
    """(subject, body) of a message; the body holds `LINK` where its link goes."""
    language = facts.language
    place, short_place = _where(language, facts.place) if facts.place else ("", "")
    if facts.mode == InterviewMode.VIDEO:
        place = i18n.text(language, "message.line.video", link=facts.meeting_link) + "\n"
        short_place = i18n.text(language, "message.by_video")
    first = facts.people[0] if facts.people else None
    host = respectful(first, language) if first else _contact_name(facts)
    day = full_day = start = end = time = ""
    if facts.starts_at is not None and facts.ends_at is not None:
        today = facts.now.astimezone(_zone(facts.zone)).date()
        day, full_day, start, end, time = _times(language, facts.starts_at, facts.ends_at, facts.zone, today)
    filled = {
        "name": facts.candidate,
        "company": facts.company,
        "recruiter": facts.recruiter,
        "phone": facts.phone,
        "job": _either(language, facts.job.title, facts.job.title_en),
        "minutes": facts.minutes,
        "host": host,
        "day": day,
        "full_day": full_day,
        "start": start,
        "end": end,
        "time": time,
        "place": place,
        "short_place": short_place,
        "who": _who(language, facts.people),
        "bring": _bring(language, facts.job),
        "contact": _contact(language, facts.company, facts.recruiter, facts.phone),
        "link": LINK,
    }
    filled["words"] = facts.words or _own_words(language, facts.kind, filled)
    subject, body = _templates(language, facts.kind, facts.mode)
    return subject.format_map(filled), _BLANKS.sub("\n\n", body.format_map(filled)).strip()


def _own_words(language: Language, kind: StepKind, filled: dict[str, Any]) -> str:
    """What the catalogue would say where a person may say it differently; empty for all other kinds."""
    key = f"message.{kind}.words"
    return i18n.template(language, key).format_map(filled) if i18n.has(key) else ""


def usual_words(facts: LetterFacts) -> str:
    """The words a person starts from when they tell a decision, in the reader's language."""
    filled = {
        "name": facts.candidate,
        "company": facts.company,
        "recruiter": facts.recruiter,
        "job": _either(facts.language, facts.job.title, facts.job.title_en),
    }
    return _own_words(facts.language, facts.kind, filled)


@lru_cache(maxsize=128)
def _templates(language: Language, kind: StepKind, mode: InterviewMode) -> tuple[str, str]:
    key = f"message.{kind}"
    body = f"{key}.{mode}" if i18n.has(f"{key}.{mode}") else f"{key}.text"
    return i18n.template(language, f"{key}.subject"), i18n.template(language, body)


def _contact_name(facts: LetterFacts) -> str:
    return facts.recruiter or facts.company


def link_address(link_id: int) -> str:
    """The address of a candidate's link, complete."""
    return f"{get_settings().effective_public_url}/i/{make_link_token(link_id)}"


def addresses(facts: LetterFacts) -> tuple[str, ...]:
    """The addresses besides our own that a message names: of the map, of the meeting."""
    found = (map_link(facts.place) if facts.place else "", facts.meeting_link)
    return tuple(address for address in found if address)


def code_address() -> str:
    """The fixed address that an SMS names beside its code."""
    return get_settings().effective_public_url + CODE_PAGE


def with_link(
    body: str,
    link_id: int | None,
    *,
    channel: Channel | None = None,
    language: str = Language.ZH,
) -> str:
    """The text with its working link; without a link the place stays empty. An SMS carries the fixed address and a code
    instead (`CODE`: the code alone); elsewhere the link stands for the code too."""
    if LINK not in body and CODE not in body:
        return body
    if link_id is None:
        return body.replace(LINK, "").replace(CODE, "")
    if channel is not Channel.SMS:
        address = link_address(link_id)
        return body.replace(LINK, address).replace(CODE, address)
    code = formatted(code_of(link_id))
    by_code = i18n.text(language, "message.by_code", address=code_address(), code=code)
    return body.replace(LINK, by_code).replace(CODE, code)
