"""What every table shares: names of constraints, instants that are always aware UTC, looking for a piece of text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel, col

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values, so that a local time can never be stored by accident; SQLite keeps it as
    UTC text (which sorts as time does), PostgreSQL as timestamptz."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def holds(column: Any, words: str) -> ColumnElement[bool]:
    """Whether a column of text has these words somewhere, capitals or not; what LIKE takes for a sign is a letter."""
    return col(column).ilike(f"%{_literally(words)}%", escape="\\")


def begins(column: Any, words: str) -> ColumnElement[bool]:
    """Whether a column of text begins with these words, as they are written (SQLite: capitals or not)."""
    return col(column).like(f"{_literally(words)}%", escape="\\")


def _literally(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def instant(*, index: bool = False, nullable: bool = False, **more: Any) -> Any:
    """A column that holds an aware UTC instant."""
    if nullable:
        more.setdefault("default", None)
    return Field(sa_type=UtcDateTime, nullable=nullable, index=index, **more)
