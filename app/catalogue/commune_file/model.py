"""What a commune's file says, once read. Days, rules and closures are those of `catalogue.rules`; codes are those of the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from app.catalogue.rules.admission import Admission
from app.catalogue.rules.cutoffs import CutoffRule
from app.catalogue.rules.days import Closure, PeriodKind, School, SchoolYear, SchoolZone, Weekday
from app.catalogue.rules.validity import Validity
from app.catalogue.rules.windows import BookingWindow
from components import french


class Refused(Exception):
    """Everything that is wrong, a French sentence each. Nothing was loaded."""

    def __init__(self, source: str, problems: list[str]) -> None:
        self.problems = tuple(problems)
        told = french.count(len(problems), one="erreur", many="erreurs")
        super().__init__("\n".join([f"{source} : {told}, rien n’a été chargé.", *(f"- {problem}" for problem in problems)]))


@dataclass(frozen=True, kw_only=True)
class Identity:
    """`stylesheet` is drawn from the hue and the picture of the crest."""

    name: str
    office: str
    phone: str
    email: str
    address: str
    zone: SchoolZone
    hue: str
    crest: str
    picture: tuple[str, bytes] | None
    accessibility: str
    texts: Mapping[str, str]
    stylesheet: str


@dataclass(frozen=True, kw_only=True)
class Years:
    """`first_years` None: the school year of the day of loading, and the next one."""

    first_years: tuple[int, ...] | None = None
    project_unknown: bool = False
    alsace_moselle: bool = False
    supplied: tuple[SchoolYear, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Site:
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class SchoolAt:
    """A school and the site that it stands on, if that is one of the commune's."""

    school: School
    site: str | None


@dataclass(frozen=True, kw_only=True)
class Unit:
    """Hours are the wall clock of Paris. `extra_days` are open besides the weekdays and the periods."""

    code: str
    name: str
    short_name: str
    starts_at: time
    ends_at: time
    weekdays: frozenset[Weekday]
    periods: frozenset[PeriodKind]
    price_cents: int
    extra_days: frozenset[date] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Places:
    """A counter of a group, shared by these units. No capacity: counted, without limit."""

    code: str
    capacity: int | None
    units: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Group:
    """`schools`: those whose calendar it follows. `admission`: which children it is for. Each unit draws on at least one of `places`."""

    code: str
    name: str
    site: str
    schools: tuple[str, ...]
    admission: Admission
    places: tuple[Places, ...]


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Without days of its own, an activity follows the school years. `whole_day`: the units that one box ticks together; none without such a box.
    `needs_dossier`: it is booked once the child's dossier administratif of the school year is sent."""

    code: str
    name: str
    summary: str
    first_day: date | None
    last_day: date | None
    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    whole_day: frozenset[str] = frozenset()
    needs_dossier: bool = False

    @property
    def periods(self) -> frozenset[PeriodKind]:
        return frozenset().union(*(unit.periods for unit in self.units))


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A kind of pièce justificative. `asked` of every family; `valid_months` goes with a validity of months."""

    code: str
    name: str
    advice: str
    per_child: bool
    asked: bool
    sensitive: bool
    validity: Validity
    valid_months: int | None


@dataclass(frozen=True, kw_only=True)
class PaperForm:
    """A fillable PDF of the commune's own. `path`: where it is written, as `fiche[1]`. `fields`: what each field of the PDF stands for; `unused`: those that
    stand for nothing."""

    path: str
    code: str
    name: str
    content: bytes
    fields: Mapping[str, str]
    unused: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RuleAt:
    """A cut-off rule and where it is written, as `activite[2].delai[1]`."""

    path: str
    rule: CutoffRule


@dataclass(frozen=True, kw_only=True)
class CommuneFile:
    """`mark` changes whenever a byte of the file, of the crest's picture or of a PDF does."""

    source: str
    mark: str
    identity: Identity
    years: Years
    sites: tuple[Site, ...]
    schools: tuple[SchoolAt, ...]
    activities: tuple[Activity, ...]
    rules: tuple[RuleAt, ...]
    windows: tuple[BookingWindow, ...] = ()
    closures: tuple[Closure, ...] = field(default=())
    pieces: tuple[Piece, ...] = ()
    papers: tuple[PaperForm, ...] = ()
