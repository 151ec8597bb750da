"""The fiche sanitaire de liaison (cerfa 10008): vaccinations, what to watch over, meals, doctor, care. All of it is health data but the doctor."""

from collections.abc import Iterable

from app.dossiers.rules import vaccinations
from app.dossiers.rules.diets import Diet
from app.dossiers.rules.vaccinations import VACCINES, Vaccine
from app.dossiers.sheets.sheet import NO, YES, Section, Sheet, wrong_phones, yes_or_no
from app.filings.rules.questions import TICKED, Case, Choice, Problem, Question
from components import french

UP_TO_DATE, ADVISED_AGAINST = YES, "contre_indication"
NOTHING, SOMETHING = "rien", "a_signaler"
LONG = 1_000
MEANWHILE = "Votre enfant est accueilli trois mois, le temps de les faire."  # CSP R.3111-8
ALLERGIES = (
    ("allergie_asthme", "Asthme"),
    ("allergie_aliments", "Allergie alimentaire"),
    ("allergie_medicaments", "Allergie à un médicament"),
    ("allergie_autre", "Une autre allergie"),
)
DISEASES = (
    ("angine", "Angine"),
    ("coqueluche", "Coqueluche"),
    ("oreillons", "Oreillons"),
    ("otite", "Otite"),
    ("rhumatisme", "Rhumatisme articulaire aigu"),
    ("rougeole", "Rougeole"),
    ("rubeole", "Rubéole"),
    ("scarlatine", "Scarlatine"),
    ("varicelle", "Varicelle"),
)
WORN = (
    ("lunettes", "Porte des lunettes ou des lentilles"),
    ("appareil_auditif", "Porte un appareil auditif"),
    ("prothese", "Porte une prothèse ou un appareil dentaire"),
)


def _vaccination_choices(_case: Case) -> tuple[Choice, ...]:
    return (
        Choice(value=UP_TO_DATE, label="Oui, toutes"),
        Choice(value=NO, label="Non, il en manque", hint=MEANWHILE),
        Choice(value=ADVISED_AGAINST, label="Un médecin les déconseille", hint="Joignez son certificat dans les pièces."),
    )


def _vaccinations_say(case: Case) -> tuple[str, ...]:
    names = french.listing([vaccine.name for vaccine in vaccinations.required_of(case.its_child.birth_date)])
    return (f"D’après sa date de naissance, {case.its_child.first_name} doit avoir ces vaccinations\u00a0: {names}.",)


def _is_missing_one(case: Case) -> bool:
    return case.said("vaccins") == NO


def _done(vaccine: Vaccine) -> Question:
    return Question(
        name=f"vaccin_{vaccine.code}",
        label=f"{french.capitalised(vaccine.name)}\u00a0: fait",
        kind="checkbox",
        when=lambda case: _is_missing_one(case) and vaccine.is_required_of(case.its_child.birth_date),
    )


def missing_vaccines(case: Case) -> tuple[Vaccine, ...]:
    """Required, and not said to be done; none when all are said to be."""
    if not _is_missing_one(case):
        return ()
    return tuple(each for each in vaccinations.required_of(case.its_child.birth_date) if case.said(f"vaccin_{each.code}") != TICKED)


def _has_something(case: Case) -> bool:
    return case.said("sante") == SOMETHING


def _has_allergy(case: Case) -> bool:
    return _has_something(case) and any(case.said(name) == TICKED for name, _ in ALLERGIES)


def _has_treatment(case: Case) -> bool:
    return _has_something(case) and case.said("traitement") == YES


def _check(case: Case) -> Iterable[Problem]:
    yield from wrong_phones(case, "medecin_telephone")
    if _is_missing_one(case) and not missing_vaccines(case):
        yield Problem(question="vaccins", sentence="Vous avez coché toutes les vaccinations\u00a0: choisissez «\u00a0Oui, toutes\u00a0».")
    if _has_something(case) and not (_has_allergy(case) or _has_treatment(case) or case.said("pai") == YES or case.said("precautions")):
        yield Problem(question="sante", sentence="Dites ce qui est à signaler, ou choisissez «\u00a0Rien à signaler\u00a0».")


