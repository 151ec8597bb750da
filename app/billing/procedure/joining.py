"""The démarche "adhésion à la facture en ligne": done at once. Sent again, it changes who receives the mail."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from app.billing import actions, queries, shown
from app.billing.queries import Delivery
from app.filings import procedures
from app.filings.procedures import Acceptance, Group, Impossible, Procedure
from app.filings.rules.questions import BETWEEN, Case, Choice, Problem, Question, Step
from components import french

CODE = "facture-en-ligne"
RECEIVERS, CONSENT = "destinataires", "accord"
ALREADY = "Vos factures arrivent déjà ainsi\u00a0: choisissez d’autres destinataires, ou annulez cette démarche."
GONE = "Un des adultes choisis n’a plus accès au portail. Rien n’a changé\u00a0: choisissez à nouveau qui reçoit le courriel."


async def _delivery(case: Case) -> Delivery:
    return await queries.of_household(case.household_id)


def _adults(case: Case) -> tuple[Choice, ...]:
    return tuple(Choice(value=str(adult.id), label=f"{adult.first_name} {adult.last_name}", hint=adult.email) for adult in case.facts.adults)


def _first_receivers(case: Case) -> str:
    """Those of today; at first, every adult who can sign in."""
    delivery: Delivery = case.facts
    return BETWEEN.join(str(adult.id) for adult in (delivery.receivers or delivery.adults))


def _is_on_paper(case: Case) -> bool:
    return case.facts.current is None


def _lead(case: Case) -> tuple[str, ...]:
    return (shown.today_words(case.facts),)


def _check(case: Case) -> Iterable[Problem]:
    current = case.facts.current
    if current and {str(each) for each in current.receivers} == set(case.ticked(RECEIVERS)):
        yield Problem(question=RECEIVERS, sentence=ALREADY)


def _names(case: Case) -> list[str]:
    return [adult.first_name for adult in case.facts.adults if str(adult.id) in case.ticked(RECEIVERS)]


async def _join(acceptance: Acceptance) -> Mapping[str, Any] | Impossible:
    receivers = acceptance.payload["receivers"]
    done = await actions.apply_join(
        acceptance.household_id, receivers=[UUID(each) for each in receivers], filing_id=acceptance.filing_id, now=acceptance.decided_at
    )
    return {"receivers": receivers} if done else Impossible(sentence=GONE)


def _next_steps(_payload: Mapping[str, Any]) -> str:
    return (
        "Vos prochaines factures seront en ligne\u00a0: un courriel vous dira à chaque fois que la facture est là. "
        "Vous pouvez revenir au papier quand vous voulez, depuis «\u00a0Démarches\u00a0»."
    )


JOINING = procedures.register(
    Procedure(
        code=CODE,
        title="Adhésion à la facture en ligne",
        summary="Recevez vos factures par courriel plutôt que par courrier, et choisissez qui est prévenu.",
        group=Group.INVOICES,
        steps=(
            Step(
                code="destinataires",
                title="Vos factures en ligne",
                lead=_lead,
                check=_check,
                questions=(
                    Question(
                        name=RECEIVERS,
                        label="Qui reçoit un courriel à chaque facture\u00a0?",
                        kind="boxes",
                        choices=_adults,
                        first=_first_receivers,
                        missing="Cochez au moins un adulte.",
                        term="Courriel envoyé à",
                    ),
                    Question(
                        name=CONSENT,
                        label="J’accepte de ne plus recevoir mes factures par courrier postal.",
                        kind="checkbox",
                        when=_is_on_paper,
                        missing="Cochez la case pour recevoir vos factures en ligne.",
                        term="Plus de factures par courrier postal",
                    ),
                ),
            ),
        ),
        facts=_delivery,
        subject=lambda case: f"Courriel à {french.listing(_names(case))}",
        kept=lambda case: {"receivers": sorted(case.ticked(RECEIVERS))},
        at_once=True,
        accept=_join,
        next_steps=_next_steps,
    )
)
