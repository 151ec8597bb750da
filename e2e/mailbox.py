"""The mails that the demo shows instead of sending them."""

from playwright.sync_api import Locator, Page, expect
from selectolax.lexbor import LexborHTMLParser

from tests.pages import words
from tests.serving import portals

MAILS = "/simulateur/courriels"


def open_mail(page: Page, *, to: str, subject: str) -> None:
    """The last one of that subject, as soon as it has left: the list is drawn once."""
    portals.wait_until(lambda: _has_left(page, to=f"à {to},", subject=portals.plain(subject)))
    page.goto(MAILS)
    page.get_by_role("link").filter(has_text=subject).filter(has_text=f"à {to},").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)


def _has_left(page: Page, *, to: str, subject: str) -> bool:
    listed = [portals.plain(words(link)) for link in LexborHTMLParser(page.request.get(MAILS).text()).css("a")]
    return any(to in mail and subject in mail for mail in listed)


def body(page: Page) -> Locator:
    return page.locator("main .card")


def link(page: Page, start: str, *, to: str, subject: str) -> str:
    """The address in that mail which begins so."""
    open_mail(page, to=to, subject=subject)
    return body(page).locator(f"a[href^='{start}']").first.get_attribute("href") or ""
