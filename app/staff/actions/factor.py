"""The second factor of who is signing in: set up once, then given at each session."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from app.accounts import throttle
from app.accounts.actions import Caller, SignedIn, steps
from app.accounts.rules import refusals as waits
from app.core import audit, database, outbox
from app.core.access import Agent
from app.staff import sealed
from app.staff.rules import factor, refusals
from app.staff.rules.refusals import Refusal

CHANGED = "staff:factor_changed"


@dataclass(frozen=True, kw_only=True)
class SetUp:
    """`codes` are shown once: only their hashes are kept."""

    signed_in: SignedIn
    codes: tuple[str, ...]


async def confirm_factor(agent: Agent, *, code: str, caller: Caller, now: datetime) -> SignedIn | Refusal:
    """A code of the telephone, or one on paper: each is used once, even by two requests at once."""
    if wait := await throttle.take(throttle.factor_buckets(agent.account_id), now=now):
        return Refusal(sentence=waits.throttled(wait).sentence)
    return await _confirm(agent, code=code, caller=caller, now=now)


@database.retried
async def _confirm(agent: Agent, *, code: str, caller: Caller, now: datetime) -> SignedIn | Refusal:
    async with database.transaction():
        on_paper = factor.recovery_code(code)
        used = await _apply_burn(agent.member_id, on_paper, now=now) if on_paper else await _apply_step(agent.member_id, code, now=now)
        signed_in = await _apply_open(agent, now=now) if used else None
        await _apply_note(agent, "factor_given" if signed_in else "factor_refused", caller=caller, now=now, on_paper=bool(on_paper))
        return signed_in or refusals.WRONG_CODE


async def _apply_step(member_id: UUID, code: str, *, now: datetime) -> bool:
    """The guard is the step itself: it only ever grows."""
    database.require_transaction()
    box = await database.fetch_value("select totp_secret from staff_member where id = {} for update", member_id)
    step = factor.step_of(code, secret=sealed.secret(box, of=member_id), now=now) if box else None
    if step is None:
        return False
    return bool(await database.fetch("update staff_member set totp_step = {} where id = {} and totp_step < {} returning id", step, member_id, step))


async def _apply_burn(member_id: UUID, code: str, *, now: datetime) -> bool:
    database.require_transaction()
    burnt = await database.fetch(
        "update recovery_code set used_at = {} where member = {} and code_hash = {} and used_at is null returning member", now, member_id, _hash(code)
    )
    return bool(burnt)


async def _apply_open(agent: Agent, *, now: datetime) -> SignedIn | None:
    """Under a new token: what was known before the second factor opens nothing."""
    await throttle.apply_success(throttle.factor_buckets(agent.account_id), now=now)
    signed_in = await steps.apply_renew_token(agent, proved_at=now)
    await database.fetch("update session set factor_at = {} where id = {}", now, agent.session_id)
    return signed_in


async def set_up_factor(agent: Agent, *, secret: str, code: str, caller: Caller, now: datetime) -> SetUp | Refusal:
    """`secret` was made by the page, for this account: its first code proves that the telephone has it."""
    if wait := await throttle.take(throttle.factor_buckets(agent.account_id), now=now):
        return Refusal(sentence=waits.throttled(wait).sentence)
    step = factor.step_of(code, secret=secret, now=now)
    return refusals.WRONG_CODE if step is None else await _set_up(agent, secret=secret, step=step, caller=caller, now=now)


@database.retried
async def _set_up(agent: Agent, *, secret: str, step: int, caller: Caller, now: datetime) -> SetUp | Refusal:
    async with database.transaction():
        if not await database.fetch("select 1 from session where id = {} for update", agent.session_id):
            return refusals.TOO_OLD  # closed meanwhile: whoever was there gives no factor any more
        taken = await database.fetch(
            "update staff_member set totp_secret = {}, totp_step = {} where id = {} and totp_secret is null and ended_at is null returning id",
            *(sealed.sealed_secret(secret, of=agent.member_id), step, agent.member_id),
        )
        signed_in = await _apply_open(agent, now=now) if taken else None
        if signed_in is None:
            return refusals.FACTOR_KNOWN
        codes = await _apply_codes(agent.member_id)
        await apply_tell_changed(agent.account_id, now=now)
        await _apply_note(agent, "factor_set_up", caller=caller, now=now)
        return SetUp(signed_in=signed_in, codes=codes)


@database.retried
async def renew_codes(agent: Agent, *, caller: Caller, now: datetime) -> tuple[str, ...]:
    """New codes on paper: the former ones open nothing any more."""
    async with database.transaction():
        codes = await _apply_codes(agent.member_id)
        await apply_tell_changed(agent.account_id, now=now)
        await _apply_note(agent, "codes_renewed", caller=caller, now=now)
        return codes


async def _apply_codes(member_id: UUID) -> tuple[str, ...]:
    database.require_transaction()
    await database.fetch("select 1 from staff_member where id = {} for update", member_id)
    await database.fetch("delete from recovery_code where member = {}", member_id)
    codes = factor.new_codes()
    hashes = [_hash(code.replace("-", "")) for code in codes]
    await database.fetch("insert into recovery_code (code_hash, member) select hash, {} from unnest({}::bytea[]) as hash", member_id, hashes)
    return codes


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


async def apply_tell_changed(account_id: UUID, *, now: datetime) -> None:
    """A mail to the agent, who may not be the one who did it (ASVS 6.3.7)."""
    await outbox.announce(CHANGED, key=uuid4(), ids={"account_id": account_id}, now=now)


async def _apply_note(agent: Agent, act: str, *, caller: Caller, now: datetime, on_paper: bool = False) -> None:
    details = {"on_paper": True} if on_paper else None
    await audit.record(
        f"staff:{act}", actor=agent.account_id, role=agent.role, now=now, about=("staff_member", agent.member_id), details=details, origin=caller.origin
    )
