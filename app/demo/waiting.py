"""What waits for the demo's service: questions, changes of situation and of « Ma famille », a dossier with what it says of health. Sent once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from app.catalogue.queries import SchoolYearView
from app.core import clock, database
from app.demo import dossiers
from app.demo.families import NAMESPACE, Family
from app.demo.neighbours import NEIGHBOURS
from app.dossiers.queries import Facts as DossierFacts
from app.dossiers.sheets import PROCEDURE as DOSSIER
from app.filings import procedures
from app.filings.drafts import actions as drafts
from app.filings.drafts.queries import Draft
from app.filings.keeping import PAYLOAD
from app.filings.rules.questions import Case, Child, Year
from app.households.rules.fields import Field
from app.situations.queries import Facts as SituationFacts

QUESTION, SITUATION = "question-au-service", "changement-de-situation"
DOCTOR, DOSSIER_OF, DOSSIER_AGO = "Dr Maël Cariou", 13, timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What the neighbours of this rank sent, so long ago."""

    rank: int
    ago: timedelta
    answers: Mapping[str, str]
    procedure: str = QUESTION


def _asks(rank: int, text: str, *, about: str, ago: timedelta) -> Waiting:
    return Waiting(rank=rank, ago=ago, answers={"sujet": about, "texte": text})


def _changes(rank: int, ago: timedelta, **answers: str) -> Waiting:
    return Waiting(rank=rank, ago=ago, procedure=SITUATION, answers={**answers, "remarques": ""})


