"""Sites, schools, activities, units, groups, slots and the counters that alone count places."""

from datetime import time
from uuid import uuid4

from piccolo.columns import JSONB, UUID, Array, BigSerial, Boolean, Bytea, Date, ForeignKey, Integer, OnDelete, SmallInt, Text, Time, Timestamptz
from piccolo.table import Table

from app.core import clock


class Commune(Table, tablename="commune"):
    """The one commune of this deployment: its identity and its texts. `loaded_mark` tells which file was loaded, for which school years."""

    id = SmallInt(primary_key=True, default=1)
    name = Text(default="")
    office = Text(default="")
    phone = Text(default="")
    email = Text(default="")
    address = Text(default="")
    zone = Text(default="B")
    hue = Text(default="")
    crest = Text(default="")
    crest_picture = Bytea(default=None, null=True)
    crest_media = Text(default="")
    accessibility = Text(default="non conforme")
    texts = JSONB(default="{}")
    stylesheet = Text(default="")
    stylesheet_mark = Text(default="")
    loaded_mark = Text(default="")


class SchoolYear(Table, tablename="school_year"):
    """The years that slots exist for. `projected`: drawn from the pattern of past years, decided by nobody yet."""

    first_year = SmallInt(primary_key=True, default=2000)
    first_day = Date(default=clock.today)
    last_class_day = Date(default=clock.today)
    last_day = Date(default=clock.today)
    projected = Boolean(default=False)


class Site(Table, tablename="site"):
    """`retired_at`, here and below: the commune's file no longer names it, and history still refers to it."""

    id = UUID(primary_key=True, default=uuid4)
    code = Text(default="")
    name = Text(default="")
    position = Integer(default=0)
    retired_at = Timestamptz(default=None, null=True)


class School(Table, tablename="school"):
    """Weekdays are ISO numbers: Monday is 1."""

    id = UUID(primary_key=True, default=uuid4)
    code = Text(default="")
    name = Text(default="")
    site = ForeignKey(references=Site, default=None, null=True, on_delete=OnDelete.restrict)
    class_weekdays = Array(base_column=Integer(), default=list)
    retired_at = Timestamptz(default=None, null=True)


class Activity(Table, tablename="activity"):
    """What a family chooses: Restauration scolaire, Accueil de loisirs Mercredi. `needs_dossier`: booked once the child's dossier administratif is sent."""

    id = UUID(primary_key=True, default=uuid4)
    code = Text(default="")
    name = Text(default="")
    summary = Text(default="")
    starts_on = Date(default=clock.today)
    ends_on = Date(default=clock.today)
    needs_dossier = Boolean(default=False)
    position = Integer(default=0)
    retired_at = Timestamptz(default=None, null=True)


class Unit(Table, tablename="unit"):
    """What is ticked: garderie du matin, repas… Hours are the wall clock of Paris. `whole_day`: the box "Journée" of the activity ticks it too."""

    id = UUID(primary_key=True, default=uuid4)
    activity = ForeignKey(references=Activity, null=False, on_delete=OnDelete.restrict)
    code = Text(default="")
    name = Text(default="")
    short_name = Text(default="")
    starts_at = Time(default=time(0))
    ends_at = Time(default=time(0))
    weekdays = Array(base_column=Integer(), default=list)
    periods = Array(base_column=Text(), default=list)
    price_cents = Integer(default=0)
    book_words = Text(default="")
    cancel_words = Text(default="")
    window_words = Text(default="")
    whole_day = Boolean(default=False)
    position = Integer(default=0)
    retired_at = Timestamptz(default=None, null=True)


class AgeGroup(Table, tablename="age_group"):
    """Children of an activity who share rooms and places, at one site. `schools`: the codes of those that they come from.

    Who may be enrolled, by `rules.admission`: `any_school` lets in children of other schools too; ages are whole years, both included; no level: all.
    """

    id = UUID(primary_key=True, default=uuid4)
    activity = ForeignKey(references=Activity, null=False, on_delete=OnDelete.restrict)
    site = ForeignKey(references=Site, null=False, on_delete=OnDelete.restrict)
    code = Text(default="")
    name = Text(default="")
    position = Integer(default=0)
    schools = Array(base_column=Text(), default=list)
    any_school = Boolean(default=True)
    age_min = SmallInt(default=None, null=True)
    age_max = SmallInt(default=None, null=True)
    levels = Array(base_column=Text(), default=list)
    retired_at = Timestamptz(default=None, null=True)


