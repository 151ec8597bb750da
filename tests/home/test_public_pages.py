"""The pages that anybody may read."""

import pytest

from tests.pages import parsed, visiting

PUBLIC_PAGES = ("/", "/contact", "/accessibilite", "/mentions-legales", "/donnees-personnelles", "/connexion")


@pytest.mark.parametrize("address", PUBLIC_PAGES)
async def test_a_public_page_has_one_title_and_the_legal_links(empty_database: str, address: str) -> None:
    async with visiting() as visitor:
        answer = await visitor.get(address)
    page = parsed(answer)
    assert answer.status_code == 200
    assert len(page.css("h1")) == 1
    links = {link.attributes["href"] for link in page.css("footer a")}
    assert {"/accessibilite", "/donnees-personnelles", "/mentions-legales", "/contact"} <= links
    assert "Accessibilité\u00a0: non conforme" in page.css("footer")[0].text()


async def test_an_address_that_does_not_exist_is_a_french_page(empty_database: str) -> None:
    async with visiting() as visitor:
        answer = await visitor.get("/nulle-part")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "n’existe pas" in parsed(answer).css("h1")[0].text()


@pytest.mark.parametrize("address", ["/tableau-de-bord", "/reservations", "/demandes", "/compte"])
async def test_a_private_page_leads_to_sign_in_and_back(empty_database: str, address: str) -> None:
    async with visiting() as visitor:
        answer = await visitor.get(address)
        fragment = await visitor.get(address, target="etat")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/connexion?suite={address}")
    assert (fragment.status_code, fragment.headers["hx-redirect"]) == (401, f"/connexion?suite={address}")