ASKED = (
    _asks(
        0,
        "Mon fils commence le judo le mercredi à 14\u00a0h\u00a0: peut-on venir le chercher à 13\u00a0h\u00a030\u00a0?",
        about="reservations",
        ago=timedelta(minutes=40),
    ),
    _asks(1, "Nous partons une semaine en janvier. Comment rendre les repas déjà réservés\u00a0?", about="reservations", ago=timedelta(hours=3)),
    _asks(2, "La facture de novembre compte un repas du jeudi 12, où ma fille était absente.", about="factures", ago=timedelta(days=1, hours=2)),
    _asks(3, "Y aura-t-il un goûter pour les enfants qui restent à l’étude\u00a0?", about="repas", ago=timedelta(days=2)),
    _asks(4, "Notre ancienne nourrice peut-elle encore venir chercher les enfants cette semaine\u00a0?", about="inscriptions", ago=timedelta(days=3, hours=5)),
    _asks(5, "Je n’arrive pas à inviter mon compagnon\u00a0: son adresse est refusée.", about="portail", ago=timedelta(days=6)),
    _asks(6, "Reste-t-il des places pour les vacances de février\u00a0?", about="inscriptions", ago=timedelta(days=8)),
    _changes(7, timedelta(days=4), quoi="autre", explication="Je travaille de nuit\u00a0: ma sœur viendra chercher les enfants."),
    _changes(8, timedelta(days=57), quoi="couple", couple="separation", garde="Une semaine sur deux, du vendredi au vendredi."),
    _changes(9, timedelta(days=2, hours=4), quoi="adresse", rue="4 impasse des Genêts", code_postal="35310", commune="Chavagne"),
)
CHANGED = (
    (10, Field.ADDRESS, "18 rue de la Croix-Verte\n35310 Chavagne", timedelta(hours=5)),
    (11, Field.ADDRESS, "2 allée du Verger\n35310 Chavagne", timedelta(days=5)),
    (12, Field.ADDRESS, "31 rue du Stade\n35310 Chavagne", timedelta(days=66)),
)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A demande, as `drafts.validate` writes it, without the mail."""

    id: UUID
    code: str
    case: Case
    at: datetime


@database.retried
async def send(families: Iterable[Family], year: SchoolYearView, *, now: datetime) -> None:
    """By those of these families that are there. What the service has answered since stays answered."""
    there = {family.id for family in families}
    sent = [each for each in _sent(year, now=now) if each.case.household_id in there]
    async with database.transaction():
        await _apply_filings(sorted(sent, key=lambda each: each.at))
        await _apply_changes([change for change in CHANGED if NEIGHBOURS[change[0]].id in there], now=now)


def _sent(year: SchoolYearView, *, now: datetime) -> Iterator[Sent]:
    for waiting in ASKED:
        family, at = NEIGHBOURS[waiting.rank], now - waiting.ago
        day = at.astimezone(clock.PARIS).date()
        is_situation = waiting.procedure == SITUATION
        answers = {**waiting.answers, "depuis": f"{day:%d/%m/%Y}"} if is_situation else waiting.answers
        facts: Any = SituationFacts(id=family.id, address="", adults=[], children=[], schools=[], waiting=[]) if is_situation else ()
        case = Case(household_id=family.id, account_id=family.adults[0].account_id, child=None, year=None, today=day, answers=answers, facts=facts)
        yield Sent(id=uuid5(NAMESPACE, f"waiting:{waiting.rank}"), code=waiting.procedure, case=case, at=at)
    yield _dossier(NEIGHBOURS[DOSSIER_OF], year=year, at=now - DOSSIER_AGO)


def _dossier(family: Family, *, year: SchoolYearView, at: datetime) -> Sent:
    pupil = family.children[0]
    case = Case(
        household_id=family.id,
        account_id=family.adults[0].account_id,
        child=Child(id=pupil.id, first_name=pupil.first_name, last_name=pupil.last_name, birth_date=pupil.birth_date(first_year=year.first_year), school=None),
        year=Year(first_year=year.first_year, first_day=year.first_day, last_class_day=year.last_class_day, last_day=year.last_day, projected=year.projected),
        today=year.first_day,
        answers=dossiers.answers_of(DOCTOR, year=year),
        facts=DossierFacts(address="", adult_list=(), contacts=(), pieces=()),
    )
    return Sent(id=uuid5(NAMESPACE, f"waiting:dossier:{pupil.id}:{year.first_year}"), code=DOSSIER, case=case, at=at)


async def _apply_filings(sent: Sequence[Sent]) -> None:
    """Numbered in the order in which they were sent."""
    database.require_transaction()
    drawn = [(each, _draft(each)) for each in sent]
    kept = [PAYLOAD.kept(drafts.payload_of(draft), row_id=each.id, sealed=draft.procedure.sealed) for each, draft in drawn]
    await database.fetch(
        """
        with sent as (
            insert into filing
                (id, procedure, household, applicant, beneficiary, first_year, status, subject, payload, payload_sealed, submission_id, sent_at, number)
            select id, procedure, household, applicant, beneficiary, first_year, 'sent', subject, payload, sealed, id, sent_at, nextval('filing_number')
            from (
                select row.* from unnest({}::uuid[], {}::text[], {}::uuid[], {}::uuid[], {}::uuid[], {}::smallint[], {}::text[], {}::jsonb[], {}::bytea[],
                                         {}::timestamptz[])
                with ordinality as row (id, procedure, household, applicant, beneficiary, first_year, subject, payload, sealed, sent_at, rank)
                where not exists (select 1 from filing f where f.id = row.id) order by rank
            ) as row
            returning id, sent_at
        )
        insert into filing_event (filing, status, at) select id, 'sent', sent_at from sent order by sent_at
        """,
        *([each.id for each in sent], [each.code for each in sent], [each.case.household_id for each in sent], [each.case.account_id for each in sent]),
        *([each.case.child and each.case.child.id for each in sent], [each.case.year and each.case.year.first_year for each in sent]),
        *([drafts.subject_of(draft) for _, draft in drawn], [told for told, _ in kept], [sealed for _, sealed in kept], [each.at for each in sent]),
    )


def _draft(each: Sent) -> Draft:
    procedure = procedures.of_code(each.code)
    return Draft(id=each.id, procedure=procedure, submission_id=each.id, changed_by=None, filing_id=None, number=None, asked=None, case=each.case)


async def _apply_changes(changed: Sequence[tuple[int, Field, str, timedelta]], *, now: datetime) -> None:
    database.require_transaction()
    homes = [NEIGHBOURS[rank] for rank, *_ in changed]
    await database.fetch(
        """
        insert into pending_change (id, household, field, old_value, new_value, asked_by, asked_at)
        select row.id, h.id, row.field, h.address, row.wanted, row.account, row.at
        from unnest({}::uuid[], {}::uuid[], {}::text[], {}::text[], {}::uuid[], {}::timestamptz[]) as row (id, household, field, wanted, account, at)
        join household h on h.id = row.household on conflict do nothing
        """,
        *([uuid5(NAMESPACE, f"change:{home.id}") for home in homes], [home.id for home in homes]),
        *([field.value for _, field, _, _ in changed], [wanted for _, _, wanted, _ in changed]),
        *([home.adults[0].account_id for home in homes], [now - ago for *_, ago in changed]),
    )
