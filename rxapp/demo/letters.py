"""Messages of the history: what was sent, with a link of its own, and when its page came alive on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxapp.demo.calendar import DAY, HOUR, moment
from rxapp.demo.company import content
from rxapp.demo.ledger import Row
from rxapp.demo.world import SYSTEM_ACTOR
from rxapp.models.vocabulary import EventKind, StepKind

if TYPE_CHECKING:
    from rxapp.demo.life import Life

LINK_LASTS = 60 * DAY
FAILS = 0.015


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
        state="sent", sent_at=now, attempt=1, caused_by=step["caused_by"], **_text(life, kind),
    )  # fmt: skip
    link["delivery_id"] = delivery["id"]
    held = life.booking if step["booking_id"] else None
    told = EventKind.MESSAGE_SENT
    if life.rng.random() < FAILS:
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


def _text(life: Life, kind: StepKind) -> dict[str, str]:
    """Subject and body; a round by video is told its meeting link, one on site its place."""
    language, job = life.language, life.position.row
    round_ = life.invitation
    assert round_ is not None
    texts = content("messages")[kind.value]
    facts = {"name": life.person.row["name"], "job": job["title_en" if language == "en" else "title"]}
    facts |= {"minutes": round_["minutes"], "host": (life.interviewer or life.people[0]).name}
    facts["when"] = _said(life.booking["starts_at"] if life.booking else life.world.now, language)
    if round_["mode"] == "video":
        texts = texts | texts.get("video", {})
        facts["room"] = round_["meeting_link"]
    else:
        facts["place"] = life.world.firm.places[job["city"]]["name_en" if language == "en" else "name"]
    return {"subject": texts[f"subject_{language}"], "body": texts[language].format(**facts)}


def _said(at: int, language: str) -> str:
    """A time as a message says it."""
    local = moment(at + 8 * HOUR)
    return f"{local.month}月{local.day}日 {local:%H:%M}" if language == "zh" else f"{local:%d %b %H:%M}"
