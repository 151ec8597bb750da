"""The words of the file and what each of them means to the calendar and to the rules."""

from app.catalogue.rules.admission import GradeLevel
from app.catalogue.rules.cutoffs import NEVER, Action, Anchor, DayUnit, LateOutcome, Never
from app.catalogue.rules.days import HOLIDAYS, WEEKDAY_NAMES, PeriodKind, SchoolZone, Weekday
from app.catalogue.rules.validity import Validity
from app.catalogue.rules.windows import Category

WEEKDAYS: dict[str, Weekday] = {name[:3]: weekday for weekday, name in WEEKDAY_NAMES.items()}
WEEKDAY_SETS = {name: frozenset({weekday}) for name, weekday in WEEKDAYS.items()}
PERIODS: dict[str, frozenset[PeriodKind]] = {
    "ecole": frozenset({PeriodKind.SCHOOL}),
    "petites-vacances": frozenset({PeriodKind.SHORT_HOLIDAYS}),
    "ete": frozenset({PeriodKind.SUMMER}),
    "vacances": HOLIDAYS,
    "toujours": frozenset(PeriodKind),
}
ZONES = {zone.value: zone for zone in SchoolZone}
ACTIONS = {"reserver": frozenset({Action.BOOK}), "annuler": frozenset({Action.CANCEL})}
ANCHORS = {"jour": Anchor.DAY, "semaine": Anchor.WEEK, "periode": Anchor.PERIOD, "mois": Anchor.MONTH}
DAY_UNITS = {
    "jours": DayUnit.CALENDAR,
    "jours-de-semaine": DayUnit.WEEK,
    "jours-ouvres": DayUnit.OUVRES,
    "jours-ouvrables": DayUnit.OUVRABLES,
    "jours-ecole": DayUnit.SCHOOL,
    "jours-ouverture": DayUnit.OPEN,
}
HOURS = "heures"
COUNTED: dict[str, DayUnit | str] = {**DAY_UNITS, HOURS: HOURS}
NO_LIMIT = "aucune"
LIMITS: dict[str, Never | str] = {NO_LIMIT: NO_LIMIT, "jamais": NEVER}
# Billed: a surcharge of nothing on top of what stays due.
BILLED = "facture"
LATE: dict[str, LateOutcome | str] = {"refus": LateOutcome.REFUSE, "majoration": LateOutcome.SURCHARGE, BILLED: BILLED, "demande": LateOutcome.ASK}
CATEGORIES = {"commune": frozenset({Category.RESIDENT}), "hors-commune": frozenset({Category.NON_RESIDENT})}
LEVELS = {
    **{level.value: frozenset({level}) for level in GradeLevel},
    "maternelle": frozenset({GradeLevel.TPS, GradeLevel.PS, GradeLevel.MS, GradeLevel.GS}),
    "elementaire": frozenset({GradeLevel.CP, GradeLevel.CE1, GradeLevel.CE2, GradeLevel.CM1, GradeLevel.CM2}),
    "college": frozenset({GradeLevel.SIXIEME, GradeLevel.CINQUIEME, GradeLevel.QUATRIEME, GradeLevel.TROISIEME}),
}
# Law 2005-102, article 47: the three states that an accessibility statement may declare.
ACCESSIBILITY = {state: state for state in ("non conforme", "partiellement conforme", "totalement conforme")}
CURRENT_AND_NEXT = "courante et suivante"
PIECE_OF = {"enfant": True, "foyer": False}
VALIDITIES = {"sans-limite": Validity.NONE, "annee-scolaire": Validity.SCHOOL_YEAR, "mois": Validity.MONTHS, "date": Validity.DATE}
