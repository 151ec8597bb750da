"""The other families of the demo. Their adults are invited and have not chosen a password yet: nobody signs in as them."""

import re
import unicodedata
from collections.abc import Iterator

from app.demo import chance, habits
from app.demo.families import Adult, Family, Pupil
from app.demo.names import ADULTS, CHILDREN, FAMILY_NAMES

SECOND_ADULTS = OWN_NAMES = 60  # percent
NUMBERS_OF_CHILDREN = (1, 1, 2, 2, 2, 3)
AGES = range(6, 11)  # from the cours préparatoire to the CM2
MOBILE, LANDLINE = "06 39 98", "02 61 91"
LANDLINES = 20  # percent


def _family(rank: int, name: str) -> Family:
    return Family(name=name, adults=tuple(_adults(rank, name)), children=tuple(_children(name)))


def _adults(rank: int, name: str) -> Iterator[Adult]:
    first, second = chance.some(f"adults:{name}", ADULTS, count=2)
    yield _adult(first, name, number=2 * rank)
    if chance.happens(f"two:{name}", percent=SECOND_ADULTS):
        own = chance.happens(f"own:{name}", percent=OWN_NAMES)
        yield _adult(second, chance.one(f"name:{name}", FAMILY_NAMES) if own else name, number=2 * rank + 1)


def _adult(first_name: str, last_name: str, *, number: int) -> Adult:
    prefix = LANDLINE if chance.happens(f"landline:{number}", percent=LANDLINES) else MOBILE
    digits = f"{(2000 + 137 * number) % 10_000:04}"  # 137 shares no factor with 10 000: no number comes twice
    return Adult(
        first_name=first_name,
        last_name=last_name,
        email=f"{_plain(first_name)}.{_plain(last_name)}@exemple.fr",
        phone=f"{prefix} {digits[:2]} {digits[2:]}",
    )


def _plain(name: str) -> str:
    return re.sub("[^a-z]", "", unicodedata.normalize("NFKD", name).lower())


def _children(name: str) -> Iterator[Pupil]:
    """Brothers and sisters are not of the same age, the eldest comes first."""
    count = chance.one(f"children:{name}", NUMBERS_OF_CHILDREN)
    ages = sorted(chance.some(f"ages:{name}", AGES, count=count), reverse=True)
    for first_name, age in zip(chance.some(f"pupils:{name}", CHILDREN, count=count), ages, strict=True):
        key = f"{first_name}:{name}"
        birthday = 1 + chance.number(f"month:{key}", below=12), 1 + chance.number(f"day:{key}", below=28)
        yield Pupil(first_name=first_name, last_name=name, age=age, birthday=birthday, habits=habits.drawn(key))


NEIGHBOURS = tuple(_family(rank, name) for rank, name in enumerate(FAMILY_NAMES))
