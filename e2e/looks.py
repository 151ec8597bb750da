"""What axe, a keyboard and the smallest phone have to say of a page that is open."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# A scheme changes colours and nothing else: axe's other rules would say the same twice.
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
SMALLEST = ViewportSize(width=320, height=640)
KEYS_PRESSED = 12  # the first stops of the keyboard, the same on every page, then those of the page


def violations(page: Page, *, scheme: Literal["light", "dark"]) -> list[tuple[str, list[str]]]:
    page.emulate_media(color_scheme=scheme)
    page.evaluate("Promise.all(document.getAnimations().map((fading) => fading.finished))")
    if scheme == "dark" and page.evaluate("'axe' in window"):
        found = page.evaluate("async (options) => (await axe.run(document, options)).violations", COLOURS)
    else:
        found = Axe().run(page, options=AXE).response["violations"]
    return [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found]


def complaints(page: Page) -> list[object]:
    """Of a page that a journey has come to: in light and in dark, and at 320 px. It is left as it was, in light."""
    said: list[object] = [*violations(page, scheme="light"), *violations(page, scheme="dark"), *faults(page), *sideways(page)]
    page.emulate_media(color_scheme="light")
    if size := page.viewport_size:
        page.set_viewport_size(SMALLEST)
        said += sideways(page)
        page.set_viewport_size(size)
    return said


def faults(page: Page) -> list[str]:
    """What axe leaves aside."""
    return list(
        page.evaluate(
            """() => {
              const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
              const checks = {
                "one title of the page": document.querySelectorAll("h1").length === 1,
                "a title in the tab": document.title.trim().length > 0,
                "its language": document.documentElement.lang === "fr",
                "each id once": new Set(ids).size === ids.length,
                "no style or handler in the page": !document.querySelector("[style], [onclick], style, script:not([src])"),
              };
              return Object.keys(checks).filter((name) => !checks[name]);
            }"""
        )
    )


def sideways(page: Page) -> list[str]:
    """What stands out of the screen, when the page can be pushed sideways."""
    return list(
        page.evaluate(
            """() => {
              const root = document.documentElement;
              if (root.scrollWidth <= root.clientWidth) return [];
              const out = [...document.querySelectorAll("body *")].filter((part) => part.getBoundingClientRect().right > root.clientWidth + 1);
              return [`${root.scrollWidth} px`, ...out.slice(0, 5).map((part) => part.outerHTML.slice(0, 120))];
            }"""
        )
    )


def unseen_by_keyboard(page: Page) -> list[str]:
    """The first places that Tab leads to: "Aller au contenu" before all, and each shows that it has the focus."""
    page.evaluate(f"() => {{ document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); ({NOTED})({FOCUSED}); }}")
    for _ in range(KEYS_PRESSED):
        page.keyboard.press("Tab")
    met = page.evaluate("window.met")
    wrong = [place["html"] for place in met if not place["seen"]]
    return wrong if met[0]["skip"] else [f"first: {met[0]['html']}", *wrong]


# What each key led to, looked at when it comes up again: what the focus is drawn with has settled by then.
NOTED = """(look) => {
  window.met = [];
  document.addEventListener("keyup", ({ key }) => { if (key === "Tab") window.met.push(look()); });
}"""
# A ring, on the element itself or on what is drawn in its place.
FOCUSED = """() => {
  const at = document.activeElement;
  const ringed = (part) => part && getComputedStyle(part).outlineStyle !== "none" && parseFloat(getComputedStyle(part).outlineWidth) > 0;
  const { bottom, top, width } = at.getBoundingClientRect();
  const seen = at === document.body || (width > 0 && bottom > 0 && top < innerHeight && [at, at.nextElementSibling, at.closest("label")].some(ringed));
  return { html: at.outerHTML.slice(0, 160), seen, skip: at.matches(".skip") };
}"""
