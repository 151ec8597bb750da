"""`python -m app publish`: the whole file or nothing, every mistake told, twice the same."""

from pathlib import Path

import pytest

from app.catalogue.commune_file import Refused
from app.core import clock, database
from app.messages import publishing
from tests.bookings.families import ANNE, CANTEEN_DAY, line_of

pytestmark = pytest.mark.usefixtures("chavagne")
ROOT = Path(__file__).parents[2]
GUIDE = "## Actualités et messages"


async def publish(folder: Path, text: str) -> str:
    path = folder / "nouvelles.toml"
    path.write_text(text, encoding="utf-8")
    return await publishing.publish(path, now=clock.now())


async def counted() -> tuple[int, int]:
    return tuple((await database.fetch("select (select count(*) from news_item), (select count(*) from message) as messages"))[0].values())


async def test_the_file_of_the_guide_is_published_once_however_often(tmp_path: Path) -> None:
    line = await line_of(ANNE, child="Malo", activity="Accueil périscolaire")
    await line.tap(CANTEEN_DAY, "soir")
    await line.validate()
    guide = (ROOT / "docs" / "commune.md").read_text(encoding="utf-8")
    text = guide.split(GUIDE)[1].split("```toml\n")[1].split("```")[0]
    first = await publish(tmp_path, text)
    assert first.replace("\u00a0", " ") == "1 actualité publiée, 0 corrigée, 2 messages envoyés à 2 familles, 0 déjà là."
    again = await publish(tmp_path, text.replace("Les menus de décembre", "Les menus"))
    assert again.replace("\u00a0", " ") == "0 actualité publiée, 1 corrigée, 0 message envoyé à 0 famille, 2 déjà là."
    assert await counted() == (1, 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[actualite]]\ncode = "a"\ntitre = "A"\ntexte = "A"', "actualite[1].du : manque"),
        ('[[actualite]]\ncode = "a"\ntitre = "A"\ntexte = "A"\ndu = 2026-12-02\nau = 2026-12-01', "actualite[1].au : ce jour est avant « du »."),
        (
            '[[actualite]]\ncode = "a"\ntitre = "A"\ntexte = "A"\ndu = 2026-12-02\nactivites = ["mercredis"]',
            "« mercredis » ne désigne aucune activité ; vouliez-vous dire « mercredi » ?",
        ),
        ('[[message]]\ncode = "a"\ntitre = "A"\ntexte = "A"', "message[1] : attendu « jour »"),
        ('[[message]]\ncode = "a"\ntitre = "A"\ntexte = "A"\njour = 2026-12-08\nfamille = "a@b.fr"', "message[1] : attendu « jour »"),
        ('[[message]]\ncode = "a"\ntitre = "A"\ntexte = "A"\nfamille = "a@b.fr"', "personne ne se connecte avec « a@b.fr »."),
        ('[[message]]\ncode = "a"\ntitre = "A"\ntexte = "A"\nfamille = "anne.legoff@exemple.fr"\nactivites = ["mercredi"]', "avec « jour » seulement."),
        ('[[message]]\ncode = "a"\ntitre = "A"\ntexte = "A"\njour = 2026-12-08', "message « a » : personne n’a réservé ce jour-là"),
        ('[[message]]\ncode = "a"\ntitre = "A"\ntextte = "A"\njour = 2026-12-08', "textte : clé inconnue ; vouliez-vous dire « texte » ?"),
        ("message = 3", "message : lu 3, attendu des tables [[message]]."),
    ],
)
async def test_a_mistake_is_told_and_nothing_is_published(tmp_path: Path, text: str, told: str) -> None:
    right = '[[actualite]]\ncode = "juste"\ntitre = "Juste"\ntexte = "Oui"\ndu = 2026-12-01\n\n'
    with pytest.raises(Refused) as refused:
        await publish(tmp_path, text if text.startswith("message =") else right + text.replace("actualite[1]", "actualite[2]"))
    assert told.replace("actualite[1]", "actualite[2]") in str(refused.value).replace("\u00a0", " ")
    assert await counted() == (0, 0)
