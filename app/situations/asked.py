"""The questions of a change of situation: what changes and since when, what it is precisely, the pièces that prove it."""

from collections.abc import Callable, Iterable

from app.core import days
from app.filings.rules.questions import Case, Choice, Problem, Question, Step
from app.households.rules import addresses, names
from app.households.rules.addresses import Address
from app.households.rules.fields import Field
from app.situations import rules
from app.situations.queries import Facts
from app.situations.rules import Change
from components import french

WHAT, SINCE = "quoi", "depuis"
STREET, POSTCODE, TOWN = "rue", "code_postal", "commune"
COUPLE, CUSTODY, CONCERNED = "couple", "garde", "enfants"
FIRST_NAME, LAST_NAME, BORN = "prenom_enfant", "nom_enfant", "ne_le"
ADULT, JOB, QF, PUPIL, SCHOOL, WORDS = "adulte", "emploi", "quotient", "eleve", "ecole", "remarques"
SEPARATION, ELSEWHERE = "separation", "ailleurs"
LONGEST = 1_000
DAY_HINT = "Comme 05/09/2026"
WAITS = "Un changement attend déjà la réponse du service\u00a0: retirez-le dans «\u00a0Ma famille\u00a0» avant d’en demander un autre."


def is_ticked(*changes: Change) -> Callable[[Case], bool]:
    return lambda case: not set(changes).isdisjoint(case.ticked(WHAT))


def address_of(case: Case) -> Address:
    town = " ".join(case.said(TOWN).split())
    return Address(street=case.said(STREET), postcode=case.said(POSTCODE).replace(" ", ""), town=town)


def _concerns_children(case: Case) -> bool:
    return bool(case.facts.children) and is_ticked(Change.COUPLE, Change.OTHER)(case)


def _has_pupils(case: Case) -> bool:
    return bool(case.facts.children) and is_ticked(Change.SCHOOL)(case)


def _is_separation(case: Case) -> bool:
    return is_ticked(Change.COUPLE)(case) and case.said(COUPLE) == SEPARATION


def _children(case: Case) -> tuple[Choice, ...]:
    return tuple(Choice(value=str(child.id), label=child.first_name) for child in case.facts.children)


def _adults(case: Case) -> tuple[Choice, ...]:
    return tuple(Choice(value=str(adult.id), label=adult.first_name) for adult in case.facts.adults)


def _schools(case: Case) -> tuple[Choice, ...]:
    known = tuple(Choice(value=str(school.id), label=school.name) for school in case.facts.schools)
    return (*known, Choice(value=ELSEWHERE, label="Une école d’une autre commune, ou aucune"))


def _changes(case: Case) -> tuple[Choice, ...]:
    every = (
        Choice(value=Change.ADDRESS, label="Notre adresse"),
        Choice(value=Change.COUPLE, label="La vie du couple", hint="Séparation, vie commune, Pacs, mariage, décès."),
        Choice(value=Change.BIRTH, label="Un enfant arrive dans le foyer", hint="Naissance ou adoption."),
        Choice(value=Change.JOB, label="Un emploi", hint="Reprise, perte, nouveaux horaires."),
        Choice(value=Change.INCOME, label="Notre quotient familial"),
        Choice(value=Change.SCHOOL, label="L’école d’un enfant"),
        Choice(value=Change.OTHER, label="Autre chose"),
    )
    return every if case.facts.children else tuple(choice for choice in every if choice.value != Change.SCHOOL)


def _check_what(case: Case) -> Iterable[Problem]:
    day = days.day_of(case.said(SINCE))
    if day and (why := rules.why_not_since(day, today=case.today)):
        yield Problem(question=SINCE, sentence=why)


def _check_details(case: Case) -> Iterable[Problem]:
    if is_ticked(Change.ADDRESS)(case):
        yield from _check_address(case)
    if is_ticked(Change.BIRTH)(case):
        yield from _check_birth(case)
    if is_ticked(Change.INCOME)(case) and rules.qf_of(case.said(QF)) is None:
        yield Problem(question=QF, sentence="Écrivez le nombre de l’attestation, comme 687.")
    if _has_pupils(case):
        yield from _check_school(case)


