"""Pictures drawn anew: what is kept is what the eye sees, and nothing that hid behind it."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from bot.evidence.errors import WrongFile
from bot.evidence.kinds import JPEG, PNG, FileKind
from bot.evidence.limits import limits

FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
GOOD, SMALL = 90, 80  # JPEG qualities: of what is kept, and of thumbnails
WHITE = "white"
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Drawn:
    """A picture as it is kept, with its thumbnail (JPEG)."""

    kind: FileKind
    content: bytes
    thumbnail: bytes


def draw_anew(content: bytes, kind: FileKind) -> Drawn:
    """Decode a picture and draw it anew, turned upright and no larger than the limits allow.

    Comments, places, cameras, colour profiles and whatever followed the picture are gone.
    Raises WrongFile: too_many_pixels before it is decoded, damaged if it cannot be.
    """
    try:
        seen = _seen(content, kind)
    except WrongFile:
        raise
    except BOMBS as error:
        raise WrongFile("too_many_pixels") from error
    except Exception as error:  # a broken picture can make the decoder raise anything
        raise WrongFile("damaged") from error
    kept, written = _written(seen, kind)
    return Drawn(kept, written, _thumbnail(seen))


def _seen(content: bytes, kind: FileKind) -> Image.Image:
    """Return the visible picture on a canvas of our own, which carries nothing of the file."""
    side = limits().side
    with Image.open(io.BytesIO(content), formats=(FORMATS[kind.name],)) as image:
        if image.width * image.height > limits().pixels:
            raise WrongFile("too_many_pixels")
        image.draft(None, (side, side))  # a large JPEG is decoded smaller at once
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((side, side))
        return _on_white(_eight_bits(upright))


def _eight_bits(image: Image.Image) -> Image.Image:
    """Bring 16-bit greys down to 8; pillow by itself would turn them white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("1", "L"):
        canvas = Image.new("L", image.size)
        canvas.paste(image.convert("L"))
        return canvas
    canvas = Image.new("RGB", image.size, WHITE)
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        canvas.paste(shown, mask=shown.getchannel("A"))
    else:
        canvas.paste(image.convert("RGB"))
    return canvas


def _written(image: Image.Image, kind: FileKind) -> tuple[FileKind, bytes]:
    """Write screenshots without loss, and photographs (or what would grow too large) as JPEG."""
    if kind is PNG:
        lossless = _saved(image, "PNG")
        if len(lossless) <= limits().file_bytes:
            return PNG, lossless
    return JPEG, _saved(image, "JPEG", quality=GOOD)


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((limits().thumbnail_side,) * 2)
    return _saved(small, "JPEG", quality=SMALL)


def _saved(image: Image.Image, form: str, **settings: int) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **settings)
    return file.getvalue()
