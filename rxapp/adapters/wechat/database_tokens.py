"""The token store all processes of an installation share: a row for each account, its lease a conditional update."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from rxapp import db
from rxapp.adapters.wechat.token import Token
from rxapp.models import ProviderToken

LONGEST = 600  # what a row holds; WeChat names 512
_T: Any = ProviderToken.__table__  # type: ignore[attr-defined]


class DatabaseTokenStore:
    """As TokenStore. Each call is a transaction of its own: never call it inside another one."""

    def read(self, key: str) -> Token | None:
        """As TokenStore."""
        query = select(_T.c.value, _T.c.ends_at, _T.c.forced_at).where(_T.c.key == key)
        with db.glance() as session:
            row = session.connection().execute(query).first()
        if row is None or not row.value or row.ends_at is None:
            return None
        return Token(row.value, row.ends_at, row.forced_at)

    def lease(self, key: str, holder: str, *, now: datetime, until: datetime) -> bool:
        """As TokenStore."""
        with db.unit_of_work() as session:
            connection = session.connection()
            insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            connection.execute(insert(_T).values(key=key, value="", holder="").on_conflict_do_nothing())
            free = or_(_T.c.holder.in_(["", holder]), _T.c.leased_until.is_(None), _T.c.leased_until <= now)
            taken = update(_T).where(_T.c.key == key, free).values(holder=holder, leased_until=until)
            return bool(connection.execute(taken).rowcount)

    def keep(self, key: str, holder: str, token: Token) -> bool:
        """As TokenStore."""
        if len(token.value) > LONGEST:
            return False
        return self._write(
            key, holder, value=token.value, ends_at=token.ends_at, forced_at=token.forced_at
        )  # fmt: skip

    def release(self, key: str, holder: str) -> None:
        """As TokenStore."""
        self._write(key, holder)

    def _write(self, key: str, holder: str, **values: Any) -> bool:
        """Change the row and end the lease, if `holder` still has it."""
        with db.unit_of_work() as session:
            done = session.connection().execute(
                update(_T)
                .where(_T.c.key == key, _T.c.holder == holder)
                .values(holder="", leased_until=None, **values)
            )
            return bool(done.rowcount)