def _check_address(case: Case) -> Iterable[Problem]:
    facts: Facts = case.facts
    if not addresses.is_postcode(address_of(case).postcode):
        yield Problem(question=POSTCODE, sentence=addresses.NOT_A_POSTCODE)
    elif address_of(case).text == facts.address:
        yield Problem(question=STREET, sentence="C’est déjà l’adresse de votre foyer.")
    elif facts.waits(Field.ADDRESS, of=facts.id):
        yield Problem(question=STREET, sentence=WAITS)


def _check_birth(case: Case) -> Iterable[Problem]:
    for name in (FIRST_NAME, LAST_NAME):
        if not names.is_name(case.said(name)):
            yield Problem(question=name, sentence=names.NOT_A_NAME)
    day = days.day_of(case.said(BORN))
    if day and (why := rules.why_not_born(day, today=case.today)):
        yield Problem(question=BORN, sentence=why)


def _check_school(case: Case) -> Iterable[Problem]:
    facts: Facts = case.facts
    pupil = next(child for child in facts.children if str(child.id) == case.said(PUPIL))
    wanted = None if case.said(SCHOOL) == ELSEWHERE else case.said(SCHOOL)
    if wanted == (str(pupil.school) if pupil.school else None):
        yield Problem(question=SCHOOL, sentence=f"C’est déjà l’école {french.of(pupil.first_name)}.")
    elif facts.waits(Field.CHILD_SCHOOL, of=pupil.id):
        yield Problem(question=SCHOOL, sentence=WAITS)


WHAT_CHANGES = Step(
    code="changement",
    title="Ce qui change",
    check=_check_what,
    questions=(
        Question(name=WHAT, label="Qu’est-ce qui change\u00a0?", kind="boxes", choices=_changes, missing="Cochez ce qui change.", term="Ce qui change"),
        Question(
            name=SINCE,
            label="Depuis quel jour\u00a0?",
            kind="date",
            missing="Écrivez le jour du changement, comme 05/09/2026.",
            hint=f"{DAY_HINT}. Un changement à venir se dit aussi.",
            term="Depuis le",
        ),
    ),
)

