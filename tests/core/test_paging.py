"""What an address says of a page, a number and an id: whatever it is, it asks for something or for nothing, and never fails."""

from uuid import UUID

import pytest

from app.core import paging
from app.core.paging import Page

NIL = UUID(int=0)


@pytest.mark.parametrize(
    ("words", "page"),
    [({}, 1), ({"page": "2"}, 2), ({"page": "0"}, 1), ({"page": "-3"}, 1), ({"page": "²"}, 1), ({"page": "٣"}, 1), ({"page": "999999"}, 999_999),
     ({"page": "1000000"}, 1), ({"page": "9" * 5_000}, 1)],
)  # fmt: skip
def test_a_damaged_page_is_the_first(words: dict[str, str], page: int) -> None:
    assert paging.asked_in(words) == page


@pytest.mark.parametrize(
    ("word", "number"),
    [(None, None), ("", None), ("0", 0), ("21", 21), (" 21", None), ("+21", None), ("٢١", None), ("9" * 18, int("9" * 18)), ("9" * 19, None)],
)
def test_a_number_is_one_that_the_database_holds(word: str | None, number: int | None) -> None:
    assert paging.number_in(word) == number


@pytest.mark.parametrize(("word", "known"), [(None, None), ("", None), ("moi", None), (str(NIL), NIL), (f"{NIL}0", None)])
def test_a_damaged_id_is_none(word: str | None, known: UUID | None) -> None:
    assert paging.id_in(word) == known


@pytest.mark.parametrize(
    ("asked", "total", "number", "pages", "skipped"), [(1, 0, 1, 1, 0), (1, 20, 1, 1, 0), (2, 20, 1, 1, 0), (2, 21, 2, 2, 20), (9, 41, 3, 3, 40)]
)
def test_a_page_beyond_the_last_is_the_last(asked: int, total: int, number: int, pages: int, skipped: int) -> None:
    page: Page[str] = paging.page_of([], asked=asked, total=total, per_page=20)
    assert (page.number, page.pages, page.total) == (number, pages, total)
    assert paging.skipped(asked, total=total, per_page=20) == skipped
