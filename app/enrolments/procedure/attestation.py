"""The démarche "attestation d’inscription": an accessible PDF that says where a child is enrolled in a school year, for whoever asks the family for it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.catalogue.queries import Imprint
from app.core import database
from app.core.clock import PARIS
from app.enrolments import queries
from app.enrolments.queries import EnrolledLine
from app.filings import procedures
from app.filings.procedures import Acceptance, Audience, Group, Impossible, Paper, Procedure
from app.filings.rules.questions import Case, Choice, Problem, Question, Step
from components import french

USE, RECIPIENT = "usage", "destinataire"
ANYBODY, SOMEBODY = "tous", "organisme"
NOT_ENROLLED = "Votre enfant n’a pas d’inscription pour cette année scolaire\u00a0: inscrivez-le d’abord à une activité, ou choisissez une autre année."


async def _enrolled(case: Case) -> tuple[EnrolledLine, ...]:
    return await queries.enrolled_in(case.household_id, case.its_child.id, first_year=case.its_year.first_year)


def _uses(_case: Case) -> tuple[Choice, ...]:
    return (
        Choice(value=ANYBODY, label="Sans destinataire précis", hint="L’attestation servira partout."),
        Choice(value=SOMEBODY, label="Un organisme en particulier", hint="Votre employeur, la Caf, une mutuelle… Son nom sera écrit dessus."),
    )


def _is_for_somebody(case: Case) -> bool:
    return case.said(USE) == SOMEBODY


def _check(case: Case) -> Iterable[Problem]:
    if not case.facts:
        yield Problem(sentence=NOT_ENROLLED)


def _kept(case: Case) -> Mapping[str, Any]:
    return {"recipient": case.said(RECIPIENT) if _is_for_somebody(case) else ""}


async def _attest(acceptance: Acceptance) -> Mapping[str, Any] | Impossible:
    """What is true on that day is kept: the same paper can be had again later."""
    if acceptance.child_id is None or acceptance.first_year is None:
        raise RuntimeError("an attestation without its child or its year")
    lines = await queries.enrolled_in(acceptance.household_id, acceptance.child_id, first_year=acceptance.first_year)
    if not lines:
        return Impossible(sentence=NOT_ENROLLED)
    child = await database.fetch_one("select first_name, last_name, birth_date from child where id = {} for share", acceptance.child_id)
    return {
        "child": f"{child['first_name']} {child['last_name']}" if child else "",
        "birth_date": child["birth_date"].isoformat() if child else "",
        "year": f"{acceptance.first_year}-{acceptance.first_year + 1}",
        "recipient": acceptance.payload["recipient"],
        "lines": [{"activity": each.activity, "site": each.site, "starts_on": f"{each.starts_on}", "ends_on": f"{each.ends_on}"} for each in lines],
        "decided_at": acceptance.decided_at.isoformat(),
    }


def _printed(kept: Mapping[str, Any], imprint: Imprint) -> Mapping[str, object]:
    born, day = date.fromisoformat(kept["birth_date"]), datetime.fromisoformat(kept["decided_at"]).astimezone(PARIS).date()
    return {
        "title": "Attestation d’inscription",
        "commune": imprint.name,
        "office": imprint.office,
        "contact": [line for line in (f"{imprint.office}, {imprint.name}", imprint.address, imprint.phone, imprint.email) if line],
        "recipient": kept["recipient"],
        "sentence": f"{imprint.office} ({imprint.name}) atteste que {kept['child']}, date de naissance\u00a0: {french.plain_date(born)} {born.year}, "
        f"a pour l’année scolaire {kept['year']} les inscriptions suivantes\u00a0:",
        "rows": [{"term": f"{line['activity']}, {line['site']}", "values": [_range(line)]} for line in kept["lines"]],
        "done": f"Attestation délivrée le {french.plain_date(day)} {day.year}, pour servir et valoir ce que de droit.",
    }


def _range(line: Mapping[str, str]) -> str:
    return french.capitalised(french.dated_range(date.fromisoformat(line["starts_on"]), date.fromisoformat(line["ends_on"])))


def _next_steps(_payload: Mapping[str, Any]) -> str:
    return "Votre attestation est prête\u00a0: téléchargez-la depuis cette page, aussi souvent qu’il le faut."


ATTESTATION = procedures.register(
    Procedure(
        code="attestation-inscription",
        title="Attestation d’inscription",
        summary="Un document qui dit à quelles activités un enfant est inscrit\u00a0: pour un employeur, la Caf, une mutuelle…",
        group=Group.PAPERS,
        audience=Audience.CHILD_YEAR,
        steps=(
            Step(
                code="destinataire",
                title="Pour qui est-elle\u00a0?",
                check=_check,
                questions=(
                    Question(
                        name=USE,
                        label="À qui la donnerez-vous\u00a0?",
                        kind="radios",
                        choices=_uses,
                        missing="Choisissez à qui vous la donnerez.",
                        decides=True,
                        term="Destinataire",
                    ),
                    Question(name=RECIPIENT, label="Nom de l’organisme", when=_is_for_somebody, missing="Écrivez le nom de l’organisme.", term="Organisme"),
                ),
            ),
        ),
        facts=_enrolled,
        kept=_kept,
        at_once=True,
        accept=_attest,
        paper=Paper(label="Télécharger l’attestation (PDF)", file_name="attestation-inscription", template="attestation.typ", told=_printed),
        next_steps=_next_steps,
    )
)
