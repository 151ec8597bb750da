"""The démarche "retour à la facture papier": done at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.billing import actions, queries, shown
from app.billing.queries import Delivery
from app.filings import procedures
from app.filings.procedures import Acceptance, Group, Impossible, Procedure
from app.filings.rules.questions import Case, Problem, Question, Step

CODE = "facture-papier"
AGREED = "accord"
ON_PAPER = "Vos factures arrivent déjà par courrier postal\u00a0: il n’y a rien à changer."


async def _delivery(case: Case) -> Delivery:
    return await queries.of_household(case.household_id)


def _lead(case: Case) -> tuple[str, ...]:
    delivery: Delivery = case.facts
    address = ", ".join(delivery.address.splitlines())
    where = f"Le courrier partira à\u00a0: {address}." if address else "Donnez d’abord l’adresse de votre foyer dans «\u00a0Ma famille\u00a0»."
    return (shown.today_words(delivery), where)


def _check(case: Case) -> Iterable[Problem]:
    if case.facts.current is None:
        yield Problem(sentence=ON_PAPER)


async def _leave(acceptance: Acceptance) -> Mapping[str, Any] | Impossible:
    done = await actions.apply_leave(acceptance.household_id, filing_id=acceptance.filing_id, now=acceptance.decided_at)
    return {} if done else Impossible(sentence=ON_PAPER)


def _next_steps(_payload: Mapping[str, Any]) -> str:
    return (
        "Vos prochaines factures arriveront par courrier postal, à l’adresse de votre foyer. "
        "Vous pouvez revenir à la facture en ligne quand vous voulez, depuis «\u00a0Démarches\u00a0»."
    )


LEAVING = procedures.register(
    Procedure(
        code=CODE,
        title="Retour à la facture papier",
        summary="Si vos factures sont en ligne, recevez-les de nouveau par courrier postal.",
        group=Group.INVOICES,
        steps=(
            Step(
                code="accord",
                title="Vos factures sur papier",
                lead=_lead,
                check=_check,
                questions=(
                    Question(
                        name=AGREED,
                        label="Je veux de nouveau recevoir mes factures par courrier postal.",
                        kind="checkbox",
                        missing="Cochez la case pour recevoir vos factures par courrier postal.",
                        term="Factures par courrier postal",
                    ),
                ),
            ),
        ),
        facts=_delivery,
        at_once=True,
        accept=_leave,
        next_steps=_next_steps,
    )
)
