"""Actualités: from when and until when, for whom, and how they are read."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.demo.sign_ins import PASSWORD
from app.messages.audience import Audience
from app.messages.news import actions, queries
from app.messages.news.actions import Item, Published
from tests.bookings.families import ANNE, CLAIRE
from tests.pages import Visitor, parsed, visiting, words

pytestmark = pytest.mark.usefixtures("chavagne")
BODY = "Les menus sont affichés à l’école.\n\nVoyez www.chavagne.fr/menus"


@pytest.fixture
async def anne() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        await visitor.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        yield visitor


def item(code: str = "menus", **changes: object) -> Item:
    """`activities`, `sites`, `schools`: codes of those whom it concerns."""
    values: dict[str, object] = {"code": code, "title": f"Titre de {code}", "body": BODY, "published_from": clock.now()}
    aimed = Audience(**{name: changes.pop(name) for name in ("activities", "sites", "schools") if name in changes})  # type: ignore[arg-type]
    return Item(**{**values, **changes}, audience=aimed)  # type: ignore[arg-type]


async def publish(wanted: Item) -> Published:
    return await actions.publish_news(wanted, now=clock.now())


async def seen_by(account_id: UUID) -> list[str]:
    return [each.title for each in await queries.latest_of(account_id, now=clock.now())]


async def another_school() -> str:
    await database.fetch("insert into school (id, code, name) values ({}, 'ecole-privee', 'École privée')", uuid4())
    return "ecole-privee"


async def test_an_item_is_seen_from_its_first_instant_to_its_last() -> None:
    now = clock.now()
    await publish(item(published_from=now, published_until=now + timedelta(hours=1)))
    for at, expected in ((now - timedelta(seconds=1), 0), (now, 1), (now + timedelta(minutes=59), 1), (now + timedelta(hours=1), 0)):
        assert len(await queries.latest_of(ANNE, now=at)) == expected, at


async def test_an_item_is_for_the_families_of_its_activities_sites_and_schools_or_for_all() -> None:
    await publish(item("tous"))
    await publish(item("leur-ecole", schools=("elementaire-publique",)))
    await publish(item("mercredi", activities=("mercredi",)))
    await publish(item("autre-ecole", schools=(await another_school(),)))
    await publish(item("autre-ou-leur", schools=("ecole-privee",), sites=("ecole-elementaire",)))
    assert set(await seen_by(ANNE)) == {"Titre de tous", "Titre de leur-ecole", "Titre de mercredi", "Titre de autre-ou-leur"}
    assert await seen_by(uuid4()) == ["Titre de tous"]


async def test_what_is_over_for_a_child_concerns_it_no_more() -> None:
    await publish(item("mercredi", activities=("mercredi",)))
    await database.fetch("update enrolment set ends_on = {} where starts_on < {}", clock.today() - timedelta(days=1), clock.today())
    assert await seen_by(ANNE) == await seen_by(CLAIRE) == []


async def test_published_again_it_is_corrected_where_it_stands_and_nothing_is_done_twice() -> None:
    assert await publish(item(activities=("mercredi",))) is Published.NEW
    address = (await queries.latest_of(ANNE, now=clock.now()))[0].id
    assert await publish(item(activities=("mercredi",))) is Published.SAME
    assert await publish(item(activities=("mercredi", "vacances"))) is Published.CORRECTED
    assert await publish(item(activities=("mercredi", "vacances"), title="Corrigée")) is Published.CORRECTED
    assert [(each.id, each.title) for each in await queries.latest_of(ANNE, now=clock.now())] == [(address, "Corrigée")]
    assert await database.fetch_value("select count(*) from audit_entry where act = 'publish news'") == 3


async def test_an_unknown_code_publishes_nothing() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        await publish(item(activities=("natation",)))
    assert await seen_by(ANNE) == []


async def test_the_page_of_an_item_tells_its_paragraphs_and_links(anne: Visitor) -> None:
    await publish(item())
    page = parsed(await anne.get("/actualites"))
    link = page.css_first("main .rows a")
    assert link is not None
    assert "Titre de menus Les menus sont affichés" in words(link)
    shown = parsed(await anne.get(link.attributes["href"] or ""))
    assert [words(paragraph) for paragraph in shown.css("main .card p")] == ["Les menus sont affichés à l’école.", "Voyez www.chavagne.fr/menus"]
    assert [anchor.attributes["href"] for anchor in shown.css("main .card a")] == ["http://www.chavagne.fr/menus"]


@pytest.mark.rule(22)
async def test_an_item_for_others_is_not_found(anne: Visitor) -> None:
    await publish(item(schools=(await another_school(),)))
    item_id = await database.fetch_value("select id from news_item")
    assert (await anne.get(f"/actualites/{item_id}")).status_code == 404


async def test_without_news_the_page_says_so(anne: Visitor) -> None:
    assert "Rien de nouveau" in (await anne.get("/actualites")).text
