"""The form of a cut-off rule, which speaks as a règlement does, and the keys of the file that it makes."""

from collections.abc import Mapping
from typing import Any

from app.bookings.offering.shapes import Count, Day, Euros, Hour, Several, Words
from app.bookings.offering.sheets import PERIOD_OPTIONS, WEEKDAY_OPTIONS, Asked, Here, fixed, units_of
from app.catalogue.commune_file.words import PERIODS, WEEKDAY_SETS
from app.core.forms import Submitted
from components import french
from components.ui import Option

NBSP = french.NBSP

ACTION, WAY, LATE, SECOND, PLACE = "action", "limite", "hors", "seconde", "rang"
BY_DAYS, BY_WEEKDAY, BY_MONTH_DAY, NO_LIMIT, NEVER, NO_SECOND = "nombre", "jour-de-semaine", "jour-du-mois", "aucune", "jamais", ""
PERCENT, CENTS = "majoration-pourcent", "majoration-centimes"
SECOND_PREFIX = "s-"
LAST = ""

ACTIONS = (
    Option(value="", label="Réserver et annuler"),
    Option(value="reserver", label="Réserver"),
    Option(value="annuler", label="Annuler"),
)
COUNTED = (
    Option(value=BY_DAYS, label="Tant de jours ou d’heures avant", hint="La veille, deux jours ouvrés avant, 48 heures avant…"),
    Option(value=BY_WEEKDAY, label="Tel jour d’une semaine", hint="Le vendredi de la semaine précédente, le lundi de la même semaine…"),
    Option(value=BY_MONTH_DAY, label="Tel jour d’un mois", hint="Le 20 du mois précédent…"),
)
WAYS = (
    *COUNTED,
    Option(value=NO_LIMIT, label="À tout moment avant le début"),
    Option(value=NEVER, label="Jamais", hint="On n’annule pas, ou l’on ne réserve qu’au guichet."),
)
SECOND_WAYS = (Option(value=NO_SECOND, label="Jusqu’au début de l’accueil"), *COUNTED)
UNITS = (
    Option(value="jours", label="jours du calendrier"),
    Option(value="jours-de-semaine", label="jours de semaine (lundi à vendredi)"),
    Option(value="jours-ouvres", label="jours ouvrés (lundi à vendredi sans les fériés)"),
    Option(value="jours-ouvrables", label="jours ouvrables (lundi à samedi sans les fériés)"),
    Option(value="jours-ecole", label="jours d’école"),
    Option(value="jours-ouverture", label="jours d’ouverture de l’activité"),
    Option(value="heures", label="heures avant le début"),
)
ANCHORS = (
    Option(value="jour", label="le jour réservé"),
    Option(value="semaine", label="le lundi de sa semaine"),
    Option(value="periode", label="le premier jour d’ouverture de la période"),
    Option(value="mois", label="le 1er de son mois"),
)
LATES = (
    Option(value="refus", label="C’est refusé"),
    Option(value=PERCENT, label="Une majoration, en pourcentage du prix"),
    Option(value=CENTS, label="Une majoration, d’un montant fixe"),
    Option(value="facture", label="L’annulation est notée, et reste facturée", hint="Seulement pour une règle d’annulation."),
    Option(value="demande", label="Sur demande, par téléphone au service"),
)
WEEKDAY_CHOICES = tuple(Option(value=option.value, label=option.label.lower()) for option in WEEKDAY_OPTIONS)
WEEKS = (Option(value="0", label="de la même semaine"), Option(value="1", label="de la semaine précédente"), *(
    Option(value=str(number), label=f"{number}{NBSP}semaines avant") for number in range(2, 9)
))  # fmt: skip
MONTHS = (Option(value="0", label="du même mois"), Option(value="1", label="du mois précédent"), *(
    Option(value=str(number), label=f"{number}{NBSP}mois avant") for number in range(2, 7)
))  # fmt: skip

TARGET = (
    Asked(key="unites", label="Pour quelles unités", shape=Several(), options=units_of, hint="Sans coche, toutes."),
    Asked(key="jours", label="Pour quels jours réservés", shape=Words(meanings=WEEKDAY_SETS), options=fixed(*WEEKDAY_OPTIONS), hint="Sans coche, tous."),
    Asked(key="periodes", label="Pour quelles périodes", shape=Words(meanings=PERIODS), options=fixed(*PERIOD_OPTIONS), hint="Sans coche, toutes."),
    Asked(key="valable-du", label="Valable pour les jours à partir du", shape=Day(), hint="Sans date, toujours."),
    Asked(key="valable-au", label="Jusqu’au", shape=Day()),
)
NAMES = frozenset(
    {
        *(ACTION, WAY, LATE, SECOND, PLACE, PERCENT, CENTS),
        *(asked.key for asked in TARGET),
        *(f"{prefix}{key}" for prefix in ("", SECOND_PREFIX) for key in ("nombre", "en", "jour", "semaines", "quantieme", "mois", "heure", "ancre")),
    }
)
KEYS = (
    *("action", "unites", "jours", "periodes", "valable-du", "valable-au", "limite", "nombre", "en", "jour-de-semaine", "semaines-avant", "jour-du-mois"),
    *("mois-avant", "heure", "ancre", "hors-delai", "majoration-pourcent", "majoration-centimes", "seconde-limite"),
)


