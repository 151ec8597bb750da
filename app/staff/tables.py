"""Agents, the sites to which some are bound, and their second factor."""

from uuid import uuid4

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, OnDelete, Text, Timestamptz
from piccolo.table import Table

from app.accounts.tables import Account
from app.catalogue.tables import Site
from app.core import clock


class StaffMember(Table, tablename="staff_member"):
    """An agent. `totp_secret`: sealed; `totp_step`: of the last code that was used, none before it is used again. `ended_at`: left the team."""

    id = UUID(primary_key=True, default=uuid4)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.restrict)
    first_name = Text(default="")
    last_name = Text(default="")
    role = Text(default="accueil")
    totp_secret = Bytea(default=None, null=True, secret=True)
    totp_step = BigInt(default=0)
    created_at = Timestamptz(default=clock.now)
    ended_at = Timestamptz(default=None, null=True)


class StaffSite(Table, tablename="staff_site"):
    """A site to which an agent is bound: who has none, and a role that allows it, sees them all."""

    member = ForeignKey(references=StaffMember, null=False, on_delete=OnDelete.cascade, primary_key=True)
    site = ForeignKey(references=Site, null=False, on_delete=OnDelete.restrict)


class RecoveryCode(Table, tablename="recovery_code"):
    """A code on paper, for the day the telephone is lost. It has 59 random bits: a plain hash is enough."""

    code_hash = Bytea(primary_key=True, default=b"", secret=True)
    member = ForeignKey(references=StaffMember, null=False, on_delete=OnDelete.cascade)
    used_at = Timestamptz(default=None, null=True)


class FactorReset(Table, tablename="factor_reset"):
    """A second factor to take away, as one agent asks; another one confirms."""

    id = UUID(primary_key=True, default=uuid4)
    member = ForeignKey(references=StaffMember, null=False, on_delete=OnDelete.cascade)
    asked_by = ForeignKey(references=StaffMember, null=False, on_delete=OnDelete.cascade)
    asked_at = Timestamptz(default=clock.now)
    confirmed_by = ForeignKey(references=StaffMember, default=None, null=True, on_delete=OnDelete.set_null)
    confirmed_at = Timestamptz(default=None, null=True)
