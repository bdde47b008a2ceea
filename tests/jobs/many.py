"""Many reminders due at once, made in bulk; shared by the chaos test and the benchmark."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from rxapp import db
from rxapp.models import Application, Booking, Candidate, PlannedStep
from rxapp.rules.vocabulary import StepKind
from tests.builders import make_application, make_booking, make_company, make_user

AT = datetime.fromisoformat("2026-06-02T02:00:00+00:00")  # Tuesday 10:00 in Shanghai
FIRST_ID = 1_000


def make_reminders(n: int) -> None:
    """`n` candidates, each with an interview tomorrow whose day-before question is due at `AT`."""
    starts, length = AT + timedelta(days=1, hours=4), timedelta(minutes=1)
    with db.unit_of_work() as session:
        make_company(session)
        first = make_application(session)
        booking = make_booking(session, first, starts_at=starts)
        interviewers = [make_user(session, "interviewer").id for _ in range(50)]
        connection = session.connection()

        def like(row: Any) -> dict[str, Any]:
            return {c.key: getattr(row, c.key) for c in type(row).__table__.columns if c.key != "id"}

        candidate = like(session.get_one(Candidate, first.candidate_id))
        application, interview = like(first), like(booking)
        ids = range(FIRST_ID, FIRST_ID + n)
        rows: dict[Any, list[dict[str, Any]]] = {
            Candidate: [{**candidate, "id": i, "name": f"候选人{i}"} for i in ids],
            Application: [{**application, "id": i, "candidate_id": i} for i in ids],
            Booking: [
                {
                    **interview, "id": i, "application_id": i, "uid": f"{i}@many",
                    "interviewer_id": interviewers[i % 50],
                    "starts_at": starts + (i // 50) * length, "ends_at": starts + (i // 50 + 1) * length,
                }
                for i in ids
            ],
            PlannedStep: [
                {
                    "id": i, "dedupe": f"booking:{i}:ask_day_before:1", "kind": StepKind.ASK_DAY_BEFORE,
                    "application_id": i, "booking_id": i, "due_at": AT, "state": "pending", "reason": "",
                }
                for i in ids
            ],
        }  # fmt: skip
        for model, made in rows.items():
            connection.execute(insert(model.__table__), made)
