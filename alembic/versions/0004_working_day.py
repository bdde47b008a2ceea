"""What a whole working day needs: one-time account links, files, notes and the bell, decisions, tags, saved views."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

from rxapp.models.base import UtcDateTime
from rxapp.models.spelling import spelling

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# (table, column, what it points at): written out, because SQLite can add a column that points somewhere but cannot add
# a constraint, and rebuilding a table others point at is a risk nobody needs to take.
POINTERS = (
    ("candidate", "merged_into_id", "candidate"),
    ("interviewer_profile", "photo_id", "stored_file"),
    ("place", "photo_id", "stored_file"),
    ("task", "asked_by", "user"),
)
SPELT = (("initials", 60), ("syllables", 400))
VERSIONED = ("candidate", "interviewer_profile", "job", "place")
EVENT_INDEXES = (
    ("ix_event_user", ["actor_id", "id"], "actor_kind = 'user'"),
    ("ix_event_house", ["id"], "application_id IS NULL"),
)
OPEN = "closing IS NULL AND stage < 5"
NEW_TABLES = (
    "notice", "note_file", "note_edit", "note", "decision", "application_tag", "stored_file", "saved_view", "account_link",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_account_link_created_by_user")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_account_link_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
    )
    op.create_index(op.f("ix_account_link_user_id"), "account_link", ["user_id"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("query", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_saved_view_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_user_id"), "saved_view", ["user_id"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("content_type", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_stored_file_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["uploaded_by"], ["user.id"], name=op.f("fk_stored_file_uploaded_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    op.create_index(op.f("ix_stored_file_candidate_id"), "stored_file", ["candidate_id"], unique=False)

    op.create_table(
        "application_tag",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("tag", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_tag_application_id_application")
        ),
        sa.PrimaryKeyConstraint("application_id", "tag", name=op.f("pk_application_tag")),
    )
    op.create_index(op.f("ix_application_tag_tag"), "application_tag", ["tag"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("asked_user_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_decision_application_id_application")
        ),
        sa.ForeignKeyConstraint(["asked_user_id"], ["user.id"], name=op.f("fk_decision_asked_user_id_user")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_decision_decided_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_application_id"), "decision", ["application_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("edited_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_note_application_id_application")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_note_author_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_application_id"), "note", ["application_id"], unique=False)

    op.create_table(
        "note_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=False),
        sa.Column("edited_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edited_by"], ["user.id"], name=op.f("fk_note_edit_edited_by_user")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_edit_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_edit")),
    )
    op.create_index(op.f("ix_note_edit_note_id"), "note_edit", ["note_id"], unique=False)

    op.create_table(
        "note_file",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_note_file_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_file_note_id_note")),
        sa.PrimaryKeyConstraint("note_id", "file_id", name=op.f("pk_note_file")),
        sa.UniqueConstraint("file_id", name=op.f("uq_note_file_file_id")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("from_user_id", sa.Integer(), nullable=True),
        sa.Column("caused_by", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_notice_application_id_application")
        ),
        sa.ForeignKeyConstraint(["from_user_id"], ["user.id"], name=op.f("fk_notice_from_user_id_user")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_notice_note_id_note")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_notice_task_id_task")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_notice_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_application_id"), "notice", ["application_id"], unique=False)
    op.create_index(
        "ix_notice_unseen",
        "notice",
        ["user_id"],
        unique=False,
        sqlite_where=sa.text("seen_at IS NULL"),
        postgresql_where=sa.text("seen_at IS NULL"),
    )
    op.create_index("ix_notice_user", "notice", ["user_id", "id"], unique=False)

    for table, column, target in POINTERS:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
            f' CONSTRAINT fk_{table}_{column}_{target} REFERENCES "{target}" (id)'
        )
    op.create_index("ix_candidate_merged_into_id", "candidate", ["merged_into_id"])
    # Until now an application could only be made together with a person of its own: nobody has two.
    op.create_index(
        "uq_application_open", "application", ["candidate_id", "job_id"], unique=True,
        sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN),
    )  # fmt: skip
    for name, columns, where in EVENT_INDEXES:
        op.create_index(name, "event", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    for column, length in SPELT:
        letters = sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
        op.add_column("candidate", sa.Column(column, letters, server_default=sa.text("''"), nullable=False))
        op.create_index(f"ix_candidate_{column}", "candidate", [column])
    _spell_names()
    for table in VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    verdict = sqlmodel.sql.sqltypes.AutoString(length=20)
    op.add_column("application", sa.Column("verdict", verdict, nullable=True))
    op.add_column("application", sa.Column("reply_by", UtcDateTime(timezone=True), nullable=True))
    op.add_column("application", sa.Column("told_at", UtcDateTime(timezone=True), nullable=True))
    # What stands decided is decided; whoever was turned down before there was a way to say so has read it on their page.
    op.execute("UPDATE application SET verdict = 'pass' WHERE stage >= 4")
    op.execute("UPDATE application SET told_at = closed_at WHERE stage >= 3 AND closing = 'rejected'")
    op.add_column("user", sa.Column("tour_seen_at", UtcDateTime(timezone=True), nullable=True))
    for table, column, length in (
        ("job", "culture_tags", 300),
        ("planned_step", "words", 2000),
        ("task", "answer", 500),
    ):
        text = sqlmodel.sql.sqltypes.AutoString(length=length)
        op.add_column(table, sa.Column(column, text, server_default=sa.text("''"), nullable=False))


def _spell_names() -> None:
    people = sa.table("candidate", *(sa.column(name) for name in ("id", "name", "initials", "syllables")))
    connection = op.get_bind()
    spelt = [
        {"who": who, "initials": initials, "syllables": syllables}
        for who, name in connection.execute(sa.select(people.c.id, people.c.name)).all()
        for initials, syllables in [spelling(name)]
        if syllables
    ]
    if spelt:
        connection.execute(sa.update(people).where(people.c.id == sa.bindparam("who")), spelt)


def downgrade() -> None:
    for table, column in (
        ("task", "answer"),
        ("planned_step", "words"),
        ("job", "culture_tags"),
        ("user", "tour_seen_at"),
        ("application", "told_at"),
        ("application", "reply_by"),
        ("application", "verdict"),
    ):
        op.drop_column(table, column)
    for table in VERSIONED:
        op.drop_column(table, "version")
    op.drop_index("uq_application_open", table_name="application")
    op.drop_index("ix_candidate_merged_into_id", table_name="candidate")
    for column, _ in SPELT:
        op.drop_index(f"ix_candidate_{column}", table_name="candidate")
        op.drop_column("candidate", column)
    for name, _, _ in EVENT_INDEXES:
        op.drop_index(name, table_name="event")
    for table, column, _ in POINTERS:
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    for table in NEW_TABLES:
        op.drop_table(table)
