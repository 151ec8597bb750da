"""The démarche "inscription à une activité": done at once, when the group takes the child."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.core import days
from app.enrolments import actions, queries, rules
from app.enrolments.actions import Wish
from app.enrolments.queries import Openings
from app.enrolments.rules import NotEnrolled, Opening
from app.filings import procedures
from app.filings.procedures import Acceptance, Audience, Group, Impossible, Procedure
from app.filings.rules.questions import Case, Choice, Problem, Question, Step
from components import french

ACTIVITY, PLACE, START, REMARKS = "activite", "lieu", "debut", "remarques"
LONGEST_REMARKS = 1_000


async def _openings(case: Case) -> Openings | None:
    return await queries.openings_for(case.household_id, case.its_child.id, first_year=case.its_year.first_year)


def _possible(case: Case) -> tuple[Opening, ...]:
    known: Openings | None = case.facts
    return rules.possible(known.openings, known.candidate, today=case.today) if known else ()


def _groups(case: Case) -> tuple[Opening, ...]:
    """Those of the activity that was chosen."""
    return tuple(opening for opening in _possible(case) if opening.activity_code == case.said(ACTIVITY))


def _activities(case: Case) -> tuple[Choice, ...]:
    by_code = {opening.activity_code: opening for opening in _possible(case)}
    return tuple(Choice(value=code, label=opening.activity, hint=opening.summary or None) for code, opening in by_code.items())


def _places(case: Case) -> tuple[Choice, ...]:
    groups = _groups(case)
    sites = [opening.site for opening in groups]
    return tuple(
        Choice(value=str(opening.age_group_id), label=opening.site if sites.count(opening.site) == 1 else f"{opening.site}, {opening.group}")
        for opening in groups
    )


def _has_several_places(case: Case) -> bool:
    return len(_groups(case)) > 1


def _chosen(case: Case) -> Opening | None:
    """The only group of the activity is not asked for."""
    groups = _groups(case)
    return groups[0] if len(groups) == 1 else next((opening for opening in groups if str(opening.age_group_id) == case.said(PLACE)), None)


def _soonest(case: Case) -> str:
    return max(case.today, case.its_year.first_day).strftime("%d/%m/%Y")


def _start(case: Case) -> date:
    """A day before the first of the activity is that first day: what is asked is "from the beginning"."""
    opening, day = _chosen(case), days.day_of(case.said(START))
    if opening is None or day is None:
        raise RuntimeError("asked of a step with problems")
    return max(day, opening.starts_on)


def _enrolled_already(case: Case) -> tuple[str, ...]:
    known: Openings | None = case.facts
    there = list(dict.fromkeys(opening.activity for opening in known.openings if opening.is_enrolled)) if known else []
    return (f"{case.its_child.first_name} a déjà une inscription pour cette année scolaire\u00a0: {french.listing(there)}.",) if there else ()


def _check(case: Case) -> Iterable[Problem]:
    known, opening = case.facts, _chosen(case)
    if opening is None:
        yield Problem(question=ACTIVITY, sentence=NotEnrolled.GONE.sentence)
    elif (days.day_of(case.said(START)) or case.today) < case.today:
        yield Problem(question=START, sentence="Cette date est passée\u00a0: choisissez aujourd’hui ou un jour à venir.")
    elif why := rules.why_not_enrolled(opening, known.candidate, on=_start(case)):
        yield Problem(question=START, sentence=why.sentence)


def _kept(case: Case) -> Mapping[str, Any]:
    opening = _chosen(case)
    return {"age_group_id": str(opening.age_group_id) if opening else None, "starts_on": _start(case).isoformat()}


def _subject(case: Case) -> str:
    opening = _chosen(case)
    parts = (case.its_child.first_name, opening.activity if opening else "", opening.site if opening else "", case.its_year.label)
    return " – ".join(part for part in parts if part)


async def _enrol(acceptance: Acceptance) -> Mapping[str, Any] | Impossible:
    if acceptance.child_id is None or acceptance.first_year is None:
        raise RuntimeError("an enrolment without its child or its year")
    done = await actions.apply_wish(
        Wish(
            household_id=acceptance.household_id,
            child_id=acceptance.child_id,
            first_year=acceptance.first_year,
            age_group_id=UUID(acceptance.payload["age_group_id"]),
            starts_on=date.fromisoformat(acceptance.payload["starts_on"]),
        )
    )
    return {"enrolment_id": str(done)} if isinstance(done, UUID) else Impossible(sentence=done.sentence)


def _next_steps(_payload: Mapping[str, Any]) -> str:
    return "L’inscription est faite. S’inscrire n’est pas réserver\u00a0: choisissez maintenant les jours, depuis «\u00a0Réserver\u00a0»."


ENROLLING = procedures.register(
    Procedure(
        code="inscription",
        title="Inscription à une activité",
        summary="Cantine, garderie, mercredis, vacances\u00a0: inscrivez un enfant avant de réserver ses jours.",
        group=Group.ENROLMENT,
        audience=Audience.CHILD_YEAR,
        needed=("L’activité, et le lieu s’il y en a plusieurs.", "Le jour à partir duquel votre enfant viendra."),
        steps=(
            Step(
                code="activite",
                title="L’activité",
                lead=_enrolled_already,
                check=_check,
                questions=(
                    Question(
                        name=ACTIVITY,
                        label="À quelle activité\u00a0?",
                        kind="radios",
                        choices=_activities,
                        none="Aucune autre activité n’est ouverte à votre enfant pour cette année scolaire.",
                        missing="Choisissez l’activité.",
                        decides=True,
                        term="Activité",
                    ),
                    Question(
                        name=PLACE,
                        label="À quel endroit\u00a0?",
                        kind="radios",
                        choices=_places,
                        when=_has_several_places,
                        missing="Choisissez le lieu.",
                        term="Lieu",
                    ),
                    Question(
                        name=START,
                        label="À partir de quel jour\u00a0?",
                        kind="date",
                        first=_soonest,
                        missing="Écrivez le premier jour, comme 05/09/2026.",
                        hint="Comme 05/09/2026",
                        term="À partir du",
                    ),
                    Question(name=REMARKS, label="Remarques", kind="textarea", longest=LONGEST_REMARKS),
                ),
            ),
        ),
        facts=_openings,
        kept=_kept,
        subject=_subject,
        at_once=True,
        accept=_enrol,
        next_steps=_next_steps,
    )
)
