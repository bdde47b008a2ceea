"""What real channels need: providers' events and tokens, replies, calls, stops, WeChat, texts and ladders of one's own."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

from rxapp.models.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("applied_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("result", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_event")),
        sa.UniqueConstraint("provider", "key", name="uq_provider_event_key"),
    )
    op.create_index(op.f("ix_provider_event_delivery_id"), "provider_event", ["delivery_id"], unique=False)
    op.create_index(
        "ix_provider_event_waiting",
        "provider_event",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("applied_at IS NULL"),
        postgresql_where=sa.text("applied_at IS NULL"),
    )
    op.create_table(
        "provider_standing",
        sa.Column("provider", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("last_success_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_provider_standing")),
    )
    op.create_table(
        "provider_token",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=600), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("forced_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("holder", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("leased_until", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_provider_token")),
    )
    op.create_table(
        "channel_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("stopped_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_channel_stop_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["user.id"], name=op.f("fk_channel_stop_ended_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_stop")),
    )
    op.create_index(
        "uq_channel_stop_standing",
        "channel_stop",
        ["candidate_id", "channel"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "message_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("provider_template", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user.id"], name=op.f("fk_message_template_created_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_template")),
        sa.UniqueConstraint("kind", "channel", "language", "version", name="uq_message_template_version"),
    )
    op.create_table(
        "wechat_binding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("openid", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("is_following", sa.Boolean(), nullable=False),
        sa.Column("bound_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("unbound_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_wechat_binding_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_binding")),
    )
    op.create_index(op.f("ix_wechat_binding_candidate_id"), "wechat_binding", ["candidate_id"], unique=False)
    op.create_index(
        "uq_wechat_binding_openid",
        "wechat_binding",
        ["openid"],
        unique=True,
        sqlite_where=sa.text("unbound_at IS NULL"),
        postgresql_where=sa.text("unbound_at IS NULL"),
    )
    op.create_table(
        "wechat_consent",
        sa.Column("binding_id", sa.Integer(), nullable=False),
        sa.Column("template", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["binding_id"], ["wechat_binding.id"], name=op.f("fk_wechat_consent_binding_id_wechat_binding")
        ),
        sa.PrimaryKeyConstraint("binding_id", "template", name=op.f("pk_wechat_consent")),
    )
    op.create_table(
        "job_ladder",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name=op.f("fk_job_ladder_changed_by_user")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_ladder_job_id_job")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_ladder")),
    )
    op.create_table(
        "wechat_ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_wechat_ticket_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["candidate_link.id"], name=op.f("fk_wechat_ticket_link_id_candidate_link")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_ticket")),
        sa.UniqueConstraint("digest", name=op.f("uq_wechat_ticket_digest")),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("called_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("called_by", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_call_application_id_application")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_call_booking_id_booking")),
        sa.ForeignKeyConstraint(["called_by"], ["user.id"], name=op.f("fk_call_called_by_user")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_call_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index("ix_call_application", "call", ["application_id", "called_at"], unique=False)
    op.create_index(op.f("ix_call_task_id"), "call", ["task_id"], unique=False)
    op.create_table(
        "inbound_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("provider", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("sender", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("meaning", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("handled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_inbound_message_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_inbound_message_booking_id_booking")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_inbound_message_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_inbound_message_delivery_id_delivery")
        ),
        sa.ForeignKeyConstraint(["handled_by"], ["user.id"], name=op.f("fk_inbound_message_handled_by_user")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_inbound_message_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_message")),
        sa.UniqueConstraint("provider", "key", name="uq_inbound_message_key"),
    )
    op.create_index(
        op.f("ix_inbound_message_application_id"), "inbound_message", ["application_id"], unique=False
    )
    op.create_index(
        op.f("ix_inbound_message_candidate_id"), "inbound_message", ["candidate_id"], unique=False
    )
    op.create_index(op.f("ix_inbound_message_task_id"), "inbound_message", ["task_id"], unique=False)
    op.create_index(
        "ix_inbound_message_open",
        "inbound_message",
        ["received_at"],
        unique=False,
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.add_column(
        "candidate_link", sa.Column("code_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True)
    )
    op.add_column("candidate_link", sa.Column("code_tries", sa.Integer(), server_default="0", nullable=False))
    op.create_index(op.f("ix_candidate_link_code_digest"), "candidate_link", ["code_digest"], unique=True)
    op.add_column(
        "delivery",
        sa.Column(
            "provider",
            sqlmodel.sql.sqltypes.AutoString(length=16),
            server_default=sa.text("''"),
            nullable=False,
        ),
    )
    op.add_column("delivery", sa.Column("delivered_at", UtcDateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("mail_opened_at", UtcDateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("template_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_delivery_provider_id",
        "delivery",
        ["provider_id"],
        unique=False,
        sqlite_where=sa.text("provider_id IS NOT NULL"),
        postgresql_where=sa.text("provider_id IS NOT NULL"),
    )
    op.add_column(
        "user",
        sa.Column(
            "wecom_id",
            sqlmodel.sql.sqltypes.AutoString(length=64),
            server_default=sa.text("''"),
            nullable=False,
        ),
    )
    op.add_column("user", sa.Column("wants_digest", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("user", sa.Column("digest_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("user", "digest_on")
    op.drop_column("user", "wants_digest")
    op.drop_column("user", "wecom_id")
    op.drop_index(
        "ix_delivery_provider_id",
        table_name="delivery",
        sqlite_where=sa.text("provider_id IS NOT NULL"),
        postgresql_where=sa.text("provider_id IS NOT NULL"),
    )
    op.drop_column("delivery", "template_id")
    op.drop_column("delivery", "mail_opened_at")
    op.drop_column("delivery", "delivered_at")
    op.drop_column("delivery", "provider")
    op.drop_index(op.f("ix_candidate_link_code_digest"), table_name="candidate_link")
    op.drop_column("candidate_link", "code_tries")
    op.drop_column("candidate_link", "code_digest")
    op.drop_index(
        "ix_inbound_message_open",
        table_name="inbound_message",
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.drop_index(op.f("ix_inbound_message_task_id"), table_name="inbound_message")
    op.drop_index(op.f("ix_inbound_message_candidate_id"), table_name="inbound_message")
    op.drop_index(op.f("ix_inbound_message_application_id"), table_name="inbound_message")
    op.drop_table("inbound_message")
    op.drop_index(op.f("ix_call_task_id"), table_name="call")
    op.drop_index("ix_call_application", table_name="call")
    op.drop_table("call")
    op.drop_table("wechat_ticket")
    op.drop_table("job_ladder")
    op.drop_table("wechat_consent")
    op.drop_index(
        "uq_wechat_binding_openid",
        table_name="wechat_binding",
        sqlite_where=sa.text("unbound_at IS NULL"),
        postgresql_where=sa.text("unbound_at IS NULL"),
    )
    op.drop_index(op.f("ix_wechat_binding_candidate_id"), table_name="wechat_binding")
    op.drop_table("wechat_binding")
    op.drop_table("message_template")
    op.drop_index(
        "uq_channel_stop_standing",
        table_name="channel_stop",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("channel_stop")
    op.drop_table("provider_token")
    op.drop_table("provider_standing")
    op.drop_index(
        "ix_provider_event_waiting",
        table_name="provider_event",
        sqlite_where=sa.text("applied_at IS NULL"),
        postgresql_where=sa.text("applied_at IS NULL"),
    )
    op.drop_index(op.f("ix_provider_event_delivery_id"), table_name="provider_event")
    op.drop_table("provider_event")
