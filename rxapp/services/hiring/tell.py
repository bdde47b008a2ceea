"""Telling a candidate how it ended, in words a person has read: only this brings a decision to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed
from rxapp.models import Candidate, Company, PlannedStep, User
from rxapp.rules.decisions import TELLINGS, Verdict, check_tell, to_tell
from rxapp.rules.events import EventKind
from rxapp.rules.reasons import CLOSING_REASONS
from rxapp.rules.vocabulary import HR, Closing, InterviewMode, Language, StepState
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.close import close
from rxapp.services.hiring.edit import Loaded, facts_of, load, open_edit, stale
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import an_id, maybe_id, text
from rxapp.services.messaging.ladder import plan
from rxapp.services.messaging.texts.facts import JobFacts, LetterFacts
from rxapp.services.messaging.texts.words import usual_words

MOST_WORDS = 1500


@dataclass(frozen=True)
class TellCandidate:
    """What, as the teller's screen showed it, and in which words; a "no" that ends the application needs its reason,
    which stays inside. Raises Invalid with the field's name."""

    application_id: int
    version: int | None
    verdict: str
    words: str
    reason: str = ""

    def __post_init__(self) -> None:
        an_id(self.application_id, "application_id")
        maybe_id(self.version, "version")
        object.__setattr__(self, "words", text(self.words, "words", most=MOST_WORDS))
        if not self.words:
            raise Invalid("needs_words", field="words")
        if self.reason and self.reason not in CLOSING_REASONS[Closing.REJECTED]:
            raise Invalid("needs_reason", field="reason")


@dataclass(frozen=True, slots=True)
class TellingDraft:
    """What is about to be said, and to whom: pass or no, the usual words in the candidate's language, and whether a
    reason must be given with it."""

    version: int
    candidate: str
    language: str
    verdict: str
    words: str
    needs_reason: bool


def telling_draft(
    session: Session, application_id: int, *, actor: Actor, clock: Clock = clocks.now
) -> TellingDraft:
    """The words to start from. Raises NotFound, NotAllowed, IllegalMove (nothing to tell, or told already)."""
    if actor.role not in HR:
        raise NotAllowed
    rows = load(session, an_id(application_id, "application_id"))
    application, facts = rows.application, facts_of(rows.application, rows.booking)
    unless(check_tell(facts, application.verdict, application.told_at is not None, actor.role))
    verdict = to_tell(facts, application.verdict)
    assert verdict is not None
    candidate = session.get_one(Candidate, application.candidate_id)
    return TellingDraft(
        version=application.version, candidate=candidate.name, language=candidate.language,
        verdict=verdict.value, words=_usual(session, rows, candidate, verdict, clock()),
        needs_reason=verdict is Verdict.NO and application.closing is None,
    )  # fmt: skip


def _usual(session: Session, rows: Loaded, candidate: Candidate, verdict: Verdict, now: datetime) -> str:
    language, job = Language(candidate.language), rows.job
    company = session.exec(select(Company)).first()
    name = "" if company is None else company.name
    if company is not None and language is Language.EN:
        name = company.name_en or name
    recruiter = session.get_one(User, rows.application.recruiter_id).name
    return usual_words(
        LetterFacts(
            kind=TELLINGS[verdict], language=language, zone=candidate.zone, now=now, candidate=candidate.name,
            recruiter=recruiter, company=name, phone=company.phone if company else "", mode=InterviewMode.ONSITE,
            minutes=0, job=JobFacts(job.title, job.title_en, "", ""),
        )
    )  # fmt: skip


def tell(session: Session, command: TellCandidate, *, actor: Actor, clock: Clock = clocks.now) -> Change:
    """Tell them, on their page and by message, ten seconds from now or when the sending window opens; a "no" ends the
    application. Raises NotFound, NotAllowed, Stale, IllegalMove, Invalid (`needs_reason`)."""
    edit = open_edit(
        session, command.application_id, actor=actor, clock=clock, version=command.version, roles=HR
    )
    application = edit.application
    unless(check_tell(edit.facts, application.verdict, application.told_at is not None, edit.role))
    verdict = to_tell(edit.facts, application.verdict)
    if verdict is None or verdict.value != command.verdict:
        # Decided otherwise meanwhile: these words would be the wrong ones.
        raise stale(application)
    if verdict is Verdict.NO and application.closing is None:
        if not command.reason:
            raise Invalid("needs_reason", field="reason")
        close(edit, Closing.REJECTED, command.reason)
    event = edit.record(EventKind.CANDIDATE_TOLD, verdict=verdict.value)
    application.told_at = plan.after_told(
        session, application, TELLINGS[verdict], command.words, event=event, clock=clock
    )
    return edit.done()


def told_words(session: Session, application_id: int) -> str:
    """The words the candidate was told, empty when none were."""
    kinds = [kind.value for kind in TELLINGS.values()]
    return (
        session.exec(
            select(PlannedStep.words)
            .where(
                PlannedStep.application_id == application_id,
                col(PlannedStep.kind).in_(kinds),
                PlannedStep.state != StepState.CANCELLED,
            )
            .order_by(col(PlannedStep.id).desc())
        ).first()
        or ""
    )
