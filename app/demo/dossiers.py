"""The dossiers administratifs that families of the demo have sent: one of the children of Anne and Yann, so that the other's may be taken over from it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import uuid5

from app.catalogue.queries import SchoolYearView
from app.core import database
from app.demo.families import FAMILIES, NAMESPACE
from app.dossiers import queries
from app.dossiers.queries import Dossier
from app.dossiers.sheets import PROCEDURE
from app.filings import procedures
from app.filings.drafts import actions as drafts
from app.filings.drafts.queries import Draft
from app.filings.keeping import PAYLOAD
from app.filings.rules import Status

SENT = {("Le Goff", "Clervie"): "Dr Gwenaëlle Tanguy"}


def answers_of(doctor: str, *, year: SchoolYearView) -> Mapping[str, str]:
    return {
        "situation": "maries", "autorite_parentale": "deux", "profession_1": "Infirmière", "employeur_1": "", "telephone_travail_1": "",
        "profession_2": "Menuisier", "employeur_2": "", "telephone_travail_2": "", "allocations": "caf", "allocataire": "0412345",
        "vaccins": "oui", "dernier_rappel": "", "sante": "a_signaler", "allergie_asthme": "", "allergie_aliments": "1", "allergie_medicaments": "",
        "allergie_autre": "", "allergie_cause": "Arachide", "allergie_conduite": "Donner l’antihistaminique de la trousse, puis appeler le 15.",
        "pai": "oui", "traitement": "non", "precautions": "", **dict.fromkeys((f"maladie_{code}" for code in DISEASES), ""), "lunettes": "1",
        "appareil_auditif": "", "prothese": "", "recommandations": "", "regime": "standard", "medecin_nom": doctor, "medecin_telephone": "02 61 91 20 50",
        "medecin_ville": "Chavagne", "soins": "1", "personnes_relues": "1", "acces_quotient": "oui", "photo_video": "non", "part_seul": "non",
        "assurance_compagnie": "Assurance des écoles", "assurance_contrat": "AE-204517", "assurance_fin": f"{year.last_day:%d/%m/%Y}",
    }  # fmt: skip


DISEASES = ("angine", "coqueluche", "oreillons", "otite", "rhumatisme", "rougeole", "rubeole", "scarlatine", "varicelle")


@database.retried
async def send(year: SchoolYearView, *, now: datetime) -> None:
    """Once for each year, with the last of what was sent until now: what comes goes on from there. What visitors have begun or sent is left to them."""
    async with database.transaction():
        for family in FAMILIES:
            for child in family.children:
                if doctor := SENT.get((family.name, child.first_name)):
                    dossier = await queries.dossier_of(family.adults[0].account_id, child.id, first_year=year.first_year, today=year.first_day)
                    assert dossier is not None  # noqa: S101 - its family and its year were just loaded
                    await _apply_send(dossier, answers_of(doctor, year=year), now=now)


async def _apply_send(dossier: Dossier, answers: Mapping[str, str], *, now: datetime) -> None:
    """As `drafts.validate` writes it, accepted at once and without the mail."""
    database.require_transaction()
    case, procedure = replace(dossier.case, answers=answers), procedures.of_code(PROCEDURE)
    filing_id = uuid5(NAMESPACE, f"dossier:{dossier.child.id}:{dossier.year.first_year}")
    draft = Draft(id=filing_id, procedure=procedure, submission_id=filing_id, changed_by=None, filing_id=None, number=None, asked=None, case=case)
    told, sealed = PAYLOAD.kept(drafts.payload_of(draft), row_id=filing_id, sealed=procedure.sealed)
    await database.fetch(
        """
        with sent as (
            insert into filing
                (id, procedure, household, applicant, beneficiary, first_year, status, subject, payload, payload_sealed, submission_id, sent_at, number)
            select row.*, nextval('filing_number')
            from (values ({}::uuid, {}, {}::uuid, {}::uuid, {}::uuid, {}::smallint, {}, {}, {}::jsonb, {}::bytea, {}::uuid,
                          coalesce((select max(sent_at) from filing), {}::timestamptz)))
                 as row (id, procedure, household, applicant, beneficiary, first_year, status, subject, payload, sealed, submission_id, sent_at)
            where not exists (
                select 1 from filing f where f.household = row.household and f.procedure = row.procedure and f.beneficiary = row.beneficiary
                and f.first_year = row.first_year
            ) and not exists (
                select 1 from filing_draft d where d.household = row.household and d.procedure = row.procedure and d.child = row.beneficiary
                and d.first_year = row.first_year
            )
            returning id, sent_at
        )
        insert into filing_event (filing, status, at)
        select id, status, sent_at from sent, unnest({}::text[]) with ordinality as taken (status, turn) order by turn
        """,
        *(filing_id, PROCEDURE, case.household_id, case.account_id, dossier.child.id, dossier.year.first_year, Status.ACCEPTED),
        *(drafts.subject_of(draft), told, sealed, filing_id, now, [Status.SENT, Status.ACCEPTED]),
    )
