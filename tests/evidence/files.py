"""Files as people hand them in, made here: good ones, broken ones, and ones that mean harm."""

from __future__ import annotations

import io
import struct
import wave
import zlib

from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from reportlab.pdfgen import canvas

SECRET = "王建国在陆家嘴"  # stands where it must not be passed on


def jpeg(size: tuple[int, int] = (60, 40), color: str = "red", *, turned: bool = False) -> bytes:
    """A photograph that says who took it and where."""
    exif = Image.Exif()
    exif[0x010E] = SECRET  # ImageDescription
    exif[0x8825] = {1: "N", 2: (31.0, 14.0, 22.0)}  # GPS
    if turned:
        exif[0x0112] = 6  # Orientation: to be turned by a quarter
    file = io.BytesIO()
    image = Image.new("RGB", size, color)
    image.save(file, "JPEG", exif=exif, comment=SECRET.encode(), icc_profile=b"profile" * 30)
    return file.getvalue()


def png(size: tuple[int, int] = (60, 40), mode: str = "RGB", color: object = "blue") -> bytes:
    """A screenshot with a text that nobody sees."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Comment", SECRET)
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, "PNG", pnginfo=info)  # type: ignore[arg-type]
    return file.getvalue()


def picture(form: str, size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture in any form that pillow can write."""
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, form)
    return file.getvalue()


def png_chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG with its checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of_size(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG that claims to be that large and has next to nothing in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", head)
        + body
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + png_chunk(b"IEND", b"")
    )


def bomb_of_text() -> bytes:
    """A PNG with a comment that unpacks to 200 megabytes."""
    text = zlib.compressobj(9)
    packed = b"".join(text.compress(b"\0" * 1_000_000) for _ in range(200)) + text.flush()
    return png_of_size(10, 10, png_chunk(b"zTXt", b"Comment\0\0" + packed))


def pdf(pages: int = 1) -> bytes:
    """A plain document."""
    file = io.BytesIO()
    sheet = canvas.Canvas(file, invariant=1)
    for page in range(pages):
        sheet.drawString(72, 700, f"page {page + 1}")
        sheet.showPage()
    sheet.save()
    return file.getvalue()


def pdf_with_program() -> bytes:
    """A document that runs a program when it is opened."""
    writer = _writer()
    writer.add_open_action(JavaScript("app.alert('hello')"))
    return _written(writer)


def pdf_with_attachment() -> bytes:
    """A document that brings a program along."""
    writer = _writer()
    writer.add_attachment("invoice.exe", b"MZ")
    return _written(writer)


def pdf_locked() -> bytes:
    """A document with a password."""
    writer = _writer()
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def pdf_with_objects(objects: bytes, dictionary: bytes = b"", packed: bytes | None = None) -> bytes:
    """A document with one stream of packed objects; readers find them through it."""
    stream = zlib.compress(objects) if packed is None else packed
    head = dictionary or b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
    length = b" /Length %d" % len(stream)
    return (
        b"%PDF-1.5\n1 0 obj\n<< " + head + length + b" >>\nstream\n" + stream
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    )  # fmt: skip


def _writer() -> PdfWriter:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf())))
    return writer


def _written(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def wav(seconds: float = 0.2) -> bytes:
    """A recording as programs write it."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\1\0" * int(8000 * seconds))
    return file.getvalue()


def mp3(frames: int = 5, *, version_2: bool = False, id3: bool = False) -> bytes:
    """Frames of 128 kbit/s at 44.1 kHz, or 32 kbit/s at 16 kHz."""
    head, length = (b"\xff\xf3\x48\xc4", 144) if version_2 else (b"\xff\xfb\x90\xc4", 417)
    sound = (head + b"\x55" * (length - 4)) * frames
    return b"ID3\x03\0\0\0\0\0\x0a" + b"\0" * 10 + sound if id3 else sound


def adts(frames: int = 5, length: int = 100) -> bytes:
    """Raw AAC."""
    head = bytes((0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 0xFF, (length & 7) << 5, 0))
    return (head + b"\x21" * (length - 7)) * frames


def amr(frames: int = 5, *, wide: bool = False) -> bytes:
    """What telephones record: 12.2 kbit/s, or wide band at 6.6."""
    magic, head, size = (b"#!AMR-WB\n", 0x04, 17) if wide else (b"#!AMR\n", 0x3C, 31)
    return magic + (bytes((head,)) + b"\x11" * size) * frames


def ogg(codec: bytes = b"OpusHead", pages: int = 3) -> bytes:
    """A recording of a browser or a chat program."""
    first = _ogg_page(2, codec + b"\1" * 11)
    return first + b"".join(_ogg_page(0, b"\x42" * 300) for _ in range(pages))


def _ogg_page(flags: int, body: bytes) -> bytes:
    lengths = bytes([255] * (len(body) // 255) + [len(body) % 255])
    return struct.pack("<4sBBqIIIB", b"OggS", 0, flags, 0, 7, 0, 0, len(lengths)) + lengths + body


def mp4(handler: bytes = b"soun", brand: bytes = b"M4A ") -> bytes:
    """What telephones of today record."""
    track = box(b"hdlr", b"\0" * 8 + handler + b"\0" * 13)
    movie = box(b"moov", box(b"trak", box(b"mdia", track)))
    return box(b"ftyp", brand + b"\0\0\2\0isom") + movie + box(b"mdat", b"\x21" * 400)


def box(name: bytes, body: bytes) -> bytes:
    """One box of an MPEG-4 file."""
    return struct.pack(">I4s", len(body) + 8, name) + body


GOOD = {
    "jpeg": jpeg(),
    "png": png(),
    "webp": picture("WEBP"),
    "pdf": pdf(),
    "wav": wav(),
    "mp3": mp3(),
    "mp3 of 16 kHz": mp3(version_2=True),
    "mp3 with tags": mp3(id3=True) + b"TAG" + b"\0" * 125,
    "m4a": mp4(),
    "mp4 without pictures": mp4(brand=b"isom"),
    "3gp": mp4(brand=b"3gp5"),
    "aac": adts(),
    "amr": amr(),
    "amr wide": amr(wide=True),
    "opus": ogg(),
    "vorbis": ogg(b"\x01vorbis"),
}
