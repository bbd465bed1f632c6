"""What Qt leaves out of a PDF: exact page sizes, bookmarks, metadata that agree with each other, colours by profile.

The result follows PDF/A-2 where that is in our hands (embedded fonts, XMP metadata, an output intent, no encryption, no
scripts), but does not claim to conform: no validator has looked at it.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    Fit,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from PySide6.QtGui import QColorSpace

from .document import creator
from .language import spoken_language

_POINTS_PER_MM = 72 / 25.4

Outline = Sequence[tuple[str, Sequence[tuple[str, float]]]]


def finished(
    data: bytes, size_mm: tuple[float, float], title: str, outline: Outline, *, is_dated: bool = True
) -> bytes:
    """The PDF of Qt, whose pages have the ``outline`` (title, bookmarks as (text, mm from the top)), completed."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.pdf_header = "%PDF-1.7"
    _set_size(writer, *size_mm)
    _set_outline(writer, outline)
    _set_metadata(writer, title, is_dated)
    _set_output_intent(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _set_size(writer: PdfWriter, width_mm: float, height_mm: float) -> None:
    """Qt rounds pages to whole points and paints from the top left corner, which stays where it is."""
    for page in writer.pages:
        left, top = float(page.mediabox.left), float(page.mediabox.top)
        # Cut, not rounded, to a thousandth: a viewer that rounds up must not add a row of pixels.
        width, height = (math.floor(mm * _POINTS_PER_MM * 1000 + 1e-6) / 1000 for mm in (width_mm, height_mm))
        box = ArrayObject([FloatObject(round(v, 3)) for v in (left, top - height, left + width, top)])
        for name in ("/MediaBox", "/CropBox", "/TrimBox"):
            page[NameObject(name)] = box


def _set_outline(writer: PdfWriter, outline: Outline) -> None:
    for number, (title, bookmarks) in enumerate(outline):
        parent = writer.add_outline_item(title=title, page_number=number)
        top = float(writer.pages[number].mediabox.top)
        for text, y_mm in bookmarks:
            fit = Fit.xyz(left=None, top=round(top - max(0.0, y_mm) * _POINTS_PER_MM, 2), zoom=None)
            writer.add_outline_item(title=text, page_number=number, parent=parent, fit=fit)
    writer.page_mode = "/UseOutlines"


def _set_metadata(writer: PdfWriter, title: str, is_dated: bool) -> None:
    """The same in the old dictionary and as XMP; an anonymous page has no dates."""
    now = datetime.now().astimezone() if is_dated else None
    program = creator()
    info = {"/Title": title, "/Creator": program, "/Producer": program}
    if now is not None:
        zone = now.strftime("%z")
        stamp = f"D:{now.strftime('%Y%m%d%H%M%S')}{zone[:3]}'{zone[3:5]}'"
        info |= {"/CreationDate": stamp, "/ModDate": stamp}
    writer.metadata = info
    root = writer.root_object
    stream = DecodedStreamObject()
    stream.set_data(_xmp(title, program, now.isoformat(timespec="seconds") if now else "").encode("utf-8"))
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    root[NameObject("/Metadata")] = writer._add_object(stream)
    root[NameObject("/Lang")] = TextStringObject(spoken_language())
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {
            NameObject("/DisplayDocTitle"): BooleanObject(True),
            # Printed at 100 %: a millimetre is a millimetre.
            NameObject("/PrintScaling"): NameObject("/None"),
        }
    )


def _xmp(title: str, program: str, date: str) -> str:
    """An XMP packet (ISO 16684-1) with title, program and, if any, the date."""
    dates = f"<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>" if date else ""
    name, tool = escape(title), escape(program)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
        "<dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{name}</rdf:li></rdf:Alt></dc:title>'
        f"<xmp:CreatorTool>{tool}</xmp:CreatorTool>{dates}<pdf:Producer>{tool}</pdf:Producer>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    )


def _set_output_intent(writer: PdfWriter) -> None:
    """Colours are sRGB."""
    profile = DecodedStreamObject()
    profile.set_data(bytes(QColorSpace(QColorSpace.NamedColorSpace.SRgb).iccProfile().data()))
    compressed = profile.flate_encode()
    compressed[NameObject("/N")] = NumberObject(3)
    intent = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): TextStringObject("sRGB"),
            NameObject("/Info"): TextStringObject("sRGB IEC61966-2.1"),
            NameObject("/DestOutputProfile"): writer._add_object(compressed),
        }
    )
    writer.root_object[NameObject("/OutputIntents")] = ArrayObject([writer._add_object(intent)])
