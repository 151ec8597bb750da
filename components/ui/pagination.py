"""From one page of a long list to the next."""

from dataclasses import dataclass

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class Pagination(Component):
    """`address` is that of the list; the page is added to it as `page=`. One page needs no links: then nothing is shown."""

    page: int
    pages: int
    address: str
    label: str = "Pages"

    def __post_init__(self) -> None:
        if not 1 <= self.page <= self.pages:
            raise ValueError(f"page {self.page} of {self.pages} does not exist")

    @property
    def before(self) -> str | None:
        return self._address_of(self.page - 1) if self.page > 1 else None

    @property
    def after(self) -> str | None:
        return self._address_of(self.page + 1) if self.page < self.pages else None

    def _address_of(self, page: int) -> str:
        return f"{self.address}{'&' if '?' in self.address else '?'}page={page}"
