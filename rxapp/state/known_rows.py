"""People who may be the same, in words: for the form that adds somebody, for editing and for merging."""

from __future__ import annotations

from typing import TypedDict

from rxapp import i18n
from rxapp.rules.phones import phone_text
from rxapp.rules.vocabulary import Language, Stage
from rxapp.services.hiring.known_people import KnownApplication, KnownPerson


class KnownItem(TypedDict):
    """Somebody who may be the same person. `open_id` is their open application for the job in hand, 0 without."""

    candidate_id: int
    version: int
    name: str
    why: str
    contact: str
    applications: str
    open_id: int


def known_item(person: KnownPerson, *, language: str, job_id: int = 0) -> KnownItem:
    """One line of a list of possible duplicates."""
    comma = i18n.text(language, "drawer.comma")
    return KnownItem(
        candidate_id=person.candidate_id,
        version=person.version,
        name=person.name,
        why=comma.join(i18n.text(language, f"intake.same_{code}") for code in person.why),
        contact=" · ".join(filter(None, [phone_text(person.phone), person.email, person.city])),
        applications="; ".join(application_text(each, language) for each in person.applications[:3]),
        open_id=next((each.id for each in person.applications if each.is_open and each.job_id == job_id), 0),
    )


def application_text(each: KnownApplication, language: str) -> str:
    """大客户销售 · 已约时间."""
    job = each.job_en if language == Language.EN else each.job
    if each.closing is not None:
        return f"{job} · {i18n.text(language, f'drawer.closed_{each.closing}')}"
    return f"{job} · {i18n.text(language, f'board.stage_{Stage(each.stage).name.lower()}')}"
