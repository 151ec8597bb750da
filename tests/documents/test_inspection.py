"""What is taken of the files that families send, and what each attack is told."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from app.documents import inspecting
from app.documents.inspecting import Made, Sent
from app.documents.inspection.__main__ import PDF, PHOTO
from app.documents.rules.refusals import LARGEST_FILE, MOST_PAGES, Refusal
from app.settings import ROOT
from tests.documents import sendings
from tests.documents.pieces import Content, Kept, sent


async def inspected(*files: tuple[str, bytes]) -> tuple[Made | Refusal, bytes]:
    kept = Kept()
    return await inspecting.made_of([sent(name, content) for name, content in files], into=kept), bytes(kept)


@pytest.mark.rule(56)
@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("assurance.pdf", sendings.pdf(3), PDF),
        ("assurance.PDF", sendings.pdf(), PDF),
        ("photo.jpg", sendings.photo(), PHOTO),
        ("photo.jpeg", sendings.photo(), PHOTO),
        ("capture.png", sendings.photo(kind="PNG", mode="RGBA"), PHOTO),
        ("gris.png", sendings.photo(kind="PNG", mode="LA"), PHOTO),
        ("IMG_0042.HEIC", sendings.HEIC, PHOTO),
        ("enregistrée.jpg", sendings.photo(kind="PNG"), PHOTO),
        ("ouverte.pdf", sendings.opening_at_a_page(), PDF),
        ("non-imprimable.pdf", sendings.restricted(), PDF),
    ],
)
async def test_what_families_send_is_taken(name: str, content: bytes, media_type: str) -> None:
    made, kept = await inspected((name, content))
    assert isinstance(made, Made), made
    assert made.media_type == media_type
    assert made.size == len(kept)
    if media_type == PDF:
        assert kept == content
    else:
        assert Image.open(BytesIO(kept)).format == "JPEG"


ATTACKS: dict[str, tuple[str, bytes | Callable[[], bytes], Refusal]] = {
    "a program under another name": ("facture.pdf", sendings.PROGRAM, Refusal.WRONG_TYPE),
    "a program as a photo": ("photo.jpg", sendings.PROGRAM, Refusal.WRONG_TYPE),
    "an SVG under another name": ("photo.png", sendings.SVG, Refusal.WRONG_TYPE),
    "a page under another name": ("facture.pdf", sendings.HTML, Refusal.WRONG_TYPE),
    "a photo as a PDF": ("facture.pdf", sendings.photo(), Refusal.OTHER_TYPE),
    "a PDF as a photo": ("photo.jpg", sendings.pdf(), Refusal.OTHER_TYPE),
    "a PDF as a page": ("facture.html", sendings.pdf(), Refusal.OTHER_TYPE),
    "without an extension": ("facture", sendings.pdf(), Refusal.OTHER_TYPE),
    "an archive behind a PDF": ("facture.pdf", sendings.archive_behind_a_pdf(), Refusal.OTHER_TYPE),
    "a bomb": ("photo.png", sendings.bomb, Refusal.TOO_MANY_PIXELS),
    "a bomb that does not hold what it says": ("photo.png", sendings.hidden_bomb(), Refusal.TOO_MANY_PIXELS),
    "half a photo": ("photo.jpg", sendings.photo((2000, 2000))[:2500], Refusal.BROKEN),
    "the start of a photo": ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(100), Refusal.BROKEN),
    "half an iPhone photo": ("photo.heic", sendings.HEIC[:300], Refusal.BROKEN),
    "half a PDF": ("facture.pdf", sendings.pdf()[:200], Refusal.BROKEN),
    "a PDF in name only": ("facture.pdf", b"%PDF-1.7\nrien\n%%EOF", Refusal.BROKEN),
    "a PDF without a page": ("facture.pdf", sendings.pdf(0), Refusal.BROKEN),
    "a locked PDF": ("facture.pdf", sendings.locked(), Refusal.ENCRYPTED),
    "too many pages": ("facture.pdf", sendings.pdf(MOST_PAGES + 1), Refusal.TOO_MANY_PAGES),
    "ten thousand pages": ("facture.pdf", lambda: sendings.pdf(10_000), Refusal.TOO_MANY_PAGES),
    "ten thousand pages that say they are one": (
        "facture.pdf",
        lambda: sendings.pdf(10_000).replace(b"/Count 10000", b"/Count 00001"),
        Refusal.TOO_MANY_PAGES,
    ),
    "too many objects": ("facture.pdf", sendings.of_many_objects, Refusal.TOO_COMPLEX),
}
ACTIVE = {
    "a script": sendings.with_script(),
    "a launch": sendings.with_launch(),
    "a file inside": sendings.with_file_inside(),
    "an animated form": sendings.with_xfa(),
    "an action by itself": sendings.with_automatic_action(),
    "a form that sends": sendings.with_sending_form(),
    "a script written otherwise": sendings.with_escaped_script(),
}


@pytest.mark.rule(56)
@pytest.mark.rule(57)
@pytest.mark.parametrize(("name", "content", "refusal"), ATTACKS.values(), ids=ATTACKS.keys())
async def test_what_is_not_what_it_says_or_does_harm_is_refused(name: str, content: bytes | Callable[[], bytes], refusal: Refusal) -> None:
    assert await inspected((name, content if isinstance(content, bytes) else content())) == (refusal, b"")


@pytest.mark.rule(58)
@pytest.mark.parametrize("content", ACTIVE.values(), ids=ACTIVE.keys())
async def test_a_pdf_that_acts_is_refused(content: bytes) -> None:
    assert await inspected(("formulaire.pdf", content)) == (Refusal.ACTIVE, b"")


async def test_a_pdf_nested_without_end_does_not_hold_the_portal() -> None:
    made, _ = await inspected(("facture.pdf", sendings.nested()))
    assert made in {Refusal.TOO_COMPLEX, Refusal.BROKEN}


@pytest.mark.rule(57)
async def test_a_photo_is_kept_upright_without_its_place_or_its_maker() -> None:
    content = sendings.photo_of_a_phone()
    assert sendings.SECRET_PLACE.encode() in content
    made, kept = await inspected(("photo.jpg", content))
    assert isinstance(made, Made)
    assert sendings.SECRET_PLACE.encode() not in kept
    image = Image.open(BytesIO(kept))
    assert not image.getexif()
    assert image.size == (60, 80)
    red, green, _ = image.getpixel((30, 5))  # type: ignore[misc]
    assert red > 200
    assert green < 60


@pytest.mark.rule(56)
async def test_what_rides_behind_a_photo_is_left_behind() -> None:
    made, kept = await inspected(("photo.jpg", sendings.page_behind_a_photo()))
    assert isinstance(made, Made)
    assert b"<script>" not in kept


async def test_a_large_photo_is_kept_at_the_size_of_a_sheet() -> None:
    made, kept = await inspected(("photo.jpg", sendings.photo((5000, 4000))))
    assert isinstance(made, Made)
    assert max(Image.open(BytesIO(kept)).size) == 3508


async def test_several_photos_become_the_pages_of_one_pdf() -> None:
    made, kept = await inspected(("1.jpg", sendings.photo()), ("2.png", sendings.photo(kind="PNG")), ("3.heic", sendings.HEIC))
    assert isinstance(made, Made)
    assert (made.media_type, made.pages) == (PDF, 3)
    assert len(PdfReader(BytesIO(kept)).pages) == 3
    assert await inspected(("encore.pdf", kept)) == (made, kept)


async def test_a_pdf_and_photos_are_not_taken_together() -> None:
    assert await inspected(("1.pdf", sendings.pdf()), ("2.jpg", sendings.photo())) == (Refusal.MIXED, b"")


async def test_more_photos_than_a_piece_holds_are_refused() -> None:
    assert await inspected(*[("page.jpg", sendings.photo((20, 20)))] * 11) == (Refusal.TOO_MANY_PHOTOS, b"")


@pytest.mark.rule(55)
@pytest.mark.parametrize(
    ("sizes", "refusal"),
    [
        ([], Refusal.NOTHING),
        ([0], Refusal.BROKEN),
        ([LARGEST_FILE], None),
        ([LARGEST_FILE + 1], Refusal.TOO_LARGE),
        ([7_000_000, 7_000_000, 6_000_000], None),
        ([7_000_000, 7_000_000, 6_000_001], Refusal.TOO_LARGE_TOGETHER),
    ],
)
def test_eight_megabytes_a_file_and_twenty_together(sizes: list[int], refusal: Refusal | None) -> None:
    assert inspecting.why_not_inspected([Sent(name="a.pdf", size=size, source=Content(b"")) for size in sizes]) is refusal


async def test_an_inspection_that_lasts_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "COMMAND", ("/bin/sleep", "60"))
    monkeypatch.setattr(inspecting, "LONGEST", 0.2)
    assert await inspected(("facture.pdf", sendings.pdf())) == (Refusal.TOO_COMPLEX, b"")


async def test_an_inspection_that_is_killed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "COMMAND", ("/bin/sh", "-c", "kill -9 $$"))
    assert await inspected(("facture.pdf", sendings.pdf())) == (Refusal.TOO_COMPLEX, b"")


async def test_who_waits_too_long_for_a_turn_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = asyncio.Semaphore(1)
    await taken.acquire()
    monkeypatch.setattr(inspecting, "turns", taken)
    monkeypatch.setattr(inspecting, "LONGEST_WAIT", 0.05)
    assert await inspected(("facture.pdf", sendings.pdf())) == (Refusal.BUSY, b"")


def test_a_server_process_loads_none_of_the_libraries_that_read_files() -> None:
    told = "import sys, app.main; print([name for name in ('PIL', 'pi_heif', 'pypdf', 'cryptography') if name in sys.modules])"
    environment = {"PORTAIL_ENV": "test", "PICCOLO_CONF": "app.piccolo_conf", "PATH": os.defpath}
    loaded = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    assert loaded == "[]\n"


async def test_the_inspecting_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAIL_DATA_KEYS", "k" * 40)
    monkeypatch.setattr(inspecting, "COMMAND", ("/bin/sh", "-c", 'printf \'{"media_type": "x", "pages": 1}\\n\'; env'))
    made, kept = await inspected(("facture.pdf", sendings.pdf()))
    assert isinstance(made, Made)
    assert b"PATH=" in kept
    assert b"PORTAIL" not in kept
