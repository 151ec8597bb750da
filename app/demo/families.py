"""The families of the demo: invented people, at addresses and phone numbers that are nobody's (ARCEP reserves 06 39 98 and 02 61 91 for fiction)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

NAMESPACE = UUID("2c9d1f0e-7a64-5f5b-8c7e-1f2d3a4b5c6d")


@dataclass(frozen=True, kw_only=True)
class Adult:
    first_name: str
    last_name: str
    email: str
    phone: str

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"guardian:{self.email}")

    @property
    def account_id(self) -> UUID:
        return uuid5(NAMESPACE, f"account:{self.email}")


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """`age` on 31 December of the school year's first year: six is the cours préparatoire."""

    first_name: str
    last_name: str
    age: int
    birthday: tuple[int, int]  # month, day

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"child:{self.first_name}:{self.last_name}")

    def birth_date(self, *, first_year: int) -> date:
        return date(first_year - self.age, *self.birthday)


@dataclass(frozen=True, kw_only=True)
class Family:
    """Its children come to all the activities."""

    name: str
    adults: tuple[Adult, ...]
    children: tuple[Pupil, ...]

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"household:{self.name}")


FAMILIES = (
    Family(
        name="Le Goff",
        adults=(
            Adult(first_name="Anne", last_name="Le Goff", email="anne.legoff@exemple.fr", phone="06 39 98 12 34"),
            Adult(first_name="Yann", last_name="Le Goff", email="yann.legoff@exemple.fr", phone="06 39 98 56 78"),
        ),
        children=(
            Pupil(first_name="Clervie", last_name="Le Goff", age=8, birthday=(5, 14)),
            Pupil(first_name="Malo", last_name="Le Goff", age=6, birthday=(10, 3)),
        ),
    ),
    Family(
        name="Durand",
        adults=(Adult(first_name="Claire", last_name="Durand", email="claire.durand@exemple.fr", phone="02 61 91 20 26"),),
        children=(Pupil(first_name="Inès", last_name="Durand", age=9, birthday=(2, 27)),),
    ),
)
