"""What the desk needs of families: names that are found as one types them, corrections of the service, why a person is no longer barred."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0018"
VERSION = "1.38.0"
DESCRIPTION = "families at the desk"

# Computed by PostgreSQL itself, from its own functions: whatever writes a name keeps its `search_name` true. Written together as well: "legoff" finds Le Goff.
PERSON = "folded(first_name || ' ' || last_name) || ' ' || squeezed(first_name) || ' ' || squeezed(last_name)"
HOUSEHOLD = "folded(name) || ' ' || squeezed(name)"

STATEMENTS = (
    # Letters and figures alone, without accents and in small letters, one space between two words. `normalize` takes é apart, not œ, ø or ß.
    r"""
    create function folded(words text) returns text language sql immutable strict parallel safe return
        trim(lower(regexp_replace(
            regexp_replace(
                normalize(translate(replace(replace(replace(replace(replace(words, 'œ', 'oe'), 'Œ', 'OE'), 'æ', 'ae'), 'Æ', 'AE'), 'ß', 'ss'),
                                    'øØłŁđĐı', 'oOlLdDi'), nfkd),
                '[\u0300-\u036f]', '', 'g'),
            '[^a-zA-Z0-9]+', ' ', 'g')))
    """,
    "create function squeezed(words text) returns text language sql immutable strict parallel safe return replace(folded(words), ' ', '')",
    *(
        f"alter table {table} add column search_name text not null generated always as ({words}) stored"
        for table, words in (("household", HOUSEHOLD), ("guardian", PERSON), ("child", PERSON))
    ),
    *(f"create index {table}_search on {table} using gin (to_tsvector('simple', search_name))" for table in ("household", "guardian", "child")),
    "create index household_in_order on household (search_name, id)",
    "alter table pending_change add column correction uuid",
    "create index pending_change_correction on pending_change (correction) where correction is not null",
    "alter table barred_pickup add column lift_grounds bytea",
    "alter table barred_pickup add constraint barred_pickup_lifted_with_grounds check (lift_grounds is null or lifted_at is not null)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
