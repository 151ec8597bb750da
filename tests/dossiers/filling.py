"""A dossier filled as a browser does it, and straight through its actions."""

from collections.abc import Collection, Mapping
from uuid import UUID

import httpx

from app.core import clock, database
from app.dossiers import actions, queries, sheets
from app.dossiers.queries import Dossier
from app.dossiers.sheets import Sheet
from app.filings.drafts import actions as drafts
from app.filings.drafts.actions import Conflict
from app.filings.drafts.queries import Draft
from app.filings.rules import questions
from app.households.actions.steps import Asker
from app.households.rules.refusals import Refusal
from tests.bookings.families import ANNE
from tests.filings.ground import child_of
from tests.filings.walking import Walker

YEAR = 2026
FAMILY = {"situation": "maries", "autorite_parentale": "deux", "profession_1": "Infirmière", "allocations": "caf", "allocataire": "1234567"}
HEALTH = {
    "vaccins": "oui", "sante": "rien", "regime": "sans_porc", "medecin_nom": "Dr Kermarrec", "medecin_telephone": "02 99 64 00 01", "soins": "1",
}  # fmt: skip
PEOPLE = {"personnes_relues": "1"}
CONSENTS = {"acces_quotient": "oui", "photo_video": "non", "part_seul": "non"}
INSURANCE = {"assurance_compagnie": "MAE", "assurance_contrat": "B-4021", "assurance_fin": "31/08/2027"}
WHOLE: Mapping[str, Mapping[str, str]] = {"famille": FAMILY, "sante": HEALTH, "personnes": PEOPLE, "autorisations": CONSENTS, "assurance": INSURANCE}


def sheet(code: str) -> Sheet:
    found = sheets.of_code(code)
    assert found is not None
    return found


async def dossier(child: str = "Clervie", *, by: UUID = ANNE, year: int = YEAR) -> Dossier:
    found = await queries.dossier_of(by, await child_of(by, child), first_year=year, today=clock.today())
    assert found is not None
    return found


async def kept(
    code: str, values: Mapping[str, str], *, child: str = "Clervie", by: UUID = ANNE, year: int = YEAR, collectors: Collection[UUID] | None = None
) -> Draft | Conflict | Refusal | None:
    """With the mark of what stands now, as a page that was just read would send it."""
    of, known = sheet(code), await dossier(child, by=by, year=year)
    seen = questions.mark_of_answers(of.step, known.case)
    asker, now = Asker(account_id=by), clock.now()
    return await actions.keep(asker, known.child.id, first_year=year, sheet=of, values=values, collectors=collectors, seen=seen, now=now)


async def filled(child: str = "Clervie", *, by: UUID = ANNE, year: int = YEAR, but: Mapping[str, Mapping[str, str]] | None = None) -> Dossier:
    for code, values in {**WHOLE, **(but or {})}.items():
        await kept(code, values, child=child, by=by, year=year)
    return await dossier(child, by=by, year=year)


async def sent(child: str = "Clervie", *, by: UUID = ANNE, year: int = YEAR, but: Mapping[str, Mapping[str, str]] | None = None) -> UUID:
    """The id of its demande."""
    ready = await filled(child, by=by, year=year, but=but)
    assert ready.draft is not None
    made = await drafts.validate(by, ready.draft.id, mark=ready.draft.mark, now=clock.now())
    assert isinstance(made, UUID), made
    return made


async def written() -> dict[str, int]:
    """How many rows there are of all that a dossier writes."""
    row = await database.fetch_one(
        """
        select (select count(*) from filing) as filings, (select count(*) from filing_event) as events, (select count(*) from filing_draft) as drafts,
               (select count(*) from outbox) as mails, (select count(*) from document_use) as uses, (select count(*) from contact_child) as people
        """
    )
    return dict(row or {})


async def fill(walker: Walker, here: str, *, sheets_too: Mapping[str, Mapping[str, str]] = WHOLE) -> httpx.Response:
    """Sheet after sheet, through its pages; the last answer."""
    answer = await walker.visitor.get(here)
    for code, values in sheets_too.items():
        answer = await walker.answer(f"{here}/{code}", values)
        assert answer.status_code == 303, answer.text
    return answer
