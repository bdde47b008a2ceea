"""After a no-show drawer and card say when the new invitation leaves, and not that the candidate is choosing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import select

from rxapp import db, i18n
from rxapp.models import Application, Delivery, Invitation, PlannedStep
from rxapp.rules.vocabulary import BookingState, Channel, DeliveryState, Language, Stage, StepKind, StepState
from rxapp.services.hiring.board import Card, cards_of
from rxapp.services.hiring.queries import application_view
from rxapp.services.hiring.types import BoardFilter
from rxapp.services.scheduling.record_outcome import RecordOutcome, record_outcome
from rxapp.state.board_rows import CardRow, card_row
from rxapp.state.drawer_rows import drawer_view
from tests.builders import NOW, make_application, make_booking, make_invitation
from tests.services.scheduling.test_change_booking import Case


def test_the_drawer_says_when_somebody_who_did_not_come_is_invited_again(database: Any) -> None:
    case: Any = Case()  # type: ignore[no-untyped-call]
    when = case.starts_at + timedelta(hours=1)
    outcome = RecordOutcome(case.booking_id, BookingState.NO_SHOW, "forgot")
    case.run(record_outcome, outcome, actor=case.recruiter, when=when)
    with db.reading() as session:
        due = session.exec(select(PlannedStep.due_at).where(PlannedStep.kind == StepKind.REINVITED)).one()
        view = application_view(session, case.id, actor=case.recruiter, clock=lambda: when)
    assert view.reinvite_at == due
    shown = drawer_view(view, language=Language.ZH, zone="Asia/Shanghai", now=when)
    assert shown["next_title"].startswith("将于") and shown["next_title"].endswith("重新邀请")


def shown(card: Card, when: Any) -> CardRow:
    return card_row(card, language=Language.ZH, zone="Asia/Shanghai", now=when)


def test_their_card_says_it_too_and_no_word_of_the_message_before(database: Any) -> None:
    case: Any = Case()  # type: ignore[no-untyped-call]
    when = case.starts_at + timedelta(hours=1)
    outcome = RecordOutcome(case.booking_id, BookingState.NO_SHOW, "forgot")
    case.run(record_outcome, outcome, actor=case.recruiter, when=when)
    with db.unit_of_work() as session:
        step = session.exec(select(PlannedStep).where(PlannedStep.kind == StepKind.REINVITED)).one()
        [card] = cards_of(session, [case.id], BoardFilter(), now=when)
        said = i18n.when(Language.ZH, step.due_at, when, is_short=True)
        assert card.reinvite_at == step.due_at
        assert shown(card, when)["line"] == i18n.text(Language.ZH, "board.reinvited", when=said)
        assert shown(card, when)["notice"] == ""
        step.state = StepState.SKIPPED
        session.add(step)
        session.flush()
        [card] = cards_of(session, [case.id], BoardFilter(), now=when)
        assert shown(card, when)["line"] == i18n.text(Language.ZH, "board.uninvited")
        view = application_view(session, case.id, actor=case.recruiter, clock=lambda: when)
        title = drawer_view(view, language=Language.ZH, zone="Asia/Shanghai", now=when)["next_title"]
        assert title == i18n.text(Language.ZH, "drawer.next_uninvited")


def test_only_an_invitation_that_has_gone_out_is_waited_for(database: Any) -> None:
    with db.unit_of_work() as session:
        one = make_application(session, stage=Stage.ARRANGING)
        invitation = make_invitation(session, one)
        letter = message(session, one, invitation, StepKind.REINVITED)
        assert line_of(session, one) == i18n.text(Language.ZH, "board.unsent")
        letter.state = DeliveryState.SENT
        session.flush()
        assert line_of(session, one) == i18n.text(Language.ZH, "board.choosing")
        message(session, one, invitation, StepKind.INVITED_NUDGE)
        assert line_of(session, one) == i18n.text(Language.ZH, "board.choosing"), "they have the first one"


def test_a_card_of_another_column_says_nothing_of_an_invitation(database: Any) -> None:
    with db.unit_of_work() as session:
        one = make_application(session)
        booking = make_booking(session, one)
        session.add(
            PlannedStep(
                dedupe="again",
                kind=StepKind.REINVITED,
                application_id=one.id,
                booking_id=booking.id,
                due_at=NOW,
            )
        )
        session.flush()
        [card] = cards_of(session, [one.id or 0], BoardFilter(), now=NOW)
    assert card.stage == Stage.BOOKED and card.reinvite_at is None


def line_of(session: Any, one: Application) -> str:
    [card] = cards_of(session, [one.id or 0], BoardFilter(), now=NOW)
    return shown(card, NOW)["line"]


def message(session: Any, one: Application, invitation: Invitation, kind: StepKind) -> Delivery:
    letter = Delivery(
        dedupe=f"{kind}:{one.id}", kind=kind, channel=Channel.BY_HAND, application_id=one.id,
        invitation_id=invitation.id, due_at=NOW, created_at=NOW, state=DeliveryState.WAITING_BY_HAND,
    )  # fmt: skip
    session.add(letter)
    session.flush()
    return letter
