"""Whose rows are these? The demo is written into an empty database only, and taken back to its start only where every
row is its own: those it wrote, known by their marks, and what clicks in the running demo hung on them.

Clicks make no company, account, job or candidate; such a row without the demo's mark was put there by somebody, and
what is worth keeping (applications, bookings, messages, events) hangs on rows of these tables.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Engine, inspect, literal, not_, or_, select, text
from sqlmodel import SQLModel, col

from rxapp.demo.company import content
from rxapp.demo.people import MAIL_DOMAINS, PHONES
from rxapp.models import Candidate, Company, Job, User

_OWN_TABLES = {"alembic_version"}


class NotOurs(Exception):
    """The database holds rows that the demo did not write; says in which tables."""


def filled_tables(engine: Engine) -> list[str]:
    """Every table that holds a row, those of strangers included."""
    known = [table.name for table in SQLModel.metadata.sorted_tables]
    there = set(inspect(engine).get_table_names())
    names = [name for name in known if name in there] + sorted(there - set(known) - _OWN_TABLES)
    with engine.connect() as connection:
        return [name for name in names if _has_row(connection, name)]


def is_empty(engine: Engine) -> bool:
    """Whether no table holds a row."""
    return not filled_tables(engine)


def foreign_rows(engine: Engine) -> list[str]:
    """Names of tables that hold a row which is not the demo's: a table the product does not know, or a company,
    account, job or candidate without the demo's mark. Empty for an empty database and for the demo's own."""
    filled = filled_tables(engine)
    if not filled:
        return []
    with engine.connect() as connection:
        marked = connection.scalar(select(literal(1)).where(col(Company.demo_seed).is_not(None)).limit(1))
        if not marked:
            return filled
        strangers = {
            name for name, is_not_ours in _not_ours().items()
            if connection.scalar(select(literal(1)).where(is_not_ours).limit(1))
        }  # fmt: skip
    return [name for name in filled if name in strangers or name not in SQLModel.metadata.tables]


def _has_row(connection: Connection, name: str) -> bool:
    return connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() is not None  # noqa: S608


def _not_ours() -> dict[str, ColumnElement[bool]]:
    """By table, what is true of a row that the demo did not write."""
    made = content("company")
    emails = [person["email"] for person in made["staff"] + made["interviewer"]]
    titles = [job["title"] for job in made["job"]]
    mails = [col(Candidate.email).like(f"%@example.{ending}") for ending in MAIL_DOMAINS]
    return {
        "company": col(Company.demo_seed).is_(None),
        "user": or_(col(User.id) > len(emails), col(User.email).not_in(emails)),
        "job": or_(col(Job.id) > len(titles), col(Job.title).not_in(titles)),
        "candidate": or_(
            col(Candidate.phone).is_(None), not_(col(Candidate.phone).startswith(PHONES)),
            col(Candidate.email).is_(None), not_(or_(*mails)),
        ),
    }  # fmt: skip
