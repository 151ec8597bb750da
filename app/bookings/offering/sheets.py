"""What the desk asks of each thing of the catalogue: a key of the commune's file, in the words of the service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.bookings.offering.shapes import Count, Day, Euros, Flag, Hour, Lines, Moment, One, Several, Shape, Text, Words, Years
from app.catalogue.commune_file import readings
from app.catalogue.commune_file.words import ACCESSIBILITY, LEVELS, PERIODS, WEEKDAY_SETS, WEEKDAYS
from app.catalogue.editing.differences import value_at
from app.catalogue.rules.days import WEEKDAY_NAMES
from components import french
from components.ui import Option

NBSP = french.NBSP
Options: TypeAlias = Callable[["Here"], tuple[Option, ...]]


@dataclass(frozen=True, kw_only=True)
class Here:
    """Where a form stands: the whole file, and the codes that lead to the thing, as ("activite", "cantine", "unite", "repas")."""

    values: Mapping[str, Any]
    place: tuple[str, ...]

    @property
    def activity(self) -> Mapping[str, Any]:
        return value_at(self.values, self.place[:2]) or {} if self.place[0] == "activite" and len(self.place) > 1 else {}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`missing` is the sentence when nothing was typed; without it the answer is optional. `usual`: what holds where the thing does not say it, as the
    weekdays of its activity."""

    key: str
    label: str
    shape: Shape
    missing: str = ""
    hint: str = ""
    options: Options | None = None
    usual: Callable[[Here], object] | None = None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A kind of thing: `noun` with its article, `one` of them. `coded`: it has a code, made of its name when it is added."""

    noun: str
    asked: tuple[Asked, ...]
    one: str = ""
    coded: bool = False
    hint: str = ""


WEEKDAY_OPTIONS = tuple(Option(value=word, label=french.capitalised(WEEKDAY_NAMES[weekday])) for word, weekday in WEEKDAYS.items())
PERIOD_OPTIONS = (
    Option(value="ecole", label="En période d’école"),
    Option(value="petites-vacances", label="Pendant les petites vacances"),
    Option(value="ete", label="Pendant l’été"),
)
LEVEL_OPTIONS = tuple(Option(value=word, label=word.upper()) for word, levels in LEVELS.items() if len(levels) == 1)
DAYS, PERIODS_SHAPE = Words(meanings=WEEKDAY_SETS), Words(meanings=PERIODS)


def fixed(*options: Option) -> Options:
    return lambda _here: options


def units_of(here: Here) -> tuple[Option, ...]:
    return tuple(Option(value=unit["code"], label=unit["nom"]) for unit in here.activity.get("unite", []))


def named(kind: str) -> Options:
    return lambda here: tuple(Option(value=table["code"], label=table["nom"]) for table in here.values.get(kind, []))


def one_of(kind: str, *, empty: str) -> Options:
    return lambda here: (Option(value="", label=empty), *named(kind)(here))


def of_activity(key: str) -> Callable[[Here], object]:
    return lambda here: here.activity.get(key)


COMMUNE = Sheet(
    noun="l’identité de la commune",
    asked=(
        Asked(key="nom", label="Nom", shape=Text(), missing="Écrivez le nom de la commune."),
        Asked(key="service", label="Service", shape=Text(), missing="Écrivez le nom du service."),
        Asked(
            key="telephone",
            label="Téléphone",
            shape=Text(reading=readings.PHONE),
            missing="Écrivez le téléphone du service.",
            hint=f"Dix chiffres, comme 02{NBSP}99{NBSP}00{NBSP}00{NBSP}00.",
        ),
        Asked(key="courriel", label="Adresse e-mail", shape=Text(reading=readings.EMAIL), missing="Écrivez l’adresse e-mail du service."),
        Asked(key="adresse", label="Adresse postale", shape=Text(), missing="Écrivez l’adresse du service."),
        Asked(
            key="zone",
            label="Zone de vacances",
            shape=One(),
            missing="Choisissez la zone.",
            options=fixed(*(Option(value=zone.lower(), label=f"Zone {zone}") for zone in "ABC")),
        ),
        Asked(
            key="teinte",
            label="Couleur du portail",
            shape=Text(),
            missing="Écrivez une couleur.",
            hint="Comme #0b5a6f. Une couleur qui se lit mal est refusée.",
        ),
        Asked(key="blason", label="Lettres du blason", shape=Text(longest=2), hint="Une ou deux lettres."),
        Asked(
            key="accessibilite",
            label="Accessibilité déclarée",
            shape=One(),
            options=fixed(*(Option(value=state, label=french.capitalised(state)) for state in ACCESSIBILITY)),
            usual=lambda _here: "non conforme",
        ),
    ),
)
TEXTS = Sheet(
    noun="les textes du portail",
    asked=(
        Asked(key="accueil", label="Texte d’accueil", shape=Lines(longest=1000), hint="Les familles le lisent en arrivant."),
        Asked(key="responsable-publication", label="Responsable de la publication", shape=Text()),
        Asked(key="hebergeur", label="Hébergeur", shape=Text()),
        Asked(key="delegue-donnees", label="Délégué à la protection des données", shape=Text(), hint="Son adresse e-mail, ou comment lui écrire."),
    ),
)
CALENDAR = Sheet(
    noun="les années scolaires",
    asked=(
        Asked(
            key="annees",
            label="Années que l’on peut réserver",
            shape=Years(),
            missing="Écrivez les années.",
            hint="«\u00a0courante et suivante\u00a0», qui suit la date, ou des années comme 2026-2027.",
            usual=lambda _here: "courante et suivante",
        ),
        Asked(key="projeter", label="Déduire des années passées celles qui ne sont pas encore publiées", shape=Flag()),
        Asked(key="alsace-moselle", label="Jours fériés d’Alsace et de Moselle", shape=Flag()),
    ),
)
SITE = Sheet(noun="le site", one="un site", coded=True, asked=(Asked(key="nom", label="Nom", shape=Text(), missing="Écrivez le nom du site."),))
SCHOOL = Sheet(
    noun="l’école",
    one="une école",
    coded=True,
    asked=(
        Asked(key="nom", label="Nom", shape=Text(), missing="Écrivez le nom de l’école."),
        Asked(key="site", label="Site", shape=One(), options=one_of("site", empty="Aucun"), hint="Si l’école est aussi un lieu d’accueil."),
        Asked(key="jours", label="Jours de classe", shape=DAYS, missing="Cochez les jours de classe.", options=fixed(*WEEKDAY_OPTIONS)),
        Asked(key="matins", label="Jours avec classe le matin seulement", shape=DAYS, options=fixed(*WEEKDAY_OPTIONS)),
    ),
)
ACTIVITY = Sheet(
    noun="l’activité",
    one="une activité",
    coded=True,
    asked=(
        Asked(key="nom", label="Nom", shape=Text(), missing="Écrivez le nom de l’activité."),
        Asked(key="resume", label="Résumé", shape=Text(), hint="Quelques mots sous le nom, pour les familles."),
        Asked(key="du", label="Premier jour", shape=Day(), hint="Sans date, l’activité suit les années scolaires."),
        Asked(key="au", label="Dernier jour", shape=Day()),
        Asked(key="dossier-exige", label="Ne se réserve qu’une fois le dossier administratif de l’enfant envoyé", shape=Flag()),
        Asked(key="journee", label="Unités que la case «\u00a0Journée\u00a0» coche ensemble", shape=Several(), options=units_of),
    ),
)
UNIT = Sheet(
    noun="l’unité",
    one="une unité",
    coded=True,
    hint="Ce que la famille coche\u00a0: un repas, un matin, une journée.",
    asked=(
        Asked(key="nom", label="Nom", shape=Text(), missing="Écrivez le nom de l’unité."),
        Asked(key="nom-court", label="Nom court", shape=Text(longest=40), hint="Pour les petits écrans."),
        Asked(key="debut", label="Heure de début", shape=Hour(), missing="Écrivez l’heure de début."),
        Asked(key="fin", label="Heure de fin", shape=Hour(), missing="Écrivez l’heure de fin."),
        Asked(key="prix-centimes", label="Prix en euros", shape=Euros(), missing="Écrivez le prix\u00a0; 0 pour ce qui est gratuit."),
        Asked(
            key="jours",
            label="Jours d’ouverture",
            shape=DAYS,
            missing="Cochez au moins un jour.",
            options=fixed(*WEEKDAY_OPTIONS),
            usual=of_activity("jours"),
        ),
        Asked(
            key="periodes",
            label="Périodes",
            shape=PERIODS_SHAPE,
            missing="Cochez au moins une période.",
            options=fixed(*PERIOD_OPTIONS),
            usual=of_activity("periodes"),
        ),
    ),
)
GROUP = Sheet(
    noun="le groupe",
    one="un groupe",
    coded=True,
    hint="Les enfants qui partagent un lieu et des places.",
    asked=(
        Asked(key="nom", label="Nom", shape=Text(), missing="Écrivez le nom du groupe.", usual=lambda _here: "Tous les enfants"),
        Asked(key="site", label="Site", shape=One(), missing="Choisissez le site.", options=one_of("site", empty="Choisissez")),
        Asked(key="age-min", label="Âge minimum", shape=Count(), hint="Ans révolus au premier jour de l’inscription."),
        Asked(key="age-max", label="Âge maximum", shape=Count()),
        Asked(key="niveaux", label="Classes", shape=Words(meanings=LEVELS), options=fixed(*LEVEL_OPTIONS), hint="Sans coche, toutes."),
        Asked(key="ecoles", label="Écoles", shape=Several(), options=named("ecole"), hint="Sans coche, toutes, et les enfants d’ailleurs."),
    ),
)
PLACES = Sheet(
    noun="les places",
    one="des places",
    coded=True,
    hint="Un enfant prend une place par jour, qu’il vienne à une ou plusieurs de ces unités.",
    asked=(
        Asked(key="nombre", label="Nombre de places", shape=Count(), missing="Écrivez le nombre de places."),
        Asked(key="unites", label="Unités qui les partagent", shape=Several(), missing="Cochez au moins une unité.", options=units_of),
    ),
)
WINDOW = Sheet(
    noun="l’ouverture des réservations",
    one="une ouverture des réservations",
    asked=(
        Asked(key="ouvre", label="Les réservations ouvrent", shape=Moment(), hint="Par exemple 01/12/2026 09:00."),
        Asked(key="ferme", label="Les réservations ferment", shape=Moment()),
        Asked(key="du", label="Pour les jours à partir du", shape=Day(), hint="Sans date, tous les jours de l’activité."),
        Asked(key="au", label="Jusqu’au", shape=Day()),
        Asked(
            key="pour",
            label="Pour quelles familles",
            shape=One(),
            options=fixed(
                Option(value="", label="Toutes"),
                Option(value="commune", label="De la commune seulement"),
                Option(value="hors-commune", label="Hors commune seulement"),
            ),
        ),
        Asked(key="unites", label="Pour quelles unités", shape=Several(), options=units_of, hint="Sans coche, toutes."),
    ),
)
CLOSURE = Sheet(
    noun="la fermeture",
    one="une fermeture",
    asked=(
        Asked(key="du", label="Premier jour fermé", shape=Day(), missing="Écrivez le premier jour."),
        Asked(key="au", label="Dernier jour fermé", shape=Day(), hint="Sans date, un seul jour."),
        Asked(
            key="motif",
            label="Motif",
            shape=Text(),
            missing="Écrivez le motif\u00a0: les familles le lisent.",
            hint="Les familles le lisent dans le calendrier et dans le courriel\u00a0: «\u00a0Travaux\u00a0», «\u00a0Grève du service\u00a0».",
        ),
        Asked(key="sites", label="Sites fermés", shape=Several(), options=named("site"), hint="Sans aucune coche, tout est fermé, école comprise."),
        Asked(key="activites", label="Activités fermées", shape=Several(), options=named("activite")),
        Asked(key="ecoles", label="Écoles sans classe", shape=Several(), options=named("ecole"), hint="Et ce qui accompagne la classe ces jours-là."),
        Asked(key="toutes-les-ecoles", label="Toutes les écoles sont sans classe", shape=Flag()),
    ),
)
SHEETS: Mapping[str, Sheet] = {
    "commune": COMMUNE,
    "textes": TEXTS,
    "calendrier": CALENDAR,
    "site": SITE,
    "ecole": SCHOOL,
    "activite": ACTIVITY,
    "unite": UNIT,
    "groupe": GROUP,
    "places": PLACES,
    "ouverture": WINDOW,
    "fermeture": CLOSURE,
}
