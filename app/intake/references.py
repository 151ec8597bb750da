"""Everything that says a household, an adult or a child, and how a merge moves it. A foreign key that is not here fails a test: it would be left behind.

A row goes to the household that is kept, and from a child or an adult who was there twice to the one who stays. Where the household that is kept has that
row already (`unique`), the other one stays in the shell.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Moved:
    """`key`: what tells a row. `household`, `child`, `guardian`, `contact`: its columns that name one. `stays`: rows of the shell that are never moved.
    `unique`: columns of which the table has each value once, among the rows that `among` says; `t` is the table there."""

    table: str
    key: tuple[str, ...] = ("id",)
    household: str = ""
    child: str = ""
    guardian: str = ""
    contact: str = ""
    unique: tuple[str, ...] = ()
    among: str = "true"
    stays: str = "false"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for column in (self.household, self.child, self.guardian, self.contact) if column)


# An enrolment that the kept child has in the same group on some of the same days is not written twice.
OVERLAPS = """
exists (select 1 from enrolment o where o.id <> t.id and o.household = new_household and o.child = new_child and o.age_group = t.age_group
        and o.starts_on <= t.ends_on and t.starts_on <= o.ends_on)
"""
MATCHED = "t.id = any({doubles}::uuid[])"

MOVED = (
    Moved(table="household", household="merged_into"),
    Moved(table="guardian", household="household", stays=MATCHED),
    Moved(table="household_child", key=("household", "child"), household="household", child="child", unique=("household", "child")),
    Moved(table="contact", household="household", stays=MATCHED),
    Moved(table="contact_child", key=("contact", "child"), household="household", child="child", contact="contact", unique=("contact", "child")),
    Moved(table="contact_draft", key=("account",), household="household"),
    Moved(table="barred_pickup", child="child"),
    Moved(table="custody_statement", household="household", child="child", unique=("household", "child")),
    Moved(table="pending_change", household="household", child="child", guardian="guardian"),
    Moved(table="filing", household="household", child="beneficiary"),
    Moved(table="filing_draft", household="household", child="child", unique=("household", "procedure", "child", "first_year", "filing")),
    Moved(table="supporting_document", household="household", child="child"),
    Moved(table="paper_reading", household="household", child="child", unique=("household", "child", "first_year", "paper")),
    Moved(table="enrolment", household="household", child="child", stays=OVERLAPS),
    Moved(table="booking", household="household", child="child", unique=("child", "slot"), among="t.withdrawn_at is null"),
    Moved(table="cancellation", household="household"),
    Moved(table="paperless_billing_opt_in", household="household", unique=("household",), among="t.left_at is null"),
    Moved(table="paperless_billing_receiver", key=("opt_in", "guardian"), guardian="guardian", unique=("opt_in", "guardian")),
    Moved(table="message_household", key=("message", "household"), household="household", unique=("message", "household")),
    Moved(table="household_key", key=("external_key", "is_code"), household="household"),
    Moved(table="child_key", key=("external_key",), child="child"),
    Moved(
        table="import_mark", key=("subject", "household"), household="household", unique=("subject", "household"), stays="t.subject = any({doubles}::uuid[])"
    ),
)

COUNTED = {("place", "child")}
"""Worked out again from bookings and drafts that hold places."""

LEFT = {
    ("likely_pair", "first"),  # a pair with a shell is not shown
    ("likely_pair", "second"),
    ("household_merge", "kept"),  # the history itself
    ("household_merge", "absorbed"),
}
