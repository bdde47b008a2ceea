"""What providers tell us, kept before they are answered: whatever happens next, it is not told in vain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import ProviderEvent

KEPT_FOR = timedelta(days=90)  # no provider repeats an event after that
BATCH = 1000
LONGEST_KEY = 200
_T: Any = ProviderEvent.__table__  # type: ignore[attr-defined]


def keep_event(
    session: Session, provider: str, key: str, body: Mapping[str, Any], *, clock: Clock = clocks.now
) -> bool:
    """Keep an event under the provider's own id of it; False when it is known already."""
    now, connection = clock(), session.connection()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "provider": provider, "key": key[:LONGEST_KEY], "body": json.dumps(body), "received_at": now,
        "due_at": now, "tries": 0, "result": "",
    }  # fmt: skip
    kept = dialect.insert(_T).values(row).on_conflict_do_nothing(index_elements=["provider", "key"])
    return bool(connection.execute(kept.returning(_T.c.id)).first())


def forget_events(session: Session, *, clock: Clock = clocks.now) -> int:
    """Events settled long ago are of no use to anybody; how many of them went."""
    old = _T.c.id.in_(
        _T.select()
        .with_only_columns(_T.c.id)
        .where(_T.c.applied_at < clock() - KEPT_FOR)
        .order_by(_T.c.id)
        .limit(BATCH)
        .scalar_subquery()
    )
    return int(session.connection().execute(delete(_T).where(old)).rowcount)