class ClosedDay(Table, tablename="closed_day"):
    """A day on which this group would have come, had it not been for a holiday, a jour férié, a bridge or a closure. Families read the reason."""

    age_group = ForeignKey(references=AgeGroup, null=False, on_delete=OnDelete.cascade, primary_key=True)
    day = Date(default=clock.today)
    reason = Text(default="")


class CapacityCounter(Table, tablename="capacity_counter"):
    """The only place that counts: places taken of a group on a day. No capacity means unlimited. `beyond`: those of them that the service granted over
    the capacity; families never take one."""

    id = BigSerial(primary_key=True)
    age_group = ForeignKey(references=AgeGroup, null=False, on_delete=OnDelete.restrict)
    code = Text(default="")
    day = Date(default=clock.today)
    capacity = Integer(default=None, null=True)
    taken = Integer(default=0)
    beyond = Integer(default=0)


class Slot(Table, tablename="slot"):
    """Unit × day × group, with its instants. No `book_until` means no limit; an instant long ago means never, or open since ever.

    Late, `late_book` and `late_cancel` say what happens until `late_…_until`, or until the start without one; `surcharge` is in percent of the price
    or in cents. Where a window closes, or residents and others have windows of their own, `opens_at` and `book_until` are as wide as any of them, and
    a household's are `greatest(opens_at, its own opens_at)` and `least(book_until, its own closes_at)`: both ignore null.
    """

    id = BigSerial(primary_key=True)
    unit = ForeignKey(references=Unit, null=False, on_delete=OnDelete.restrict)
    age_group = ForeignKey(references=AgeGroup, null=False, on_delete=OnDelete.restrict)
    day = Date(default=clock.today)
    starts_at = Timestamptz(default=clock.now)
    ends_at = Timestamptz(default=clock.now)
    opens_at = Timestamptz(default=clock.now)
    book_until = Timestamptz(default=None, null=True)
    cancel_until = Timestamptz(default=None, null=True)
    late_book = Text(default="refuse")
    late_book_percent = Integer(default=None, null=True)
    late_book_cents = Integer(default=None, null=True)
    late_book_until = Timestamptz(default=None, null=True)
    late_cancel = Text(default="refuse")
    late_cancel_percent = Integer(default=None, null=True)
    late_cancel_cents = Integer(default=None, null=True)
    late_cancel_until = Timestamptz(default=None, null=True)
    resident_opens_at = Timestamptz(default=None, null=True)
    resident_closes_at = Timestamptz(default=None, null=True)
    non_resident_opens_at = Timestamptz(default=None, null=True)
    non_resident_closes_at = Timestamptz(default=None, null=True)


class SlotCounter(Table, tablename="slot_counter"):
    """The counters that a slot draws on."""

    slot = ForeignKey(references=Slot, null=False, on_delete=OnDelete.cascade, primary_key=True)
    counter = ForeignKey(references=CapacityCounter, null=False, on_delete=OnDelete.restrict)


class DocumentKind(Table, tablename="document_kind"):
    """A kind of pièce justificative, as the commune's file declares it. `asked`: every family gives it; `validity`: see `rules.validity`."""

    id = UUID(primary_key=True, default=uuid4)
    code = Text(default="")
    name = Text(default="")
    advice = Text(default="")
    per_child = Boolean(default=False)
    asked = Boolean(default=False)
    sensitive = Boolean(default=False)
    validity = Text(default="none")
    valid_months = SmallInt(default=None, null=True)
    position = Integer(default=0)
    retired_at = Timestamptz(default=None, null=True)


class CatalogueVersion(Table, tablename="catalogue_version"):
    """The commune's file as it was loaded, or left by an edit at the desk; the highest number is what stands. `attached`: the digest of each file that stands
    beside it. `effects`: what it did to slots and families, a sentence each. `author` is the agent's name on that day."""

    number = Integer(primary_key=True, default=1)
    made_at = Timestamptz(default=clock.now)
    origin = Text(default="load")
    actor = UUID(default=None, null=True)
    author = Text(default="")
    source = Text(default="")
    content = Bytea(default=b"")
    attached = JSONB(default="{}")
    mark = Text(default="")
    effects = JSONB(default="[]")


class CatalogueAttachment(Table, tablename="catalogue_attachment"):
    """A picture or a PDF that versions of the file refer to, kept once."""

    digest = Text(primary_key=True, default="")
    content = Bytea(default=b"")
