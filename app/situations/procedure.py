"""The démarche "changement de situation": decided by the service, whose acceptance writes what it knows of the household."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from app.core import days
from app.filings import procedures
from app.filings.procedures import Acceptance, Desk, Difference, Group, Impossible, Procedure
from app.filings.rules.questions import Case
from app.households import actions as households
from app.households.actions import NewChild
from app.households.rules.fields import Field
from app.households.rules.refusals import Reason, Refusal
from app.situations import asked, queries
from app.situations.queries import Facts
from app.situations.rules import Change
from components import french

WHY = {
    Reason.WAITS_ALREADY: "Un changement demandé dans «\u00a0Ma famille\u00a0» attend encore sa réponse\u00a0: répondez-y d’abord.",
    Reason.STALE: "Cet enfant n’est plus dans ce foyer\u00a0: demandez un complément, ou refusez cette demande.",
}
ELSEWHERE = "Une école d’une autre commune, ou aucune"
KNOWN_CHILD = "Un enfant de ce nom et de cette date de naissance est déjà dans ce foyer\u00a0: demandez un complément, ou refusez cette demande."


async def _facts(case: Case) -> Facts:
    return await queries.facts_of(case.household_id)


def _kept(case: Case) -> Mapping[str, Any]:
    """What the acceptance writes, as it was said. The rest (couple, job, income) is for the service to read."""
    return {
        "address": asked.address_of(case).text if asked.is_ticked(Change.ADDRESS)(case) else None,
        "birth": _birth(case) if asked.is_ticked(Change.BIRTH)(case) else None,
        "school": _school(case) if asked.is_ticked(Change.SCHOOL)(case) else None,
    }


def _birth(case: Case) -> Mapping[str, str]:
    born = days.day_of(case.said(asked.BORN))
    if born is None:
        raise RuntimeError("asked of a step with problems")
    return {"first_name": case.said(asked.FIRST_NAME), "last_name": case.said(asked.LAST_NAME), "born": born.isoformat()}


def _school(case: Case) -> Mapping[str, str]:
    wanted = case.said(asked.SCHOOL)
    return {"child": case.said(asked.PUPIL), "school": "" if wanted == asked.ELSEWHERE else wanted}


async def _accept(acceptance: Acceptance) -> Mapping[str, Any] | Impossible:
    """All of it, or nothing: whoever receives `Impossible` undoes what was written before."""
    said, written = acceptance.payload, list[str]()
    if said["address"]:
        if refusal := await _write(Field.ADDRESS, said["address"], acceptance=acceptance):
            return Impossible(sentence=WHY[refusal.reason])
        written.append(Change.ADDRESS)
    if said["school"]:
        if refusal := await _write(Field.CHILD_SCHOOL, said["school"]["school"], acceptance=acceptance, child_id=UUID(said["school"]["child"])):
            return Impossible(sentence=WHY[refusal.reason])
        written.append(Change.SCHOOL)
    if said["birth"]:
        if not await _add(said["birth"], acceptance=acceptance):
            return Impossible(sentence=KNOWN_CHILD)
        written.append(Change.BIRTH)
    return {"written": written}


async def _write(field: Field, value: str, *, acceptance: Acceptance, child_id: UUID | None = None) -> Refusal | None:
    return await households.apply_write(
        field, value, household_id=acceptance.household_id, child_id=child_id, agent_id=acceptance.agent_id, now=acceptance.decided_at
    )


async def _add(birth: Mapping[str, str], *, acceptance: Acceptance) -> bool:
    """The child's id follows from the demande: it arrives once."""
    child = NewChild(
        id=uuid5(acceptance.filing_id, "child"),
        first_name=birth["first_name"],
        last_name=birth["last_name"],
        birth_date=date.fromisoformat(birth["born"]),
        school_id=None,
    )
    return await households.apply_add_child(acceptance.household_id, child, agent_id=acceptance.agent_id, now=acceptance.decided_at)


async def _differs(acceptance: Acceptance) -> tuple[Difference, ...]:
    """What `_accept` would write, beside what is known now."""
    said, facts = acceptance.payload, await queries.facts_of(acceptance.household_id)
    lines = [Difference(term="Adresse du foyer", before=facts.address, after=said["address"])] if said["address"] else []
    if said["school"]:
        lines.append(_school_differs(said["school"], facts))
    if said["birth"]:
        born = date.fromisoformat(said["birth"]["born"])
        words = f"{said['birth']['first_name']} {said['birth']['last_name']}, date de naissance\u00a0: {french.plain_date(born)} {born.year}"
        lines.append(Difference(term="Un enfant de plus dans le foyer", before="", after=words))
    return tuple(lines)


def _school_differs(said: Mapping[str, str], facts: Facts) -> Difference:
    schools = {str(school.id): school.name for school in facts.schools}
    pupil = next((child for child in facts.children if str(child.id) == said["child"]), None)
    before = schools.get(str(pupil.school), "") if pupil else ""
    return Difference(term=f"École de {pupil.first_name}" if pupil else "École", before=before, after=schools.get(said["school"], ELSEWHERE))


def _next_steps(_payload: Mapping[str, Any]) -> str:
    return (
        "Le service vérifie vos pièces, puis met votre dossier à jour\u00a0: l’adresse, l’école et l’enfant qui arrive sont écrits "
        "dans «\u00a0Ma famille\u00a0» dès qu’il accepte. Vous recevez un courriel à chaque réponse."
    )


SITUATION = procedures.register(
    Procedure(
        code="changement-de-situation",
        title="Changement de situation",
        summary="Adresse, couple, naissance, emploi, quotient familial, école\u00a0: dites-le une fois, avec les pièces qui le prouvent.",
        group=Group.OTHER,
        needed=("Le jour du changement.", "De quoi le prouver\u00a0: un PDF, ou une photo prise avec votre téléphone à la quatrième étape."),
        steps=(asked.WHAT_CHANGES, asked.DETAILS, asked.PROOFS),
        facts=_facts,
        kept=_kept,
        sealed=True,
        accept=_accept,
        next_steps=_next_steps,
        desk=Desk(
            effect="L’adresse, l’école et l’enfant qui arrive sont écrits dans la fiche de la famille, qui est prévenue. Le reste (couple, emploi, "
            "quotient familial) est à reporter par vos soins.",
            reasons=(
                "Le justificatif ne correspond pas au changement demandé.",
                "Ce changement est déjà enregistré.",
                "Le choix de l’école se demande à la mairie, auprès du service scolaire.",
            ),
            asks=(
                "Le justificatif est illisible\u00a0: renvoyez une photo nette, ou un PDF.",
                "Le justificatif de domicile a plus de trois mois\u00a0: envoyez-en un plus récent.",
                "Précisez depuis quel jour la situation a changé.",
                "Joignez la décision du juge, ou l’accord signé par les deux parents.",
            ),
            differs=_differs,
        ),
    )
)
