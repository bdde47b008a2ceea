"""Whoever passed waits so many days, in words."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

from rxapp.rules.vocabulary import Language
from rxapp.services.hiring.decisions import PassedRow
from rxapp.state.passed import _item
from tests.builders import NOW


def test_who_passed_is_shown_with_the_days_they_have_waited() -> None:
    known: dict[str, Any] = {
        "application_id": 7,
        "passed_at": NOW - timedelta(days=3),
        "told_at": None,
        "reply_by": None,
    }
    row = PassedRow(**{each.name: known.get(each.name, "") for each in fields(PassedRow)})
    assert _item(row, Language.ZH, "Asia/Shanghai", NOW)["waited"] == "已等 3 天"
    assert _item(row, Language.EN, "Asia/Shanghai", NOW)["waited"].startswith("Waiting 3 ")
