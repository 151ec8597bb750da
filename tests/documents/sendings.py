"""Files as families send them, and as somebody would who means harm. Each is made by the test that sends it."""

import zlib
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from struct import pack

from PIL import Image
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

HEIC = (Path(__file__).parent / "small.heic").read_bytes()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
PROGRAM = b"MZ\x90\0\x03\0\0\0" + bytes(500)
GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
SECRET_PLACE = "CHAVAGNE-48.05N"


def photo(size: tuple[int, int] = (600, 800), *, kind: str = "JPEG", mode: str = "RGB") -> bytes:
    made = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(made, kind)
    return made.getvalue()


def noise(size: tuple[int, int] = (500, 700)) -> bytes:
    """As heavy as a photo of its size can be."""
    made = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(made, "JPEG", quality=95)
    return made.getvalue()


def photo_of_a_phone() -> bytes:
    """Held upright: its points lie on their side, a mark says so; it tells where and with what it was taken. Its top is red."""
    image = Image.new("RGB", (80, 60), "white")
    image.paste("red", (0, 0, 20, 60))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, SECRET_PLACE
    exif.get_ifd(GPS)[1] = "N"
    made = BytesIO()
    image.save(made, "JPEG", exif=exif, quality=95)
    return made.getvalue()


def bomb() -> bytes:
    """400 million points in 50 kB."""
    made = BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    return made.getvalue()


def hidden_bomb() -> bytes:
    """A PNG that announces 40 000 × 40 000 points in colour and holds a few bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1_000))) + chunk(b"IEND", b"")


def pdf(pages: int = 1, *, change: Callable[[PdfWriter], object] = lambda _writer: None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    change(writer)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def acting(key: str, value: DictionaryObject | ArrayObject) -> bytes:
    """A PDF whose root says so."""
    return pdf(change=lambda writer: writer.root_object.update({NameObject(key): value}))


def action(kind: str, **more: str) -> DictionaryObject:
    told = {NameObject("/S"): NameObject(f"/{kind}")} | {NameObject(f"/{name}"): TextStringObject(value) for name, value in more.items()}
    return DictionaryObject(told)


def with_script() -> bytes:
    return pdf(change=lambda writer: writer.add_open_action(JavaScript("app.alert(1)")))


def with_launch() -> bytes:
    return acting("/OpenAction", action("Launch", F="calc.exe"))


def with_file_inside() -> bytes:
    return pdf(change=lambda writer: writer.add_attachment("virus.exe", PROGRAM))


def with_xfa() -> bytes:
    return acting("/AcroForm", DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>"), NameObject("/Fields"): ArrayObject()}))


def with_automatic_action() -> bytes:
    return acting("/AA", DictionaryObject({NameObject("/WC"): action("URI", URI="https://exemple.fr")}))


def with_sending_form() -> bytes:
    return acting("/Names", DictionaryObject({NameObject("/Pages"): action("SubmitForm", F="https://exemple.fr")}))


def with_escaped_script() -> bytes:
    """The name of the key is written in another way; the script lies where nothing leads to."""
    return pdf().replace(b"%%EOF", b"9 0 obj << /J#61vaScript 8 0 R >> endobj\n%%EOF")


def opening_at_a_page() -> bytes:
    """As word processors write."""
    return acting("/OpenAction", ArrayObject([NumberObject(0), NameObject("/Fit")]))


def of_many_objects(number: int = 25_000) -> bytes:
    def change(writer: PdfWriter) -> None:
        for _ in range(number):
            writer._add_object(NumberObject(1))

    return pdf(change=change)


def nested(depth: int = 5_000) -> bytes:
    return pdf().replace(b"/Pages", b"/Deep " + b"[" * depth + b"]" * depth + b" /Pages", 1)


def locked() -> bytes:
    return pdf(change=lambda writer: writer.encrypt("secret"))


def restricted() -> bytes:
    """Opens without a password; only its printing is restricted."""
    return pdf(change=lambda writer: writer.encrypt("", "owner"))


def archive_behind_a_pdf() -> bytes:
    return pdf() + b64decode("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==")


def page_behind_a_photo() -> bytes:
    """JPEG for some, HTML for others."""
    return photo() + HTML
