"""The kept counts of the board's columns."""

from __future__ import annotations

from rxapp import db
from rxapp.models import StageCount
from rxapp.rules.vocabulary import Stage
from rxapp.services.hiring.board import counts, rebuild_counts
from rxapp.services.hiring.types import BoardFilter
from tests.builders import NOW, make_application


def test_a_database_whose_counts_are_wrong_is_counted_afresh(database: str) -> None:
    with db.unit_of_work() as session:
        make_application(session)
        session.merge(StageCount(stage=int(Stage.PASSED_FIRST), n=41))
        session.merge(StageCount(stage=int(Stage.OFFER), n=7))
    with db.unit_of_work() as session:
        rebuild_counts(session)
    with db.reading() as session:
        assert counts(session, BoardFilter(), now=NOW) == [1, 0, 0, 0, 0, 0]
