"""The vaccinations that a birth date requires (CSP L.3111-2 and R.3111-2, decree 2018-42): three before 2018, eleven since."""

from dataclasses import dataclass
from datetime import date

ELEVEN_SINCE = date(2018, 1, 1)
PROVISIONAL_MONTHS = 3
"""How long a child is received while one is missing (decree 2018-42)."""


@dataclass(frozen=True, kw_only=True)
class Vaccine:
    code: str
    label: str
    since: date | None = None

    def is_required_of(self, birth_date: date) -> bool:
        return self.since is None or birth_date >= self.since


VACCINES = (
    Vaccine(code="diphterie", label="Diphtérie"),
    Vaccine(code="tetanos", label="Tétanos"),
    Vaccine(code="poliomyelite", label="Poliomyélite"),
    Vaccine(code="coqueluche", label="Coqueluche", since=ELEVEN_SINCE),
    Vaccine(code="hib", label="Haemophilus influenzae b", since=ELEVEN_SINCE),
    Vaccine(code="hepatite_b", label="Hépatite B", since=ELEVEN_SINCE),
    Vaccine(code="pneumocoque", label="Pneumocoque", since=ELEVEN_SINCE),
    Vaccine(code="meningocoque_c", label="Méningocoque C", since=ELEVEN_SINCE),
    Vaccine(code="rougeole", label="Rougeole", since=ELEVEN_SINCE),
    Vaccine(code="oreillons", label="Oreillons", since=ELEVEN_SINCE),
    Vaccine(code="rubeole", label="Rubéole", since=ELEVEN_SINCE),
)


def required_of(birth_date: date) -> tuple[Vaccine, ...]:
    return tuple(vaccine for vaccine in VACCINES if vaccine.is_required_of(birth_date))
