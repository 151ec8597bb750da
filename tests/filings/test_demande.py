"""The page of one demande: the confirmation that a family finds again whenever it comes back."""

import pytest

from app.demo.sign_ins import PASSWORD
from tests.bookings.families import ANNE
from tests.filings.ground import sent
from tests.pages import parsed, visiting, words
from tests.queries import counting


async def test_it_says_its_number_who_sent_it_what_follows_whom_to_call_and_what_became_of_it(chavagne: str) -> None:
    number = await sent(by=ANNE)
    async with visiting() as yann:
        await yann.sign_in("yann.legoff@exemple.fr", password=PASSWORD)
        with counting() as asked:
            page = parsed(await yann.get(f"/demandes/{number}"))
    assert page.css("h1")[0].text() == f"Demande n°\u00a0{number}"
    told = words(page.css("main")[0])
    for said in (
        "Réservation envoyée par Anne Le Goff le 30\u00a0novembre 2026 à 8\u00a0h.",
        "les jours ajoutés seront comptés sur votre facture",
        "Mardi 8\u00a0décembre 2026\u00a0: Repas (3,90\u00a0€)",
        "Envoyée le 30\u00a0novembre 2026 à 8\u00a0h",
        "Traitée positivement le 30\u00a0novembre 2026 à 8\u00a0h",
        "Service Enfance, Ville de Chavagne",
        "Mairie, 35310 Chavagne",
    ):
        assert said in told, said
    links = {link.attributes["href"] for link in page.css("main a")}
    assert {"tel:0299642853", "mailto:portail.familles@chavagne.fr", f"/demandes/{number}/pdf", "/demandes", "/reservations"} <= links
    assert len(asked) <= 6


@pytest.mark.rule(22)
async def test_another_household_does_not_find_it_nor_what_has_no_number(chavagne: str) -> None:
    number = await sent(by=ANNE)
    async with visiting() as claire:
        await claire.sign_in("claire.durand@exemple.fr", password=PASSWORD)
        assert [(await claire.get(f"/demandes/{asked}")).status_code for asked in (number, number + 1, 0, 10**30, "x")] == [404] * 5