# From the file to the form


def shown(table: Mapping[str, Any], *, here: Here) -> dict[str, list[str]]:
    """What the form first holds; for a new rule, nothing: the day before, at any hour."""
    target = {asked.key: list(asked.shape.shown(table.get(asked.key))) for asked in TARGET if not (asked.key == "unites" and not here.activity)}
    late = table.get("hors-delai", "refus")
    late = (PERCENT if PERCENT in table else CENTS) if late == "majoration" else late
    second = table.get("seconde-limite")
    return {
        **target,
        ACTION: [table.get("action", "") if isinstance(table.get("action", ""), str) else ""],
        WAY: [table.get("limite") or _way(table)],
        **_counted(table, prefix=""),
        LATE: [late],
        PERCENT: list(Count().shown(table.get(PERCENT))),
        CENTS: [french.euros(table[CENTS]).removesuffix(f"{NBSP}€")] if CENTS in table else [""],
        SECOND: [_way(second) if second else NO_SECOND],
        **_counted(second or {}, prefix=SECOND_PREFIX),
    }


def _way(table: Mapping[str, Any]) -> str:
    return next((way for way in (BY_WEEKDAY, BY_MONTH_DAY) if way in table), BY_DAYS)


def _counted(table: Mapping[str, Any], *, prefix: str) -> dict[str, list[str]]:
    values = {
        "nombre": str(table.get("nombre", 1)),
        "en": table.get("en", "jours"),
        "jour": table.get("jour-de-semaine", "ven"),
        "semaines": str(table.get("semaines-avant", 1)),
        "quantieme": str(table.get("jour-du-mois", 20)),
        "mois": str(table.get("mois-avant", 1)),
        "heure": Hour().shown(table.get("heure"))[0],
        "ancre": table.get("ancre", "jour"),
    }
    return {f"{prefix}{key}": [value] for key, value in values.items()}


# From the form to the file


def typed(sent: Submitted, *, here: Here) -> dict[str, object | None]:
    """Every key of a rule, None for those that it does not have."""
    table: dict[str, object | None] = dict.fromkeys(KEYS)
    table["action"] = sent.raw(ACTION) or None
    for asked in TARGET:
        if asked.key != "unites" or here.activity:
            table[asked.key] = asked.shape.typed(sent, asked.key)
    way = sent.raw(WAY)
    if way in {NO_LIMIT, NEVER}:
        table["limite"] = way
    else:
        table.update(_deadline(sent, way=way, prefix=""))
    table.update(_late(sent))
    if sent.raw(SECOND) != NO_SECOND and sent.raw(LATE) != "refus":
        table["seconde-limite"] = {key: value for key, value in _deadline(sent, way=sent.raw(SECOND), prefix=SECOND_PREFIX).items() if value is not None}
    return table


def _deadline(sent: Submitted, *, way: str, prefix: str) -> dict[str, object | None]:
    asked = {key: f"{prefix}{key}" for key in ("nombre", "en", "jour", "semaines", "quantieme", "mois", "heure", "ancre")}
    anchor, counted = sent.raw(asked["ancre"]), sent.raw(asked["en"])
    found: dict[str, object | None] = {"ancre": anchor if anchor not in {"", "jour"} else None, "heure": Hour().typed(sent, asked["heure"])}
    if way == BY_WEEKDAY:
        return found | {"jour-de-semaine": sent.raw(asked["jour"]), "semaines-avant": _number(sent, asked["semaines"])}
    if way == BY_MONTH_DAY:
        return found | {"jour-du-mois": _number(sent, asked["quantieme"]), "mois-avant": _number(sent, asked["mois"])}
    return found | {"nombre": _number(sent, asked["nombre"]), "en": counted if counted not in {"", "jours"} else None}


def _number(sent: Submitted, name: str) -> int | None:
    number = Count().typed(sent, name)
    if number is None and not sent.problem_of(name):
        sent.refuse(name, "Écrivez un nombre.")
    return number


def _late(sent: Submitted) -> dict[str, object | None]:
    late = sent.raw(LATE)
    if late == PERCENT:
        return {"hors-delai": "majoration", PERCENT: _number(sent, PERCENT)}
    if late == CENTS:
        return {"hors-delai": "majoration", CENTS: _cents(sent)}
    return {"hors-delai": late if late not in {"", "refus"} else None}


def _cents(sent: Submitted) -> int | None:
    cents = Euros().typed(sent, CENTS)
    if cents is None and not sent.problem_of(CENTS):
        sent.refuse(CENTS, "Écrivez le montant de la majoration.")
    return cents
