"""The planted causes can be seen in the rows, with the right sign and about the right size. No product code reads
the truth; the small regression here is the test's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, log1p, sqrt
from typing import Any

import pytest

from rxapp.demo import build
from rxapp.demo.calendar import DAY, HOUR, local_day, local_second, weekday
from rxapp.demo.causes import ABSENT, USUAL_LEAD
from rxapp.demo.seed import Demo
from tests.demo.conftest import TODAY

Row = dict[str, Any]
CAME, MISSED = ("attended", "left_early"), ("no_show", "late_cancel")


@pytest.fixture(scope="module", params=["the demo's seed", 5])
def company(request: pytest.FixtureRequest) -> Demo:
    if request.param == 5:
        return build(5, TODAY)
    return request.getfixturevalue("demo")  # type: ignore[no-any-return]


class Rounds:
    """The interviews of a demo with what the rows tell about each."""

    def __init__(self, demo: Demo) -> None:
        tables = demo.ledger.tables
        self.truth = demo.truth
        self.applications = {row["id"]: row for row in tables["application"]}
        self.candidates = {row["id"]: row for row in tables["candidate"]}
        self.jobs = {row["id"]: row for row in tables["job"]}
        self.rows = [row for row in tables["booking"] if row["state"] in CAME + MISSED]
        self.came = [row for row in self.rows if row["state"] in CAME]
        self.read = {row["booking_id"] for row in tables["event"] if row["kind"] == "cv_opened"}
        self.moves: dict[int, int] = {}
        self.missed_before: dict[int, int] = {}
        self._look_back(tables["booking"])

    def _look_back(self, bookings: list[Row]) -> None:
        by_id = {row["id"]: row for row in bookings}
        missed: dict[int, int] = {}
        for row in sorted(self.rows, key=lambda row: row["starts_at"]):
            person = self.person(row)["id"]
            self.missed_before[row["id"]] = min(2, missed.get(person, 0))
            missed[person] = missed.get(person, 0) + (row["state"] == "no_show")
            moves, before = 0, row["moved_from_id"]
            while before:
                moves, before = moves + 1, by_id[before]["moved_from_id"]
            self.moves[row["id"]] = moves

    def application(self, row: Row) -> Row:
        return self.applications[row["application_id"]]

    def person(self, row: Row) -> Row:
        return self.candidates[self.application(row)["candidate_id"]]

    def is_far(self, row: Row) -> bool:
        return self.person(row)["city"] != self.jobs[self.application(row)["job_id"]]["city"]

    def left(self, row: Row) -> bool:
        """Left early, or gave up before a decision was made."""
        application = self.application(row)
        return row["state"] == "left_early" or (
            application["closing"] == "withdrawn" and application["stage"] == 3
        )


def hour(row: Row) -> float:
    return local_second(row["starts_at"]) / HOUR


def is_weekend(row: Row) -> bool:
    return weekday(local_day(row["starts_at"])) >= 5


def share(rows: Sequence[Row], counts: Callable[[Row], bool]) -> float:
    assert len(rows) >= 100, "too few to say anything"
    return sum(map(counts, rows)) / len(rows)


def difference(rows: Sequence[Row], by: Callable[[Row], bool], counts: Callable[[Row], bool]) -> float:
    """The share among rows marked by `by` minus that among the others."""
    marked, others = [row for row in rows if by(row)], [row for row in rows if not by(row)]
    return share(marked, counts) - share(others, counts)


def logistic(features: list[list[float]], outcomes: list[int]) -> list[tuple[float, float]]:
    """Maximum likelihood by Newton's method: (coefficient, standard error) per column, an intercept first."""
    rows = [[1.0, *row] for row in features]
    size = len(rows[0])
    weights = [0.0] * size
    inverse: list[list[float]] = []
    for _ in range(7):
        gradient = [0.0] * size
        information = [[0.0] * size for _ in range(size)]
        for row, outcome in zip(rows, outcomes, strict=True):
            p = 1 / (1 + exp(-sum(w * x for w, x in zip(weights, row, strict=True))))
            spread, rest = p * (1 - p), outcome - p
            for i, x in enumerate(row):
                if x:
                    gradient[i] += rest * x
                    line = information[i]
                    for j in range(i + 1):
                        line[j] += spread * x * row[j]
        inverse = inverted([[information[max(i, j)][min(i, j)] for j in range(size)] for i in range(size)])
        step = [sum(a * g for a, g in zip(line, gradient, strict=True)) for line in inverse]
        weights = [w + s for w, s in zip(weights, step, strict=True)]
    return [(w, sqrt(inverse[i][i])) for i, w in enumerate(weights)]


def inverted(matrix: list[list[float]]) -> list[list[float]]:
    """Gauss-Jordan."""
    size = len(matrix)
    wide = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(wide[r][i]))
        wide[i], wide[pivot] = wide[pivot], wide[i]
        wide[i] = [x / wide[i][i] for x in wide[i]]
        for r in range(size):
            if r != i and wide[r][i]:
                factor = wide[r][i]
                wide[r] = [a - factor * b for a, b in zip(wide[r], wide[i], strict=True)]
    return [row[size:] for row in wide]


