"""What the commune offers: sites, schools, activities, units, groups, slots and their counters."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0003"
VERSION = "1.38.0"
DESCRIPTION = "catalogue"

STATEMENTS = (
    """
    create table commune (
        id smallint primary key default 1 constraint commune_only_one check (id = 1),
        name text not null,
        office text not null,
        phone text not null,
        email text not null,
        address text not null,
        zone text not null check (zone in ('A', 'B', 'C')),
        hue text not null,
        crest text not null,
        crest_picture bytea,
        crest_media text not null default '',
        accessibility text not null default 'non conforme',
        texts jsonb not null default '{}',
        stylesheet text not null,
        stylesheet_mark text not null,
        loaded_mark text not null default ''
    )
    """,
    # Pages have a commune to show before its file is loaded, in the colours of portal.css.
    """
    insert into commune (name, office, phone, email, address, zone, hue, crest, stylesheet, stylesheet_mark)
    values ('Votre commune', 'Mairie', '', '', '', 'B', '', 'C', '', 'neutre')
    """,
    """
    create table school_year (
        first_year smallint primary key,
        first_day date not null,
        last_class_day date not null,
        last_day date not null,
        projected boolean not null,
        constraint school_year_days_in_order check (first_day < last_class_day and last_class_day < last_day)
    )
    """,
    """
    create table site (
        id uuid primary key,
        code text not null constraint site_code_unique unique,
        name text not null,
        position integer not null default 0,
        retired_at timestamptz
    )
    """,
    """
    create table school (
        id uuid primary key,
        code text not null constraint school_code_unique unique,
        name text not null,
        site uuid references site (id) on delete restrict,
        class_weekdays integer[] not null default '{}',
        retired_at timestamptz
    )
    """,
    """
    create table activity (
        id uuid primary key,
        code text not null constraint activity_code_unique unique,
        name text not null,
        summary text not null default '',
        starts_on date not null,
        ends_on date not null,
        needs_dossier boolean not null default false,
        position integer not null default 0,
        retired_at timestamptz,
        constraint activity_dates_in_order check (starts_on <= ends_on)
    )
    """,
    """
    create table unit (
        id uuid primary key,
        activity uuid not null references activity (id) on delete restrict,
        code text not null,
        name text not null,
        short_name text not null,
        starts_at time not null,
        ends_at time not null,
        weekdays integer[] not null,
        periods text[] not null check (cardinality(periods) > 0 and periods <@ array['school', 'short_holidays', 'summer']),
        price_cents integer not null check (price_cents >= 0),
        book_words text not null default '',
        cancel_words text not null default '',
        window_words text not null default '',
        whole_day boolean not null default false,
        position integer not null default 0,
        retired_at timestamptz,
        constraint unit_code_unique unique (activity, code),
        constraint unit_hours_in_order check (starts_at < ends_at)
    )
    """,
    """
    create table age_group (
        id uuid primary key,
        activity uuid not null references activity (id) on delete restrict,
        site uuid not null references site (id) on delete restrict,
        code text not null,
        name text not null,
        position integer not null default 0,
        schools text[] not null default '{}',
        any_school boolean not null default true,
        age_min smallint check (age_min >= 0),
        age_max smallint check (age_max >= age_min),
        levels text[] not null default '{}'
            check (levels <@ array['tps', 'ps', 'ms', 'gs', 'cp', 'ce1', 'ce2', 'cm1', 'cm2', '6e', '5e', '4e', '3e']),
        retired_at timestamptz,
        constraint age_group_code_unique unique (activity, code)
    )
    """,
    "create index age_group_site on age_group (site)",
    """
    create table closed_day (
        age_group uuid not null references age_group (id) on delete cascade,
        day date not null,
        reason text not null,
        constraint closed_day_pair primary key (age_group, day)
    )
    """,
    """
    create table capacity_counter (
        id bigint generated always as identity primary key,
        age_group uuid not null references age_group (id) on delete restrict,
        code text not null,
        day date not null,
        capacity integer check (capacity >= 0),
        taken integer not null default 0 check (taken >= 0),
        constraint capacity_counter_unique unique (age_group, code, day),
        constraint capacity_counter_never_oversold check (capacity is null or taken <= capacity)
    )
    """,
    """
    create table slot (
        id bigint generated always as identity primary key,
        unit uuid not null references unit (id) on delete restrict,
        age_group uuid not null references age_group (id) on delete restrict,
        day date not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        opens_at timestamptz not null,
        book_until timestamptz,
        cancel_until timestamptz,
        late_book text not null default 'refuse' check (late_book in ('refuse', 'surcharge', 'ask')),
        late_book_percent integer,
        late_book_cents integer,
        late_book_until timestamptz,
        late_cancel text not null default 'refuse' check (late_cancel in ('refuse', 'surcharge', 'ask')),
        late_cancel_percent integer,
        late_cancel_cents integer,
        late_cancel_until timestamptz,
        resident_opens_at timestamptz,
        resident_closes_at timestamptz,
        non_resident_opens_at timestamptz,
        non_resident_closes_at timestamptz,
        constraint slot_unique unique (age_group, day, unit),
        constraint slot_instants_finite check (isfinite(opens_at) and isfinite(book_until) and isfinite(cancel_until)),
        constraint slot_late_instants_finite check (isfinite(late_book_until) and isfinite(late_cancel_until)),
        constraint slot_own_instants_finite check (
            isfinite(resident_opens_at) and isfinite(resident_closes_at) and isfinite(non_resident_opens_at) and isfinite(non_resident_closes_at)
        ),
        constraint slot_own_times_not_wider check (resident_opens_at >= opens_at and non_resident_opens_at >= opens_at),
        constraint slot_surcharge_has_one_amount check (
            num_nonnulls(late_book_percent, late_book_cents) = (late_book = 'surcharge')::integer
            and num_nonnulls(late_cancel_percent, late_cancel_cents) = (late_cancel = 'surcharge')::integer
        ),
        constraint slot_surcharge_costs check (
            coalesce(late_book_percent, late_book_cents, 1) > 0 and coalesce(late_cancel_percent, late_cancel_cents, 0) >= 0
        ),
        constraint slot_late_has_a_limit check (
            (late_book = 'refuse' or book_until is not null) and (late_cancel = 'refuse' or cancel_until is not null)
            and (late_book <> 'refuse' or late_book_until is null) and (late_cancel <> 'refuse' or late_cancel_until is null)
        ),
        constraint slot_late_between_limit_and_start check (
            late_book_until > book_until and late_book_until <= starts_at and late_cancel_until > cancel_until and late_cancel_until <= starts_at
        )
    )
    """,
    "create index slot_unit on slot (unit)",
    """
    create table slot_counter (
        slot bigint not null references slot (id) on delete cascade,
        counter bigint not null references capacity_counter (id) on delete restrict,
        constraint slot_counter_pair primary key (slot, counter)
    )
    """,
    "create index slot_counter_counter on slot_counter (counter)",
    """
    create table document_kind (
        id uuid primary key,
        code text not null constraint document_kind_code_unique unique,
        name text not null,
        advice text not null default '',
        per_child boolean not null,
        asked boolean not null,
        sensitive boolean not null,
        validity text not null check (validity in ('none', 'school_year', 'months', 'date')),
        valid_months smallint check (valid_months > 0),
        position integer not null default 0,
        retired_at timestamptz,
        constraint document_kind_months check ((validity = 'months') = (valid_months is not null))
    )
    """,
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
