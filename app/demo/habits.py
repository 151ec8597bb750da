"""Which days a child usually comes, and on which of them it stays at home after all."""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from app.demo import chance

# From ISO weekdays to codes of units; from codes of activities to that. They are those of chavagne.toml.
Week: TypeAlias = Mapping[int, tuple[str, ...]]
Habits: TypeAlias = Mapping[str, Week]

MEAL = ("repas",)
AFTERNOON = ("repas", "apres-midi")
WHOLE_DAY = ("matin", "repas", "apres-midi")

# Out of a hundred children, how many are enrolled; out of a hundred of their days, on how many they come.
ENROLLED = {"restauration": 95, "periscolaire": 68, "mercredi": 50, "vacances": 48}
COMES = {"restauration": 95, "periscolaire": 88, "mercredi": 78, "vacances": 88}


def on(*weekdays: int, units: tuple[str, ...]) -> Week:
    return dict.fromkeys(weekdays, units)


EVERY_MEAL = on(1, 2, 4, 5, units=MEAL)
WEDNESDAYS = on(3, units=AFTERNOON)
WHOLE_WEEK = on(1, 2, 3, 4, 5, units=WHOLE_DAY)
# What is written twice is twice as frequent.
WEEKS: Mapping[str, tuple[Week, ...]] = {
    "restauration": (EVERY_MEAL, EVERY_MEAL, EVERY_MEAL, on(1, 2, 4, units=MEAL), on(1, 4, 5, units=MEAL), on(2, 5, units=MEAL)),
    "periscolaire": (
        on(1, 2, 4, 5, units=("matin", "soir")),
        on(1, 2, 4, 5, units=("soir",)),
        on(1, 2, 4, 5, units=("matin",)),
        on(1, 4, units=("matin",)),
        on(2, 5, units=("soir",)),
        {**on(1, 4, units=("lecons",)), **on(2, units=("soir",))},
        {**on(1, 4, units=("matin", "lecons")), **on(5, units=("soir",))},
    ),
    "mercredi": (WEDNESDAYS, WEDNESDAYS, WEDNESDAYS, on(3, units=("apres-midi",)), on(3, units=MEAL)),
    "vacances": (
        WHOLE_WEEK,
        on(1, 2, 4, 5, units=WHOLE_DAY),
        on(1, 2, 3, units=WHOLE_DAY),
        on(2, 3, 4, 5, units=WHOLE_DAY),
        {**on(1, 2, units=WHOLE_DAY), **on(4, 5, units=AFTERNOON)},
    ),
}


def drawn(key: str) -> Habits:
    """In some of the activities, one week like another."""
    return {
        activity: chance.one(f"week:{activity}:{key}", weeks)
        for activity, weeks in WEEKS.items()
        if chance.happens(f"in:{activity}:{key}", percent=ENROLLED[activity])
    }


def comes(key: str, *, activity: str, day: date) -> bool:
    return chance.happens(f"comes:{activity}:{key}:{day}", percent=COMES[activity])
