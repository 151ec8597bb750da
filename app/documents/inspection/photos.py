"""Photos are drawn again: what is kept holds the points of the image and nothing else, no place, no date, no hidden file."""

import warnings
from io import BytesIO

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from app.documents.inspection.refused import RefusedFile
from app.documents.rules.refusals import MOST_PIXELS, Refusal

FORMATS = ("JPEG", "PNG", "HEIF")
LONGEST_SIDE = 3508  # points: a sheet of A4 at 300 to the inch
QUALITY = 85
PER_INCH = 300

pi_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def drawn_again(content: bytes) -> bytes:
    """As JPEG, upright, without any of what its file said besides."""
    drawn = BytesIO()
    _upright(content).save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()


def bound(contents: list[bytes]) -> bytes:
    """One PDF, a page a photo."""
    first, *others = [_upright(content) for content in contents]
    made = BytesIO()
    first.save(made, "PDF", save_all=True, append_images=others, resolution=PER_INCH, quality=QUALITY)
    return made.getvalue()


def _upright(content: bytes) -> Image.Image:
    try:
        return _read(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise RefusedFile(Refusal.TOO_MANY_PIXELS) from bomb
    except UnidentifiedImageError as unknown:
        raise RefusedFile(Refusal.BROKEN) from unknown
    except (OSError, SyntaxError, ValueError, EOFError) as damaged:  # what Pillow's readers raise on a damaged file
        raise RefusedFile(Refusal.BROKEN) from damaged


def _read(content: bytes) -> Image.Image:
    """The size is known before the points are: a bomb is refused unopened."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(BytesIO(content), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise RefusedFile(Refusal.TOO_MANY_PIXELS)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _on_white(ImageOps.exif_transpose(image))


def _on_white(image: Image.Image) -> Image.Image:
    """A new image: nothing of what the file said of it comes along."""
    sheet = Image.new("RGB", image.size, "white")
    opaque = image.convert("RGBA") if image.mode in {"RGBA", "LA", "PA", "P"} else None
    sheet.paste(opaque or image.convert("RGB"), mask=opaque)
    return sheet