def test_every_cause_of_absence_has_its_sign_and_size_after_accounting_for_the_others(company: Demo) -> None:
    rounds = Rounds(company)
    causes: dict[str, Callable[[Row], float]] = {
        "afternoon": lambda row: 14 <= hour(row) < 16 and not is_weekend(row),
        "evening": lambda row: hour(row) >= 18 and not is_weekend(row),
        "weekend": is_weekend,
        "lead": lambda row: log1p((row["starts_at"] - row["booked_at"]) / DAY) - USUAL_LEAD,
        "notice_unopened": lambda row: row["notice_opened_at"] is None,
        "assigned": lambda row: row["booked_by"] == "user",
        "moved": lambda row: rounds.moves[row["id"]],
        "earlier_no_show": lambda row: rounds.missed_before[row["id"]],
        "far": lambda row: rounds.is_far(row) and row["mode"] == "onsite",
        "referral": lambda row: rounds.application(row)["source"] == "referral",
    }
    found = logistic(
        [[float(cause(row)) for cause in causes.values()] for row in rounds.rows],
        [int(row["state"] in MISSED) for row in rounds.rows],
    )
    sure = {
        "afternoon",
        "evening",
        "weekend",
        "lead",
        "notice_unopened",
        "assigned",
        "earlier_no_show",
        "referral",
    }
    for (name, _), (weight, error) in zip(causes.items(), found[1:], strict=True):
        true = ABSENT[name]
        # What is not seen here (the person's engagement, being in work) pulls weights towards zero or, where the
        # mark tells something of the person, away from it.
        assert abs(weight - true) < 4 * error + 0.45, (name, weight, error)
        if name in sure:
            assert weight * true > 0 and abs(weight) > 2 * error, (name, weight, error)


def test_hours_lead_and_notices_show_in_plain_shares(company: Demo) -> None:
    rounds = Rounds(company)

    def missed(row: Row) -> bool:
        return bool(row["state"] in MISSED)

    weekdays = [row for row in rounds.rows if not is_weekend(row)]
    assert 0.20 < share(rounds.rows, missed) < 0.32
    assert difference(weekdays, lambda row: 14 <= hour(row) < 16, missed) > 0.12
    assert difference(weekdays, lambda row: hour(row) >= 18, missed) < -0.08
    assert difference(rounds.rows, lambda row: row["notice_opened_at"] is None, missed) > 0.25
    assert difference(rounds.rows, lambda row: row["starts_at"] - row["booked_at"] >= 7 * DAY, missed) > 0.05


def test_long_rounds_and_unread_cvs_make_people_leave(company: Demo) -> None:
    rounds = Rounds(company)
    assert (
        difference(rounds.came, lambda row: row["ends_at"] - row["starts_at"] > 90 * 60, rounds.left) > 0.08
    )
    assert difference(rounds.came, lambda row: row["id"] not in rounds.read, rounds.left) > 0.10
    unprepared = rounds.truth.unprepared
    assert len(unprepared) == 3
    assert difference(rounds.came, lambda row: row["interviewer_id"] in unprepared, rounds.left) > 0.06


def test_two_interviewers_turn_more_rounds_into_hires(company: Demo) -> None:
    rounds = Rounds(company)
    converting = rounds.truth.converting
    assert len(converting) == 2
    hired = difference(
        rounds.came,
        lambda row: row["interviewer_id"] in converting,
        lambda row: rounds.application(row)["stage"] == 5,
    )
    assert hired > 0.08


def test_the_latent_chance_knows_more_than_any_row_and_is_calibrated(company: Demo) -> None:
    rounds = Rounds(company)
    known = sorted((rounds.truth.absent[row["id"]], row["state"] in MISSED) for row in rounds.rows)
    missed = sum(outcome for _, outcome in known)
    ranks = sum(rank for rank, (_, outcome) in enumerate(known) if outcome)
    auc = (ranks - missed * (missed - 1) / 2) / (missed * (len(known) - missed))
    assert 0.74 < auc < 0.86
    for part in range(5):
        fifth = known[part * len(known) // 5 : (part + 1) * len(known) // 5]
        expected = sum(p for p, _ in fifth) / len(fifth)
        assert abs(sum(outcome for _, outcome in fifth) / len(fifth) - expected) < 0.05


def test_the_loss_rate_falls_over_the_two_years(company: Demo) -> None:
    tables = company.ledger.tables
    known = [
        row
        for row in tables["application"]
        if row["first_invited_at"] and (row["attended_at"] or row["closing"] in ("withdrawn", "lost"))
    ]
    middle = company.end - 365 * DAY
    early = [row for row in known if row["first_invited_at"] < middle]
    late = [row for row in known if middle <= row["first_invited_at"] < company.end - 30 * DAY]

    def lost(row: Row) -> bool:
        return row["attended_at"] is None

    assert 0.30 < share(late, lost) < share(early, lost) < 0.42