VACCINATIONS = Section(
    title="Vaccinations",
    says=_vaccinations_say,
    questions=(
        Question(
            name="vaccins",
            label="Les vaccinations obligatoires sont-elles à jour\u00a0?",
            kind="radios",
            choices=_vaccination_choices,
            missing="Dites si les vaccinations obligatoires sont à jour.",
            decides=True,
            term="Vaccinations obligatoires à jour",
        ),
        *map(_done, VACCINES),
        Question(
            name="dernier_rappel",
            label="Date du dernier rappel",
            kind="date",
            hint="Celui contre la diphtérie, le tétanos et la poliomyélite, comme 12/03/2024.",
        ),
    ),
)
WATCHED = Section(
    title="Santé",
    questions=(
        Question(
            name="sante",
            label="Y a-t-il une allergie, un PAI, un traitement ou une précaution à connaître\u00a0?",
            kind="radios",
            choices=lambda _case: (Choice(value=NOTHING, label="Rien à signaler"), Choice(value=SOMETHING, label="Oui, je le précise")),
            missing="Dites s’il y a quelque chose à connaître, ou rien à signaler.",
            decides=True,
            term="À connaître",
        ),
        *(Question(name=name, label=label, kind="checkbox", when=_has_something, decides=True, quiet=True) for name, label in ALLERGIES),
        Question(
            name="allergie_cause",
            label="La cause de l’allergie",
            kind="textarea",
            when=_has_allergy,
            missing="Écrivez ce qui provoque l’allergie.",
            longest=LONG,
            term="Cause de l’allergie",
        ),
        Question(
            name="allergie_conduite",
            label="Ce qu’il faut faire",
            kind="textarea",
            when=_has_allergy,
            missing="Écrivez ce qu’il faut faire en cas d’allergie.",
            hint="Les premiers signes, les gestes, qui appeler.",
            longest=LONG,
            term="Conduite à tenir",
        ),
        Question(
            name="pai",
            label="A-t-il un projet d’accueil individualisé (PAI)\u00a0?",
            kind="radios",
            choices=yes_or_no,
            when=_has_something,
            missing="Dites s’il a un PAI.",
            hint="Si oui, joignez-le dans les pièces.",
            term="PAI",
        ),
        Question(
            name="traitement",
            label="Suit-il un traitement pendant le temps d’accueil\u00a0?",
            kind="radios",
            choices=yes_or_no,
            when=_has_something,
            decides=True,
            missing="Dites s’il suit un traitement.",
            term="Traitement",
        ),
        Question(
            name="traitement_detail",
            label="Le traitement",
            kind="textarea",
            when=_has_treatment,
            missing="Écrivez les médicaments, les doses et les heures.",
            hint="Sans ordonnance récente, aucun médicament n’est donné\u00a0: joignez-la dans les pièces, et donnez les boîtes marquées à son nom.",
            longest=LONG,
            term="Médicaments et doses",
        ),
        Question(
            name="precautions",
            label="Difficultés de santé et précautions à prendre",
            kind="textarea",
            when=_has_something,
            hint="Accident, opération, crises… D’un handicap, dites seulement l’aide dont votre enfant a besoin, jamais sa nature.",
            longest=LONG,
        ),
    ),
)
PAST = Section(
    title="Maladies déjà eues",
    says=lambda _case: ("Cochez celles que votre enfant a eues.",),
    questions=tuple(
        Question(name=f"maladie_{code}", label=label, kind="checkbox", term=f"A eu\u00a0: {label.lower()}", quiet=True) for code, label in DISEASES
    ),
)
RECOMMENDATIONS = Section(
    title="Recommandations",
    questions=(
        *(Question(name=name, label=label, kind="checkbox", quiet=True) for name, label in WORN),
        Question(name="recommandations", label="Vos recommandations", kind="textarea", longest=LONG, term="Recommandations"),
    ),
)
MEALS = Section(
    title="Repas",
    questions=(
        Question(
            name="regime",
            label="Repas de votre enfant",
            kind="select",
            choices=lambda _case: tuple(Choice(value=diet, label=diet.words) for diet in Diet),
            first=lambda _case: Diet.STANDARD.value,
            missing="Choisissez les repas de votre enfant.",
            term="Repas",
        ),
    ),
)
DOCTOR = Section(
    title="Médecin traitant",
    questions=(
        Question(name="medecin_nom", label="Nom du médecin", missing="Écrivez le nom du médecin qui suit votre enfant.", term="Médecin traitant"),
        Question(name="medecin_telephone", label="Téléphone du médecin", kind="tel", missing="Écrivez le téléphone du médecin.", longest=30),
        Question(name="medecin_ville", label="Commune du médecin"),
    ),
)
CARE = Section(
    title="Soins d’urgence",
    questions=(
        Question(
            name="soins",
            label="J’autorise le responsable à prendre les mesures que l’état de mon enfant rendrait nécessaires\u00a0: soins d’urgence, hospitalisation.",
            kind="checkbox",
            missing="Cochez la case pour autoriser les soins d’urgence\u00a0: sans elle, votre enfant ne peut pas être accueilli.",
            term="Soins d’urgence autorisés",
        ),
    ),
)
SECTIONS = (VACCINATIONS, WATCHED, PAST, RECOMMENDATIONS, MEALS, DOCTOR, CARE)

SHEET = Sheet(
    code="sante",
    title="Fiche sanitaire",
    lead="Ces réponses sont chiffrées. Seules les personnes qui accueillent votre enfant les lisent.",
    check=_check,
    shared=frozenset({"medecin_nom", "medecin_telephone", "medecin_ville", "soins"}),
    sensitive=frozenset(question.name for section in SECTIONS if section is not DOCTOR for question in section.questions),
    sections=SECTIONS,
)
