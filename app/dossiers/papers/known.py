"""What the family has told elsewhere, by the names that the commune's own PDF may use (`paper.KNOWN`)."""

from collections.abc import Iterator

from app.dossiers.queries import Facts
from app.filings.rules.questions import Case
from app.households.rules import phones


def values_of(case: Case) -> dict[str, str]:
    facts: Facts = case.facts
    child = case.its_child
    return {
        "enfant-nom": child.last_name,
        "enfant-prenom": child.first_name,
        "enfant-naissance": f"{child.birth_date:%d/%m/%Y}",
        "annee": case.its_year.label,
        "adresse": facts.address,
        "contacts": "\n".join(contact.words for contact in facts.contacts if contact.is_for_this_child),
        **dict(_adults(facts)),
    }


def _adults(facts: Facts) -> Iterator[tuple[str, str]]:
    for place, adult in enumerate(facts.adult_list[:2], start=1):
        yield f"adulte-{place}-nom", adult.last_name
        yield f"adulte-{place}-prenom", adult.first_name
        yield f"adulte-{place}-telephone", next((phones.shown(number) for number in adult.phones if number), "")
        yield f"adulte-{place}-courriel", adult.email or ""
