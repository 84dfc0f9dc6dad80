"""What messengers need: addresses, the channels' own message ids, the order of what goes out, attachments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_channels"
down_revision = "0001"
branch_labels = None
depends_on = None


def _refers(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(name), initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.add_column("conversations", sa.Column("address", sa.LargeBinary(), nullable=True))
    op.add_column("conversations", sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversations", sa.Column("contact_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("messages", sa.Column("external_id", sa.Text(), nullable=True))
    op.create_index(
        "ix_messages_conversation_id_external_id", "messages", ["conversation_id", "external_id"], unique=False
    )
    op.add_column("outbox", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "attachments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        _refers("fk_attachments_case_id_cases", "case_id", "cases.id"),
        _refers("fk_attachments_message_id_messages", "message_id", "messages.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_case_id", "attachments", ["case_id"], unique=False)
    op.create_index("ix_attachments_message_id", "attachments", ["message_id"], unique=False)
    op.create_index("ix_attachments_state_next_at", "attachments", ["state", "next_at"], unique=False)


def downgrade() -> None:
    op.drop_table("attachments")
    op.drop_column("outbox", "place")
    op.drop_index("ix_messages_conversation_id_external_id", table_name="messages")
    op.drop_column("messages", "external_id")
    op.drop_column("conversations", "contact_at")
    op.drop_column("conversations", "blocked_at")
    op.drop_column("conversations", "address")
