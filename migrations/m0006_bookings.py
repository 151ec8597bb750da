"""Who may reserve what, drafts with their held places, and bookings."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0006"
VERSION = "1.38.0"
DESCRIPTION = "bookings"

STATEMENTS = (
    """
    create table enrolment (
        id uuid primary key,
        household uuid not null references household (id) on delete restrict,
        child uuid not null references child (id) on delete restrict,
        age_group uuid not null references age_group (id) on delete restrict,
        starts_on date not null,
        ends_on date not null,
        constraint enrolment_unique unique (household, child, age_group, starts_on),
        constraint enrolment_dates_in_order check (starts_on <= ends_on)
    )
    """,
    "create index enrolment_child on enrolment (child)",
    "create index enrolment_age_group on enrolment (age_group)",
    """
    create table place (
        counter bigint not null references capacity_counter (id) on delete restrict,
        child uuid not null references child (id) on delete restrict,
        uses integer not null check (uses > 0),
        constraint place_pair primary key (counter, child)
    )
    """,
    "create index place_child on place (child)",
    """
    create table draft (
        id uuid primary key,
        enrolment uuid not null constraint draft_enrolment_unique unique references enrolment (id) on delete cascade,
        submission_id uuid not null,
        changed_at timestamptz not null
    )
    """,
    """
    create table draft_cell (
        draft uuid not null references draft (id) on delete cascade,
        slot bigint not null references slot (id) on delete restrict,
        wanted boolean not null,
        account uuid references account (id) on delete set null,
        changed_at timestamptz not null,
        held_since timestamptz,
        held_until timestamptz,
        constraint draft_cell_pair primary key (draft, slot),
        constraint draft_cell_hold_whole check ((held_since is null) = (held_until is null)),
        constraint draft_cell_only_wanted_held check (wanted or held_until is null)
    )
    """,
    "create index draft_cell_slot on draft_cell (slot)",
    "create index draft_cell_held on draft_cell (held_until) where held_until is not null",
    """
    create table draft_tap (
        id bigint generated always as identity primary key,
        draft uuid not null references draft (id) on delete cascade,
        slot bigint not null references slot (id) on delete restrict,
        account uuid not null references account (id) on delete cascade,
        tap uuid not null,
        wanted_before boolean not null,
        at timestamptz not null
    )
    """,
    "create index draft_tap_last on draft_tap (draft, account, id)",
    "create index draft_tap_slot on draft_tap (slot)",
    """
    create table cancellation (
        id uuid primary key,
        household uuid not null references household (id) on delete restrict,
        told jsonb not null,
        at timestamptz not null
    )
    """,
    "create index cancellation_household on cancellation (household)",
    # A slot that is no longer offered goes; what was booked there must have been withdrawn, and its words are in demandes and cancellations.
    """
    create table booking (
        id uuid primary key,
        household uuid not null references household (id) on delete restrict,
        child uuid not null references child (id) on delete restrict,
        slot bigint references slot (id) on delete set null,
        price_cents integer not null check (price_cents >= 0),
        surcharge_cents integer not null default 0 check (surcharge_cents >= 0),
        booked_in uuid not null references filing (id) on delete restrict,
        booked_at timestamptz not null,
        withdrawn_in uuid references filing (id) on delete restrict,
        cancelled_in uuid references cancellation (id) on delete restrict deferrable initially deferred,
        withdrawn_at timestamptz,
        owed_cents integer not null default 0,
        constraint booking_owed_once_withdrawn check (owed_cents = 0 or withdrawn_in is not null),
        constraint booking_owed_is_the_whole check (owed_cents = 0 or owed_cents >= price_cents + surcharge_cents),
        constraint booking_withdrawn_whole check (num_nonnulls(withdrawn_in, cancelled_in) = (withdrawn_at is not null)::integer),
        constraint booking_slot_kept check (slot is not null or withdrawn_at is not null)
    )
    """,
    "create unique index booking_once_per_child_and_slot on booking (child, slot) where withdrawn_at is null",
    "create index booking_owed on booking (child, slot) where owed_cents > 0",
    "create index booking_slot on booking (slot)",
    "create index booking_household on booking (household)",
    "create index booking_cancelled on booking (cancelled_in) where cancelled_in is not null",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
