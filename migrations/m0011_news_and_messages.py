"""What the service tells families: actualités, and messages to some of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0011"
VERSION = "1.38.0"
DESCRIPTION = "news and messages"

STATEMENTS = (
    """
    create table news_item (
        id uuid primary key,
        code text not null constraint news_item_code_unique unique,
        title text not null check (title <> ''),
        body text not null check (body <> ''),
        published_from timestamptz not null,
        published_until timestamptz,
        constraint news_item_times_in_order check (published_from < published_until)
    )
    """,
    """
    create table news_audience (
        id bigint generated always as identity primary key,
        item uuid not null references news_item (id) on delete cascade,
        activity uuid references activity (id) on delete restrict,
        site uuid references site (id) on delete restrict,
        school uuid references school (id) on delete restrict,
        constraint news_audience_one_target check (num_nonnulls(activity, site, school) = 1)
    )
    """,
    *(f"create index news_audience_{column} on news_audience ({column})" for column in ("item", "activity", "site", "school")),
    """
    create table message (
        id uuid primary key,
        code text not null constraint message_code_unique unique,
        title text not null check (title <> ''),
        body text not null check (body <> ''),
        booked_on date,
        sent_at timestamptz not null
    )
    """,
    """
    create table message_household (
        message uuid not null references message (id) on delete cascade,
        household uuid not null references household (id) on delete cascade,
        constraint message_household_pair primary key (message, household)
    )
    """,
    "create index message_household_household on message_household (household)",
    """
    create table message_mark (
        message uuid not null references message (id) on delete cascade,
        account uuid not null references account (id) on delete cascade,
        read_at timestamptz not null,
        archived_at timestamptz,
        constraint message_mark_pair primary key (message, account)
    )
    """,
    "create index message_mark_account on message_mark (account)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
