"""The company's own texts of messages: kept as versions, so that every earlier one can be had back.

save_template(session, SaveTemplate(...)) -> id
restore_template(session, key, earlier, version) -> id      an earlier version becomes the newest
reset_template(session, key, version) -> id                 the product's own text from here on

`version` is the newest one that its author has seen, 0 for none. All raise NotAllowed, Invalid, Stale; saving and
restoring raise TemplateRefused, which says what is wrong with the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale, UserError
from rxapp.models import MessageTemplate
from rxapp.rules.events import EventKind
from rxapp.rules.texts.templates import MESSAGE_KINDS, Problem, ProblemCode, parse, problems
from rxapp.rules.vocabulary import HR, Channel, InterviewMode
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.inputs import one_line, text
from rxapp.services.messaging.texts.template_words import problem_text
from rxapp.services.messaging.texts.wording import WORDED, Key

MOST_SUBJECT, MOST_TYPED = 200, 20_000  # what is a little too long is refused by its number
_SHORT = (Channel.SMS, Channel.WECHAT)


class TemplateRefused(UserError):
    """The text would make messages that say too little or nonsense."""

    code = "template_refused"


@dataclass(frozen=True, slots=True)
class SaveTemplate:
    """A text for one event, channel and language. `subject`: e-mail only."""

    key: Key
    subject: str
    body: str
    version: int
    provider_template: str = ""


def text_problems(key: Key, subject: str, body: str) -> list[Problem]:
    """Everything that keeps a text from being saved, each once, the body's in its order. One text serves interviews on
    site and by video, so it must do for both."""
    kind, channel, _ = key
    is_short, is_fields = channel in _SHORT, channel is Channel.WECHAT
    found: list[Problem] = []
    for mode in InterviewMode:
        found += problems(body, kind, mode, is_short=is_short, is_fields=is_fields)
    if channel is Channel.EMAIL:
        found += subject_problems(subject)
    return list(dict.fromkeys(found))


def subject_problems(subject: str) -> list[Problem]:
    """What is wrong with the subject of an e-mail; positions are the subject's."""
    if not subject.strip():
        return [Problem(ProblemCode.EMPTY, -1, 0)]
    found = list(parse(subject).problems)
    if len(subject) > MOST_SUBJECT:
        found.append(Problem(ProblemCode.TOO_LONG, MOST_SUBJECT, len(subject) - MOST_SUBJECT))
    return found


def save_template(session: Session, command: SaveTemplate, *, actor: Actor, clock: Clock = clocks.now) -> int:
    """Keep a text as the newest version; messages are filled from it from now on."""
    _check(command.key, actor)
    typed = text(command.body, "body", most=MOST_TYPED)
    body = "\n".join(line.rstrip() for line in typed.replace("\r\n", "\n").split("\n"))
    subject = text(command.subject, "subject", most=MOST_TYPED) if command.key[1] is Channel.EMAIL else ""
    wrong = text_problems(command.key, subject, body)
    if wrong:
        raise TemplateRefused(why=_said(wrong, actor.language))
    row = MessageTemplate(
        kind=command.key[0], channel=command.key[1], language=command.key[2],
        subject=one_line(subject, "subject", most=MOST_SUBJECT), body=body,
        provider_template=one_line(command.provider_template, "provider_template", most=80),
    )  # fmt: skip
    return _add(session, row, command.version, EventKind.TEMPLATE_SAVED, actor, clock)


def restore_template(
    session: Session, key: Key, earlier: int, version: int, *, actor: Actor, clock: Clock = clocks.now
) -> int:
    """Make an earlier version the newest. Raises NotFound too."""
    _check(key, actor)
    found = session.exec(_of(key).where(MessageTemplate.version == earlier)).first()
    if found is None:
        raise NotFound
    if found.is_default:
        return reset_template(session, key, version, actor=actor, clock=clock)
    command = SaveTemplate(key, found.subject, found.body, version, found.provider_template)
    return save_template(session, command, actor=actor, clock=clock)


def reset_template(
    session: Session, key: Key, version: int, *, actor: Actor, clock: Clock = clocks.now
) -> int:
    """Use the product's own text again; the versions stay."""
    _check(key, actor)
    row = MessageTemplate(kind=key[0], channel=key[1], language=key[2], is_default=True)
    return _add(session, row, version, EventKind.TEMPLATE_RESET, actor, clock)


def _check(key: Key, actor: Actor) -> None:
    if actor.role not in HR:
        raise NotAllowed
    if key[0] not in MESSAGE_KINDS:
        raise Invalid(field="kind")
    if key[1] not in WORDED:
        raise Invalid(field="channel")


def _of(key: Key):  # type: ignore[no-untyped-def]
    return select(MessageTemplate).where(
        MessageTemplate.kind == key[0], MessageTemplate.channel == key[1], MessageTemplate.language == key[2]
    )


def _add(
    session: Session, row: MessageTemplate, version: int, kind: EventKind, actor: Actor, clock: Clock
) -> int:
    key = (row.kind, row.channel, row.language)
    newest = session.exec(_of(key).order_by(col(MessageTemplate.version).desc()).limit(1)).first()
    if (newest.version if newest else 0) != version:
        raise Stale("edited_meanwhile")
    row.version, row.created_at, row.created_by = version + 1, clock(), actor.user_id
    try:
        with session.begin_nested():  # whoever saves at the same moment finds the number taken
            session.add(row)
    except IntegrityError:
        raise Stale("edited_meanwhile") from None
    assert row.id is not None
    record(
        session, kind, actor=actor, clock=clock, template_id=row.id, kind=row.kind.value,
        channel=row.channel.value, language=row.language.value,
    )  # fmt: skip
    return row.id


def _said(wrong: Sequence[Problem], language: str) -> str:
    return " ".join(dict.fromkeys(problem_text(language, one) for one in wrong))
