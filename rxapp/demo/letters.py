"""Messages of the history: what was sent, with a link of its own, and when its page came alive on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rxapp.demo.calendar import DAY, HOUR, local_day, moment
from rxapp.demo.company import Interviewer, content
from rxapp.demo.ledger import Row
from rxapp.demo.world import SYSTEM_ACTOR
from rxapp.models.vocabulary import EventKind, StepKind

if TYPE_CHECKING:
    from rxapp.demo.life import Life

LINK_LASTS = 60 * DAY
FAILS = 0.015
TELLINGS = {"pass": StepKind.TOLD_PASS, "no": StepKind.TOLD_NO}


def send(life: Life, step: Row) -> tuple[Row, Row]:
    """A message leaves on the demo's channel; returns its delivery and its link."""
    world, now, kind = life.world, life.world.now, StepKind(step["kind"])
    link = world.ledger.add(
        "candidate_link", application_id=life.row["id"], candidate_id=life.person.row["id"], purpose="portal",
        created_at=now, expires_at=now + LINK_LASTS,
    )  # fmt: skip
    delivery = world.ledger.add(
        "delivery", dedupe=f"{step['dedupe']}:outbox", step_id=step["id"], kind=kind.value,
        channel="outbox", language=life.language, application_id=life.row["id"], booking_id=step["booking_id"],
        invitation_id=step["invitation_id"], link_id=link["id"], due_at=step["due_at"], created_at=now,
        state="sent", sent_at=now, attempt=1, caused_by=step["caused_by"],
        **_text(life, kind, step.get("words", "")),
    )  # fmt: skip
    link["delivery_id"] = delivery["id"]
    held = life.booking if step["booking_id"] else None
    told = EventKind.MESSAGE_SENT
    if kind not in TELLINGS and life.rng.random() < FAILS:
        delivery.update(state="failed", sent_at=None, error="unreachable")
        told = EventKind.MESSAGE_FAILED
    world.event(told, SYSTEM_ACTOR, life.row, held, **_facts(delivery))
    life.settle(step, "done")
    return delivery, link


def opened(life: Life, delivery: Row, link: Row) -> None:
    """The page behind a message came alive on the phone."""
    if delivery["opened_at"] is None:
        delivery["opened_at"] = link["opened_at"] = life.world.now
        held = life.booking if delivery["booking_id"] else None
        life.world.event(
            EventKind.MESSAGE_OPENED, life.me, life.row, held, **_facts(delivery), link_id=link["id"]
        )


def _facts(delivery: Row) -> dict[str, Any]:
    return {"delivery_id": delivery["id"], "kind": delivery["kind"], "channel": delivery["channel"]}


def told(life: Life, step: Row) -> Row:
    """How it ended is told, in the words that stand with the step from now on; the letter comes whatever they opened.
    Returns its delivery."""
    texts = content("messages")[step["kind"]]
    step["words"] = texts[f"words_{life.language}"].format(**_names(life))
    return send(life, step)[0]


def _text(life: Life, kind: StepKind, words: str = "") -> dict[str, str]:
    """Subject and body; a round by video is told its meeting link, one on site its place."""
    language, round_ = life.language, life.invitation
    assert round_ is not None
    texts, is_video = content("messages")[kind.value], round_["mode"] == "video"
    if is_video:
        texts = texts | texts.get("video", {})
    facts = _names(life) | {"minutes": round_["minutes"], "words": words}
    facts |= _times(life, language) | _lines(life, language, is_video=is_video)
    subject, body = texts[f"subject_{language}"], texts[language]
    return {"subject": subject.format(**facts), "body": body.format(**facts).strip()}


def _names(life: Life) -> dict[str, Any]:
    """Who and for what, in the reader's language."""
    is_english, job, about = life.language == "en", life.position.row, content("company")["company"]
    return {
        "name": life.person.row["name"],
        "job": job["title_en" if is_english else "title"],
        "host": (life.interviewer or life.people[0]).name,
        "company": about["name_en" if is_english else "name"],
        "recruiter": life.recruiter["name"],
    }


def _times(life: Life, language: str) -> dict[str, str]:
    """When, as a message says it: in full, and near days by their names, by the distance they have when it leaves."""
    lines, at = content("messages")["lines"], life.booking["starts_at"] if life.booking else life.world.now
    local = moment(at + 8 * HOUR)
    start = f"{local:%H:%M}"
    facts: dict[str, Any] = {"start": start, "day": local.day}
    if language == "zh":
        facts |= {"month": local.month, "weekday": "一二三四五六日"[local.weekday()]}
    else:
        facts |= {"month": f"{local:%b}", "weekday": f"{local:%a}"}
    when = lines[f"when_{language}"].format(**facts)
    days, names = local_day(at) - local_day(life.world.now), lines[f"days_{language}"]
    near = names[days] if days in (0, 1) else when.removesuffix(f" {start}")
    ends = life.booking["ends_at"] if life.booking else at
    return {"when": when, "near": near, "start": start, "end": f"{moment(ends + 8 * HOUR):%H:%M}"}


def _lines(life: Life, language: str, *, is_video: bool) -> dict[str, str]:
    """Where, with whom and what to bring, each a line; the same for every message of a round, hence kept."""
    who = life.interviewer or life.people[0]
    key = (language, life.position.row["id"], who.id, is_video)
    kept = life.world.lines.get(key)
    if kept is None:
        kept = life.world.lines[key] = _made_lines(life, who, language, is_video)
    return kept


def _made_lines(life: Life, who: Interviewer, language: str, is_video: bool) -> dict[str, str]:
    world, job, end = life.world, life.position.row, "_en" if language == "en" else ""
    lines = content("messages")["lines"]
    place, about = world.firm.places[job["city"]], _profile(life, who)
    if is_video:
        where = lines[f"room_{language}"].format(room=job["meeting_link"])
    else:
        address = f"https://uri.amap.com/marker?position={place['lng']:.6f},{place['lat']:.6f}"
        where = lines[f"where_{language}"].format(
            address=place[f"address{end}"], place=place[f"name{end}"], floor=place["floor"],
            map=f"{address}&name={quote(place['name'], safe='')}&coordinate=gaode",
        )  # fmt: skip
    items = ("、" if language == "zh" else ", ").join(job[f"what_to_bring{end}"].splitlines())
    return {
        "where": where,
        "who": lines[f"who_{language}"].format(
            name=who.name, title=about[f"title{end}"], background=about[f"background{end}"]
        ),
        "bring": lines[f"bring_{language}"].format(items=items),
    }


def _profile(life: Life, who: Interviewer) -> Row:
    return next(row for row in life.world.ledger.tables["interviewer_profile"] if row["user_id"] == who.id)
