"""The mails that the demo shows instead of sending them."""

import time

from playwright.sync_api import Locator, Page, expect

MAILS = "/simulateur/courriels"
PATIENCE_SECONDS = 20


def open_mail(page: Page, *, to: str, subject: str) -> None:
    """The last one of that subject, as soon as it has left."""
    mail = page.get_by_role("link").filter(has_text=subject).filter(has_text=f"à {to},").first
    _reload_until_there(page, mail)
    mail.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)


def _reload_until_there(page: Page, mail: Locator) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    page.goto(MAILS)
    while not mail.count():
        assert time.monotonic() < give_up_at, "the mail did not leave"
        page.goto(MAILS)


def body(page: Page) -> Locator:
    return page.locator("main .card")


def link(page: Page, start: str, *, to: str, subject: str) -> str:
    """The address in that mail which begins so."""
    open_mail(page, to=to, subject=subject)
    return body(page).locator(f"a[href^='{start}']").first.get_attribute("href") or ""
