"""`/reservations`: what the démarche is, and each line with until when it can be booked."""

import pytest

from app.bookings import deadlines
from app.demo.sign_ins import PASSWORD
from tests.pages import parsed, visiting
from tests.queries import counting

EVE, SCHOOL_DAY = "Réservation jusqu’à la veille, 18 h.", "Réservation jusqu’à 1 jour d’école avant, 12 h."


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ([("Repas", EVE)], "Jusqu’à la veille, 18 h."),
        ([("Matin", EVE), ("Soir", EVE)], "Jusqu’à la veille, 18 h."),
        ([("Matin", EVE), ("Leçons", SCHOOL_DAY), ("Soir", EVE)], "Matin et Soir : jusqu’à la veille, 18 h. Leçons : jusqu’à 1 jour d’école avant, 12 h."),
        ([("Soir", f"{EVE} Ensuite, majoration de 50 % jusqu’au jour même, 12 h.")], "Jusqu’à la veille, 18 h."),
        ([("Matin", f"{EVE} {SCHOOL_DAY}")], "Jusqu’à la veille, 18 h. Jusqu’à 1 jour d’école avant, 12 h."),
        ([("Repas", "La réservation ne se fait pas en ligne.")], "La réservation ne se fait pas en ligne."),
        ([("Repas", "")], ""),
        ([("Repas", ""), ("Soir", EVE)], "Soir : jusqu’à la veille, 18 h."),
    ],
)
def test_the_rules_of_an_activity_are_told_in_a_few_words(units: list[tuple[str, str]], told: str) -> None:
    assert deadlines.booking_rules(units).replace("\u00a0", " ") == told


async def test_each_line_tells_where_from_when_to_when_and_until_when_it_is_booked(chavagne: str) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        with counting() as statements:
            page = parsed(await anne.get("/reservations"))
    assert len(statements) <= 6, statements
    clervie, malo = page.css("section.card")
    assert len(clervie.css("li")) == len(malo.css("li")) == 4
    line = " ".join(clervie.css("li")[1].text().split())
    assert line == "Restauration scolaire École élémentaire publique, du 1er sept. 2026 au 2 juil. 2027 Jusqu’à 2 jours ouvrés avant, 9 h."
    assert "refaites la même démarche, dans les délais" in page.text()
