"""What a message may say: facts of one candidate and one interview, and the variables they become.

    variables(facts, channel) -> {variable: words in the reader's language}

`LINK` and `CODE` stand for what only the moment of sending knows (`words.with_link`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from rxapp import i18n
from rxapp.rules.geo import amap_link, amap_search, geo_link
from rxapp.rules.vocabulary import Channel, InterviewMode, Language, StepKind

LINK, CODE = "[[link]]", "[[code]]"
_ZH_TITLES = ("总经理", "副总", "经理", "总监", "主管", "主任", "总裁", "店长")
_TWO_SYLLABLES = (
    "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "端木", "南宫",
)  # fmt: skip
MOST_PEOPLE = 3


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


def addresses(facts: LetterFacts) -> tuple[str, ...]:
    """The addresses besides our own that a message names: of the map, of the meeting."""
    found = (map_link(facts.place) if facts.place else "", facts.meeting_link)
    return tuple(address for address in found if address)


@lru_cache(maxsize=512)
def _where(language: Language, place: PlaceFacts) -> dict[str, str]:
    has_pin = place.lat is not None and place.lng is not None
    return {
        "place": _either(language, place.name, place.name_en),
        "address": _either(language, place.address, place.address_en),
        "entrance": place.entrance,
        "floor": place.floor,
        "map_link": map_link(place),
        "geo_link": geo_link(place.lat, place.lng) if has_pin else "",  # type: ignore[arg-type]
    }


@lru_cache(maxsize=512)
def _who(language: Language, people: tuple[PersonFacts, ...]) -> dict[str, str]:
    """One interviewer in three variables; of several the names, and a line about each."""
    if len(people) == 1:
        [one] = people
        return {
            "host": respectful(one, language),
            "interviewer": one.name,
            "interviewer_title": _either(language, one.title, one.title_en),
            "background": _either(language, one.background, one.background_en),
        }
    some, about = people[:MOST_PEOPLE], []
    for person in some:
        said = [
            _either(language, person.title, person.title_en),
            _either(language, person.background, person.background_en),
        ]
        known = i18n.text(language, "message.comma").join(one for one in said if one)
        if known:
            about.append(i18n.text(language, "message.about", person=person.name, background=known))
    return {
        "host": respectful(people[0], language) if people else "",
        "interviewer": i18n.text(language, "message.comma").join(person.name for person in some),
        "interviewer_title": "",
        "background": "\n".join(about),
    }


@lru_cache(maxsize=512)
def _bring(language: Language, job: JobFacts) -> str:
    items = (item.strip() for item in _either(language, job.what_to_bring, job.what_to_bring_en).splitlines())
    return i18n.text(language, "message.comma").join(item for item in items if item)


@lru_cache(maxsize=4096)
def _times(
    language: Language, channel: Channel, starts_at: datetime, ends_at: datetime, zone: str, today: date
) -> dict[str, str]:
    """WeChat's fields of times want digits; a dash outside the alphabet of SMS would make every English text dearer."""
    local = starts_at.astimezone(_zone(zone))
    start, end = f"{local:%H:%M}", f"{ends_at.astimezone(_zone(zone)):%H:%M}"
    if channel is Channel.WECHAT:
        on = i18n.text(Language.ZH, "message.wechat_day", year=local.year, month=local.month, day=local.day)
        return {"when": f"{on} {start}~{end}", "date": on, "time": start}
    full = i18n.day(language, local.date())
    near = {0: "date.today", 1: "date.tomorrow"}.get((local.date() - today).days)
    dash = "-" if channel is Channel.SMS else "–"
    return {
        "when": f"{full} {start}{dash}{end}",
        "date": i18n.text(language, near) if near else full,
        "time": start,
    }


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def variables(facts: LetterFacts, channel: Channel) -> dict[str, str]:
    """Every variable that has something to say here; the others are absent or empty."""
    language = facts.language
    filled = {
        "name": facts.candidate,
        "company": facts.company,
        "job": _either(language, facts.job.title, facts.job.title_en),
        "minutes": str(facts.minutes or ""),
        "bring": _bring(language, facts.job),
        "contact_name": facts.recruiter,
        "contact_phone": facts.phone,
        "words": facts.words,
        "link": LINK,
        "code": CODE,
    }
    if facts.mode == InterviewMode.VIDEO:
        filled["place"] = i18n.text(language, "message.by_video")
        filled["meeting_link"] = facts.meeting_link
    elif facts.place:
        filled.update(_where(language, facts.place))
    filled.update(_who(language, facts.people))
    filled["host"] = filled["host"] or facts.recruiter or facts.company
    if facts.starts_at is not None and facts.ends_at is not None:
        today = facts.now.astimezone(_zone(facts.zone)).date()
        filled.update(_times(language, channel, facts.starts_at, facts.ends_at, facts.zone, today))
    return filled
