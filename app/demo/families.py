"""The families as whom one signs in to the demo: invented people, at addresses and phone numbers that are nobody's.

ARCEP reserves 06 39 98 and 02 61 91 for works of fiction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from app.demo.habits import MEAL, WEDNESDAYS, WHOLE_DAY, WHOLE_WEEK, Habits, on
from app.households.actions.drafting import Person
from app.households.rules.contacts import Link
from app.households.rules.custody import Weeks

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
    """`age` on 31 December of the school year's first year: six is the cours préparatoire. Enrolled in the activities of its habits."""

    first_name: str
    last_name: str
    age: int
    birthday: tuple[int, int]  # month, day
    habits: Habits

    @property
    def key(self) -> str:
        return f"{self.first_name}:{self.last_name}"

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"child:{self.key}")

    def birth_date(self, *, first_year: int) -> date:
        return date(first_year - self.age, *self.birthday)


@dataclass(frozen=True, kw_only=True)
class Known:
    """A contact of a family: for each child, by first name, whether it may collect, and its turn to be called."""

    person: Person
    tasks: Mapping[str, tuple[bool, int | None]]


@dataclass(frozen=True, kw_only=True)
class Family:
    """`weeks`: those of children who live in two of these families, as this one states them."""

    name: str
    adults: tuple[Adult, ...]
    children: tuple[Pupil, ...]
    address: str = ""
    contacts: tuple[Known, ...] = ()
    weeks: Weeks | None = None

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"household:{self.name}")


# Those who visit them sign in as their parents: there is something to look at on each day, and much is left to try.
CLERVIE: Habits = {
    "periscolaire": {**on(1, units=("soir",)), **on(4, units=("lecons",))},
    "restauration": on(1, 2, units=MEAL),
    "mercredi": on(3, units=("apres-midi",)),
    "vacances": on(1, 2, 4, units=WHOLE_DAY),
}
MALO: Habits = {
    "periscolaire": on(1, 5, units=("soir",)),
    "restauration": on(5, units=MEAL),
    "mercredi": {},
    "vacances": on(1, 2, 4, 5, units=WHOLE_DAY),
}
INES_AT_HER_FATHER_S: Habits = {"periscolaire": on(5, units=("soir",))}
INES: Habits = {
    "periscolaire": on(1, 2, 4, 5, units=("matin",)),
    "restauration": on(1, 2, units=MEAL),
    "mercredi": WEDNESDAYS,
    "vacances": WHOLE_WEEK,
}

FAMILIES = (
    Family(
        name="Le Goff",
        adults=(
            Adult(first_name="Anne", last_name="Le Goff", email="anne.legoff@exemple.fr", phone="06 39 98 12 34"),
            Adult(first_name="Yann", last_name="Le Goff", email="yann.legoff@exemple.fr", phone="06 39 98 56 78"),
        ),
        children=(
            Pupil(first_name="Clervie", last_name="Le Goff", age=8, birthday=(5, 14), habits=CLERVIE),
            Pupil(first_name="Malo", last_name="Le Goff", age=6, birthday=(10, 3), habits=MALO),
        ),
        address="12 rue des Ajoncs\n35310 Chavagne",
        contacts=(
            Known(
                person=Person(first_name="Mamie", last_name="Le Goff", link=Link.GRANDMOTHER, phone="+33261912040", second_phone="+33639982040"),
                tasks={"Clervie": (True, 1), "Malo": (True, 1)},
            ),
            Known(
                person=Person(first_name="Papi", last_name="Le Goff", link=Link.GRANDFATHER, phone="+33639982041", second_phone=""),
                tasks={"Malo": (True, None)},
            ),
        ),
    ),
    Family(
        name="Durand",
        adults=(Adult(first_name="Claire", last_name="Durand", email="claire.durand@exemple.fr", phone="02 61 91 20 26"),),
        children=(Pupil(first_name="Inès", last_name="Durand", age=9, birthday=(2, 27), habits=INES),),
        address="3 allée du Lavoir\n35310 Chavagne",
        contacts=(
            Known(
                person=Person(first_name="Rose", last_name="Durand", link=Link.AUNT, phone="+33639982042", second_phone=""),
                tasks={"Inès": (True, 1)},
            ),
        ),
        weeks=Weeks.EVEN,
    ),
    Family(
        name="Morvan",
        adults=(Adult(first_name="Loïc", last_name="Morvan", email="loic.morvan@exemple.fr", phone="06 39 98 20 26"),),
        children=(Pupil(first_name="Inès", last_name="Durand", age=9, birthday=(2, 27), habits=INES_AT_HER_FATHER_S),),
        address="27 quai de la Vilaine\n35580 Guichen",
        contacts=(
            Known(
                person=Person(first_name="Papi", last_name="Morvan", link=Link.GRANDFATHER, phone="+33261912043", second_phone=""),
                tasks={"Inès": (False, 1)},
            ),
        ),
        weeks=Weeks.ODD,
    ),
)
