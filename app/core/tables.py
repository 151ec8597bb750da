"""Outbox and audit trail."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, BigInt, BigSerial, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from app.core import clock


class Outbox(Table, tablename="outbox"):
    """Work to do later, written in the same transaction as the fact that asks for it. Holds ids, never links or personal data.

    `claimed_until`: handed over to a runner until then. `running_until`: a runner is at it, and renews this while it works.
    """

    id = UUID(primary_key=True, default=uuid4)
    event = Text(default="")
    ids = JSONB(default="{}")
    created_at = Timestamptz(default=clock.now)
    due_at = Timestamptz(default=clock.now)
    attempts = Integer(default=0)
    claimed_until = Timestamptz(default=None, null=True)
    running_until = Timestamptz(default=None, null=True)
    done_at = Timestamptz(default=None, null=True)
    dead_at = Timestamptz(default=None, null=True)
    last_error = Text(default="")


class AuditEntry(Table, tablename="audit_entry"):
    """Who did what, when, from where. Append-only (a trigger refuses the rest); sealed in a hash chain by a job."""

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=clock.now)
    actor = UUID(default=None, null=True)
    role = Text(default="")
    act = Text(default="")
    object_kind = Text(default="")
    object_id = Text(default="")
    details = JSONB(default="{}")
    origin = Text(default="")
    seal_number = BigInt(default=None, null=True)
    seal = Bytea(default=None, null=True)
