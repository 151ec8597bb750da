"""Going through a démarche as a browser does: from its first page to its demande."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from app.demo.sign_ins import PASSWORD
from tests.pages import Visitor, parsed

ANNE, YANN, CLAIRE = "anne.legoff@exemple.fr", "yann.legoff@exemple.fr", "claire.durand@exemple.fr"
QUESTION = "/demarches/question-au-service"
ASKED = {"sujet": "repas", "enfant": "foyer", "texte": "Y a-t-il un menu sans viande\u00a0?"}


@dataclass(frozen=True, kw_only=True)
class Walker:
    """An adult, signed in."""

    visitor: Visitor

    async def begin(self, address: str, **whom: str) -> str:
        """The address of the first step."""
        begun = await self.visitor.post(address, whom, page=address)
        assert begun.status_code == 303, begun.text
        resumed = await self.visitor.get(begun.headers["location"])
        return str(resumed.headers["location"])

    async def answer(self, step: str, values: Mapping[str, str | list[str]], *, then: str = "", target: str | None = None) -> httpx.Response:
        """As the form of the page would: with the marks that it shows."""
        return await self.send(step, await self.marks(step) | dict(values), then=then, target=target)

    async def send(self, step: str, values: Mapping[str, str | list[str]], *, then: str = "", target: str | None = None) -> httpx.Response:
        return await self.visitor.post(step, dict(values) | ({"suite": then} if then else {}), page=step, target=target)

    async def marks(self, page: str, *names: str) -> dict[str, str]:
        """The hidden fields of a page."""
        shown = parsed(await self.visitor.get(page))
        fields = {name: shown.css_first(f"input[name={name}]") for name in names or ("vu", "pose")}
        return {name: field.attributes["value"] or "" for name, field in fields.items() if field is not None}

    async def validate(self, step: str, *, marks: Mapping[str, str] | None = None) -> httpx.Response:
        recap = f"{step.rpartition('/')[0]}/recapitulatif"
        sent = marks or await self.marks(recap, "vu", "envoi")
        return await self.visitor.post(recap, {**sent, "attestation": "1"}, page="/demarches/question-au-service")

    async def ask(self) -> str:
        """A question to the service, sent; the address of its demande."""
        step = await self.begin(QUESTION)
        assert (await self.answer(step, ASKED)).headers["location"].endswith("/recapitulatif")
        return str((await self.validate(step)).headers["location"])


async def walking(visitor: Visitor, email: str = ANNE) -> Walker:
    await visitor.sign_in(email, password=PASSWORD)
    return Walker(visitor=visitor)


def path_of(address: str) -> str:
    return urlsplit(address).path
