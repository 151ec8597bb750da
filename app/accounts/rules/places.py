"""Where a person is sent after signing in: our own pages only (ASVS 3.7.2)."""

import re
from urllib.parse import unquote

LONGEST = 1_000  # characters
SIGN_OUT = "/deconnexion"

_WRITTEN = re.compile(r"/[A-Za-z0-9\-._~/%?=&+:@,;!$'()*]*", re.ASCII)
_READ_AS_ELSEWHERE = re.compile(r"//|/?\\|.*[\x00-\x1f\x7f\\]", re.DOTALL)


def own_path(text: str) -> str | None:
    """The address when it is an absolute path of the portal, otherwise None. Judged as written and as a browser or a proxy may decode it."""
    if len(text) > LONGEST or not _WRITTEN.fullmatch(text):
        return None
    once = unquote(text)
    if any(_READ_AS_ELSEWHERE.match(form) for form in (text, once, unquote(once))):
        return None
    return None if text.partition("?")[0].endswith(SIGN_OUT) else text


def after_signing_in(wanted: str, *, home: str) -> str:
    """`home`: where this door leads. A page of the other door is no place to come back to: it would ask to sign in again."""
    place = own_path(wanted)
    return place if place and _is_of_agents(place) == _is_of_agents(home) else home


def _is_of_agents(path: str) -> bool:
    return path.partition("?")[0].split("/")[1] == "agents"
