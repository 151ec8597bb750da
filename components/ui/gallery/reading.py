"""Samples of what a person reads: messages, states and lists."""

from dataclasses import dataclass
from typing import ClassVar

from components.ui.alert import Alert
from components.ui.button import Button
from components.ui.card import Card
from components.ui.confirmation_panel import ConfirmationPanel
from components.ui.data_list import DataList, DataRow
from components.ui.empty_state import EmptyState
from components.ui.gallery.sample import group
from components.ui.icon import DRAWINGS, Icon
from components.ui.pagination import Pagination
from components.ui.results import Results
from components.ui.status import Status
from components.ui.stepper import Stepper
from components.ui.summary_list import ChangeLink, SummaryList, SummaryRow
from components.ui.task_list import Task, TaskList
from components.ui.tiles import Tile, Tiles

SENT = "Enregistrée le 30\u00a0novembre 2026 à 18\u00a0h\u00a002."
TASKS = (
    Task(label="Réservations du 7 au 11\u00a0décembre", note="avant jeudi 3 à 9\u00a0h", href="#galerie-tasklist", icon="clock", urgency="soon"),
    Task(label="Fiche sanitaire de Malo", note="2\u00a0réponses manquent", href="#galerie-tasklist", icon="heart"),
    Task(label="Facture d’octobre, 84,20\u00a0€", note="à payer avant le 15\u00a0décembre", href="#galerie-tasklist", icon="euro"),
)
ROWS = (
    DataRow(
        title="Réservation n°\u00a021",
        note="Clervie, du 7 au 18\u00a0décembre",
        href="#galerie-datalist",
        at="Envoyée le 30\u00a0novembre 2026",
        status=Status(word="Traitée positivement", tone="good"),
    ),
    DataRow(title="Dossier administratif n°\u00a020", note="Malo, 2026-2027", href="#galerie-datalist", status=Status(word="En cours")),
    DataRow(
        title="Inscription n°\u00a019",
        note="Malo, accueil de loisirs du mercredi",
        href="#galerie-datalist",
        status=Status(word="Complément demandé", tone="warn"),
    ),
    DataRow(title="Réservation n°\u00a018", note="Clervie, le 2\u00a0décembre", href="#galerie-datalist", status=Status(word="Refusée", tone="bad")),
)
SUMMARY = (
    SummaryRow(term="Enfant", values=("Clervie Le Goff",)),
    SummaryRow(
        term="Jours ajoutés",
        values=("Mardi 8\u00a0décembre\u00a0: repas", "Jeudi 10\u00a0décembre\u00a0: garderie du soir"),
        change=ChangeLink(href="#galerie-summarylist", what="les jours ajoutés"),
    ),
    SummaryRow(term="Message au service", values=(), change=ChangeLink(href="#galerie-summarylist", what="le message au service")),
)
TILES = (
    Tile(label="Réserver", href="#galerie-tiles", icon="calendar"),
    Tile(label="Signaler une absence", href="#galerie-tiles", icon="heart"),
    Tile(label="Mes dossiers", href="#galerie-tiles", icon="file"),
    Tile(label="Mes factures", href="#galerie-tiles", icon="euro"),
)


@dataclass(frozen=True, kw_only=True)
class ResultsFound(Results):
    """Beside another list, under another id."""

    dom_id: ClassVar[str] = "resultats-exemple"
    template: ClassVar[str] = "components/ui/results.html"


GROUPS = (
    group(Stepper, milieu=Stepper(step=2, steps=3, name="ma demande")),
    group(
        Alert,
        information=Alert(kind="info", sentence="Les réservations de janvier ouvrent lundi 7\u00a0décembre."),
        succès=Alert(kind="success", sentence="Votre adresse e-mail est changée."),
        mise_en_garde=Alert(kind="warning", sentence="Deux jours de votre panier ne sont plus modifiables.", title="Le délai est dépassé"),
        erreur=Alert(kind="error", sentence="La demande n’est pas enregistrée. Réessayez.", action=Button(label="Réessayer", href="#galerie-alert")),
    ),
    group(
        Status,
        favorable=Status(word="Traitée positivement", tone="good"),
        neutre=Status(word="En cours"),
        attention=Status(word="Complément demandé", tone="warn"),
        défavorable=Status(word="Refusée", tone="bad"),
    ),
    group(
        Card,
        titre_et_contenu=Card(
            key="exemple-carte",
            title="Cette semaine",
            body=("Clervie mange à la cantine lundi, mardi et jeudi.", Button(label="Modifier", href="#galerie-card")),
        ),
    ),
    group(TaskList, à_faire=TaskList(tasks=TASKS)),
    group(Tiles, raccourcis=Tiles(tiles=TILES)),
    group(DataList, demandes=DataList(rows=ROWS)),
    group(
        Results,
        trouvées=ResultsFound(
            told="12\u00a0demandes",
            rows=DataList(rows=ROWS[:2]),
            pages=Pagination(page=1, pages=6, address="?liste=4", label="Pages des demandes"),
            everything="#galerie-results",
        ),
        aucune=Results(
            told="Aucune demande",
            nothing=EmptyState(title="Rien ne correspond", sentence="Aucune demande n’a été trouvée.", icon="list"),
            everything="#galerie-results",
        ),
    ),
    group(SummaryList, récapitulatif=SummaryList(rows=SUMMARY)),
    group(
        EmptyState,
        rien_à_faire=EmptyState(title="Tout est à jour", sentence="Nous vous écrirons dès qu’une chose vous attend."),
        avec_action=EmptyState(
            title="Aucune demande pour le moment",
            sentence="Vos demandes et leurs réponses seront ici.",
            icon="list",
            action=Button(label="Réserver", href="#galerie-emptystate"),
        ),
    ),
    group(
        ConfirmationPanel,
        traitée=ConfirmationPanel(title="Demande n°\u00a01", state="Traitée positivement", sentence=SENT, tone="good", level=2),
        envoyée=ConfirmationPanel(title="Demande n°\u00a02", state="Envoyée", sentence=SENT, level=2),
        à_compléter=ConfirmationPanel(title="Demande n°\u00a03", state="Complément demandé", sentence=SENT, tone="warn", level=2),
        refusée=ConfirmationPanel(title="Demande n°\u00a04", state="Refusée", sentence=SENT, tone="bad", level=2),
    ),
    group(Icon, **{name: Icon(name=name, label=name) for name in DRAWINGS}),
)
