"""What the service types stays text: paragraphs, lines and links, never HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from components.messages import PlainText


def drawn(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(str(PlainText(text=text).render()))


def test_empty_lines_part_paragraphs_and_lines_are_kept() -> None:
    page = drawn("Bonjour,\r\ncomment va ?\n \n\nÀ bientôt")
    assert [paragraph.inner_html for paragraph in page.css("p")] == ["Bonjour,<br>comment va ?", "À bientôt"]


@pytest.mark.parametrize(
    ("text", "href", "words"),
    [
        ("Voyez www.chavagne.fr/menus.", "http://www.chavagne.fr/menus", "www.chavagne.fr/menus"),
        ("(https://chavagne.fr/a?b=1&c=2)", "https://chavagne.fr/a?b=1&c=2", "https://chavagne.fr/a?b=1&c=2"),
        ("«\u00a0https://chavagne.fr\u00a0»", "https://chavagne.fr", "https://chavagne.fr"),
        ("Écrivez à enfance@chavagne.fr, merci", "mailto:enfance@chavagne.fr", "enfance@chavagne.fr"),
    ],
)
def test_addresses_of_the_web_and_of_mail_are_links(text: str, href: str, words: str) -> None:
    (link,) = drawn(text).css("a")
    assert (link.attributes["href"], link.text()) == (href, words)


@pytest.mark.rule(42)
@pytest.mark.parametrize(
    "text", ["<b>gras</b>", "<script>alert(1)</script>", "javascript:alert(1)", "data:text/html,x", "ftp://a.fr", '"onclick="x', "{{7*7}}"]
)
def test_nothing_else_becomes_more_than_words(text: str) -> None:
    page = drawn(text)
    assert {node.tag for node in page.css("body *")} == {"p"}
    assert page.text().strip() == text


@pytest.mark.rule(42)
@given(st.text(alphabet=st.sampled_from("ab<>\"'&:/.@w?=\n javascript"), max_size=60))
def test_whatever_is_typed_draws_paragraphs_lines_and_safe_links_alone(text: str) -> None:
    page = drawn(text)
    assert {node.tag for node in page.css("body *")} <= {"p", "br", "a"}
    assert all((link.attributes["href"] or "").startswith(("http://", "https://", "mailto:")) for link in page.css("a"))
    assert "".join(page.text().split()) == "".join(text.split())
