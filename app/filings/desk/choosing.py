"""The forms by which an agent decides a demande, in the order of the page: accept or answer, refuse, ask for more."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.forms import Submitted
from app.filings import procedures
from app.filings.desk import forms
from app.filings.desk.cases import Case, ChangeCase
from app.filings.desk.queue import Narrowing
from app.filings.rules.transitions import TRANSITIONS, Act
from app.filings.rules.waiting import NOTE_LONGEST
from components.filings.decision_form import DecisionForm
from components.ui import Button, ErrorSummary, Field, Option

TAILS: Mapping[Act, str] = {Act.ACCEPT: "/acceptation", Act.REJECT: "/refus", Act.ASK: "/complement"}
KEYS: Mapping[Act, str] = {Act.ACCEPT: "accepter", Act.REJECT: "refuser", Act.ASK: "completer"}
SHORTCUTS: Mapping[Act, str] = {Act.ACCEPT: "a", Act.REJECT: "r", Act.ASK: "c"}
CHANGE_EFFECT = "La nouvelle valeur est écrite dans la fiche, et la famille est prévenue."
CHANGE_REASONS = (
    "Ce changement demande un justificatif\u00a0: envoyez-le dans «\u00a0Mes pièces\u00a0», puis demandez-le de nouveau.",
    "Ce changement se fait à la mairie, avec une pièce d’identité.",
    "Ce qui est écrit contient une erreur\u00a0: demandez-le de nouveau.",
)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A form that was refused, shown again as it was sent."""

    act: Act
    form: Submitted


@dataclass(frozen=True, kw_only=True)
class Page:
    """Where the forms lead, and what they carry."""

    narrowing: Narrowing
    csrf_token: str
    tried: Tried | None = None


def phrases(case: Case, act: Act) -> tuple[str, ...]:
    """Those that the démarche offers for this decision."""
    if isinstance(case, ChangeCase):
        return CHANGE_REASONS if act is Act.REJECT else ()
    desk = procedures.of_code(case.procedure).desk
    return {Act.REJECT: desk.reasons, Act.ASK: desk.asks}.get(act, ())


def decisions(case: Case, page: Page) -> tuple[DecisionForm, ...]:
    """Those that its status still allows. A change is accepted or refused: what lacks is asked for by refusing it."""
    acts = (Act.ACCEPT, Act.REJECT) if isinstance(case, ChangeCase) else (Act.ACCEPT, Act.REJECT, Act.ASK)
    built = {Act.ACCEPT: _acceptance, Act.REJECT: _refusal, Act.ASK: _question}
    return tuple(built[act](case, page) for act in acts if case.status in TRANSITIONS[act].since)


def _acceptance(case: Case, page: Page) -> DecisionForm:
    answers = not isinstance(case, ChangeCase) and procedures.of_code(case.procedure).desk.answers
    words = _words(Act.ACCEPT, page, label="Votre réponse" if answers else "Un mot pour la famille", required=answers)
    return DecisionForm(
        key=KEYS[Act.ACCEPT],
        shortcut=SHORTCUTS[Act.ACCEPT],
        action=_action(case, Act.ACCEPT, page),
        csrf_token=page.csrf_token,
        seen=case.mark,
        lead=CHANGE_EFFECT if isinstance(case, ChangeCase) else procedures.of_code(case.procedure).desk.effect,
        button=Button(label="Envoyer la réponse" if answers else "Accepter", icon="check"),
        fields=(words,) if answers else (),
        more=() if answers or isinstance(case, ChangeCase) else (words,),
        more_label="Ajouter un mot pour la famille",
    )


def _refusal(case: Case, page: Page) -> DecisionForm:
    return _written(case, Act.REJECT, page, folded="Refuser…", label="Pourquoi\u00a0?", button=Button(label="Refuser la demande", kind="danger"))


def _question(case: Case, page: Page) -> DecisionForm:
    return _written(case, Act.ASK, page, folded="Demander un complément…", label="Ce qui manque", button=Button(label="Demander un complément"))


def _written(case: Case, act: Act, page: Page, *, folded: str, label: str, button: Button) -> DecisionForm:
    """Phrases to tick, then words of one's own."""
    offered = phrases(case, act)
    chosen = tuple(page.tried.form.all(forms.PHRASES)) if page.tried and page.tried.act is act else ()
    boxes = Field(
        name=forms.PHRASES,
        anchor=f"{KEYS[act]}-phrases",
        label=label,
        kind="boxes",
        options=tuple(Option(value=str(place), label=phrase) for place, phrase in enumerate(offered)) or (Option(value="", label=""),),
        chosen=chosen,
        hint="Cochez une phrase, écrivez la vôtre, ou les deux.",
    )
    words = _words(act, page, label="Avec vos mots" if offered else label, required=not offered)
    return DecisionForm(
        key=KEYS[act],
        shortcut=SHORTCUTS[act],
        action=_action(case, act, page),
        csrf_token=page.csrf_token,
        seen=case.mark,
        folded=folded,
        is_open=page.tried is not None and page.tried.act is act,
        fields=(boxes, words) if offered else (words,),
        button=button,
    )


def _words(act: Act, page: Page, *, label: str, required: bool) -> Field:
    tried = page.tried.form if page.tried and page.tried.act is act else None
    return Field(
        name=forms.WORDS,
        anchor=f"{KEYS[act]}-message",
        label=label,
        kind="textarea",
        value=tried.text(forms.WORDS) if tried else "",
        error=tried.problem_of(forms.WORDS) if tried else None,
        hint="La famille le lit.",
        required=required,
        max_length=NOTE_LONGEST,
    )


def _action(case: Case, act: Act, page: Page) -> str:
    return forms.address_of(page.narrowing, ref=case.ref, tail=TAILS[act])


def summary(decided: tuple[DecisionForm, ...]) -> ErrorSummary | None:
    return ErrorSummary.of(field for form in decided for field in form.fields)