ADDRESS = (
    Question(
        name=STREET,
        label="Nouvelle adresse\u00a0: numéro et rue",
        kind="textarea",
        longest=addresses.LONGEST_STREET,
        when=is_ticked(Change.ADDRESS),
        missing="Écrivez le numéro et la rue.",
        autocomplete="street-address",
        term="Numéro et rue",
    ),
    Question(name=POSTCODE, label="Code postal", when=is_ticked(Change.ADDRESS), missing="Écrivez le code postal.", autocomplete="postal-code", longest=6),
    Question(
        name=TOWN,
        label="Commune",
        longest=addresses.LONGEST_TOWN,
        when=is_ticked(Change.ADDRESS),
        missing="Écrivez la commune.",
        autocomplete="address-level2",
    ),
)
FAMILY = (
    Question(
        name=COUPLE,
        label="La vie du couple",
        kind="radios",
        choices=lambda _case: (
            Choice(value=SEPARATION, label="Une séparation"),
            Choice(value="union", label="Une vie commune, un Pacs ou un mariage"),
            Choice(value="deces", label="Un décès"),
        ),
        when=is_ticked(Change.COUPLE),
        missing="Choisissez ce qui change.",
        decides=True,
    ),
    Question(
        name=CUSTODY,
        label="Comment les enfants vivent-ils chez chacun\u00a0?",
        kind="textarea",
        longest=LONGEST,
        when=_is_separation,
        hint="En quelques mots, par exemple une semaine sur deux. Si un juge a décidé, joignez sa décision à l’étape suivante.",
        term="Garde des enfants",
    ),
    Question(name=FIRST_NAME, label="Prénom de l’enfant", longest=names.LONGEST, when=is_ticked(Change.BIRTH), missing="Écrivez le prénom de l’enfant."),
    Question(name=LAST_NAME, label="Nom de l’enfant", longest=names.LONGEST, when=is_ticked(Change.BIRTH), missing="Écrivez le nom de l’enfant."),
    Question(
        name=BORN,
        label="Date de naissance de l’enfant",
        kind="date",
        when=is_ticked(Change.BIRTH),
        missing="Écrivez la date de naissance, comme 05/09/2026.",
        hint=DAY_HINT,
    ),
)
WORK = (
    Question(
        name=ADULT, label="Pour quel adulte\u00a0?", kind="radios", choices=_adults, when=is_ticked(Change.JOB), missing="Choisissez l’adulte.", term="Adulte"
    ),
    Question(
        name=JOB,
        label="Son emploi",
        kind="radios",
        choices=lambda _case: (
            Choice(value="reprise", label="Reprend un emploi ou une formation"),
            Choice(value="perte", label="Perd ou quitte un emploi"),
            Choice(value="horaires", label="Change d’horaires ou de lieu"),
        ),
        when=is_ticked(Change.JOB),
        missing="Choisissez ce qui change.",
        term="Emploi",
    ),
    Question(
        name=QF,
        label="Nouveau quotient familial",
        longest=10,
        when=is_ticked(Change.INCOME),
        missing="Écrivez le nombre de l’attestation, comme 687.",
        hint="Le nombre écrit sur l’attestation de la Caf ou de la MSA.",
    ),
)
CHILDREN = (
    Question(
        name=PUPIL, label="Quel enfant change d’école\u00a0?", kind="radios", choices=_children, when=_has_pupils, missing="Choisissez l’enfant.", term="Élève"
    ),
    Question(name=SCHOOL, label="Sa nouvelle école", kind="select", choices=_schools, when=_has_pupils, missing="Choisissez l’école.", term="École"),
    Question(
        name=CONCERNED,
        label="Quels enfants sont concernés\u00a0?",
        kind="boxes",
        choices=_children,
        when=_concerns_children,
        term="Enfants concernés",
        quiet=True,
    ),
)
DETAILS = Step(
    code="precisions",
    title="Vos précisions",
    check=_check_details,
    questions=(
        *ADDRESS,
        *FAMILY,
        *WORK,
        *CHILDREN,
        Question(
            name="explication",
            label="Expliquez ce qui change",
            kind="textarea",
            longest=LONGEST,
            when=is_ticked(Change.OTHER),
            missing="Expliquez ce qui change.",
            term="Explication",
        ),
        Question(name=WORDS, label="Autre chose à dire au service\u00a0?", kind="textarea", longest=LONGEST, term="Remarques", quiet=True),
    ),
)

PROOFS = Step(
    code="justificatifs",
    title="Vos justificatifs",
    lead=lambda _case: ("Une pièce que nous avons déjà et qui est encore valable sert ici aussi\u00a0: rien à renvoyer.",),
    questions=(
        Question(
            name="domicile",
            label="Justificatif de domicile",
            kind="piece",
            piece="domicile",
            when=is_ticked(Change.ADDRESS),
            missing="Envoyez un justificatif de la nouvelle adresse.",
        ),
        Question(
            name="situation_familiale",
            label="Justificatif de situation familiale",
            kind="piece",
            piece="situation-familiale",
            when=is_ticked(Change.COUPLE),
            quiet=True,
        ),
        Question(
            name="naissance",
            label="Acte de naissance ou livret de famille",
            kind="piece",
            piece="naissance",
            when=is_ticked(Change.BIRTH),
            missing="Envoyez l’acte de naissance, ou la page du livret de famille.",
        ),
        Question(name="justificatif_emploi", label="Justificatif d’emploi", kind="piece", piece="emploi", when=is_ticked(Change.JOB), quiet=True),
        Question(
            name="attestation_quotient",
            label="Attestation de quotient familial",
            kind="piece",
            piece="quotient-familial",
            when=is_ticked(Change.INCOME),
            missing="Envoyez l’attestation de la Caf ou de la MSA.",
        ),
    ),
)
