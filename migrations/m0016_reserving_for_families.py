"""The service reserves in a family's place: a draft of each agent's own, places granted beyond the capacity, demandes made at the desk."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0016"
VERSION = "1.38.0"
DESCRIPTION = "reserving for families"

STATEMENTS = (
    # The family's draft has no agent.
    "alter table draft add column agent uuid references account (id) on delete restrict",
    "alter table draft drop constraint draft_enrolment_unique",
    "alter table draft add constraint draft_one_each unique nulls not distinct (enrolment, agent)",
    "create index draft_agent on draft (agent) where agent is not null",
    "alter table draft_cell add column beyond boolean not null default false",
    "alter table draft_cell add constraint draft_cell_only_held_beyond check (not beyond or held_until is not null)",
    # Places that the desk granted beyond the capacity. There are some only as long as the counter is more than full: whatever place is given back, one
    # of them ends, and no family ever takes it.
    "alter table capacity_counter add column beyond integer not null default 0 check (beyond >= 0)",
    "alter table capacity_counter drop constraint capacity_counter_never_oversold",
    "alter table capacity_counter add constraint capacity_counter_never_oversold check (capacity is null or taken <= capacity + beyond)",
    "alter table capacity_counter add constraint capacity_counter_beyond_in_use check (beyond = 0 or coalesce(taken = capacity + beyond, false))",
    "alter table filing add column agent uuid references account (id) on delete restrict",
    "alter table filing add constraint filing_sent_by_one check (num_nonnulls(applicant, agent) <= 1)",
    "create index filing_agent on filing (agent) where agent is not null",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
