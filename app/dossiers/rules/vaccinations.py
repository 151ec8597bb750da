"""The vaccinations that a birth date requires (CSP L.3111-2 and R.3111-2): three before 2018, eleven since (decree 2018-42), and since July 2023 the
meningococci ACWY in the place of C, and B (decree 2024-694: in force on 1 January 2025 for whoever had not reached the 18 months of the obligation)."""

from dataclasses import dataclass
from datetime import date

ELEVEN_SINCE = date(2018, 1, 1)
MORE_MENINGOCOCCI_SINCE = date(2023, 7, 1)


@dataclass(frozen=True, kw_only=True)
class Vaccine:
    """`name` as it stands inside a sentence. Required of whoever was born from `since` on, and before `until`."""

    code: str
    name: str
    since: date = date.min
    until: date = date.max

    def is_required_of(self, birth_date: date) -> bool:
        return self.since <= birth_date < self.until


VACCINES = (
    Vaccine(code="diphterie", name="diphtérie"),
    Vaccine(code="tetanos", name="tétanos"),
    Vaccine(code="poliomyelite", name="poliomyélite"),
    Vaccine(code="coqueluche", name="coqueluche", since=ELEVEN_SINCE),
    Vaccine(code="hib", name="Haemophilus influenzae b", since=ELEVEN_SINCE),
    Vaccine(code="hepatite_b", name="hépatite B", since=ELEVEN_SINCE),
    Vaccine(code="pneumocoque", name="pneumocoque", since=ELEVEN_SINCE),
    Vaccine(code="meningocoque_c", name="méningocoque C", since=ELEVEN_SINCE, until=MORE_MENINGOCOCCI_SINCE),
    Vaccine(code="meningocoque_acwy", name="méningocoques ACWY", since=MORE_MENINGOCOCCI_SINCE),
    Vaccine(code="meningocoque_b", name="méningocoque B", since=MORE_MENINGOCOCCI_SINCE),
    Vaccine(code="rougeole", name="rougeole", since=ELEVEN_SINCE),
    Vaccine(code="oreillons", name="oreillons", since=ELEVEN_SINCE),
    Vaccine(code="rubeole", name="rubéole", since=ELEVEN_SINCE),
)


def required_of(birth_date: date) -> tuple[Vaccine, ...]:
    return tuple(vaccine for vaccine in VACCINES if vaccine.is_required_of(birth_date))
