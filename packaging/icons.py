"""The program's icon, drawn once as SVG, in the containers that the three systems ask for.

PNG by QtSvg; ICNS is little more than PNGs one after the other, and so is ICO, whose small ones are bitmaps.
"""

import os
import struct
from pathlib import Path

LINUX_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)
# Those that Windows asks for at 100 to 400 %: small in lists and title bars, large on the desktop.
ICO_SIZES_PX = (16, 20, 24, 30, 32, 36, 40, 48, 60, 64, 72, 80, 96, 256)
# Type of an entry -> size of its PNG (Apple, "Icon Services"). The PNG types for plain 16 and 32 px (icp4, icp5) are
# not shown right in an app; macOS makes these sizes of 16@2x and 32@2x (ic11, ic12).
ICNS_SIZES_PX = {
    "ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256, "ic14": 512, "ic09": 512, "ic10": 1024,
}  # fmt: skip


def drawn(svg: Path, size_px: int):
    """The drawing as a square QImage."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    return image


def png(svg: Path, size_px: int) -> bytes:
    """The drawing as a square PNG."""
    image = drawn(svg, size_px)
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def bitmap(svg: Path, size_px: int) -> bytes:
    """The drawing as an icon's bitmap: header, BGRA from the bottom row up, and a mask that nobody reads any more."""
    image = drawn(svg, size_px)  # keeps its bits as long as it is there
    rows = bytes(image.constBits())  # BGRA on a little-endian processor, which all are that run this
    bgra = b"".join(rows[start : start + 4 * size_px] for start in range(len(rows) - 4 * size_px, -1, -4 * size_px))
    mask = bytes(((size_px + 31) // 32 * 4) * size_px)
    header = struct.pack("<IiiHHIIiiII", 40, size_px, 2 * size_px, 1, 32, 0, len(bgra) + len(mask), 0, 0, 0, 0)
    return header + bgra + mask


def ico(images: dict[int, bytes]) -> bytes:
    """Windows' container of pictures by size: bitmaps, or PNG."""
    offset = 6 + 16 * len(images)
    directory, content = b"", b""
    for size, data in sorted(images.items()):
        side = size % 256  # 0 stands for 256
        directory += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), offset + len(content))
        content += data
    return struct.pack("<HHH", 0, 1, len(images)) + directory + content


def icns(pngs: dict[str, bytes]) -> bytes:
    """Apple's container of PNGs by type."""
    entries = b"".join(kind.encode() + struct.pack(">I", 8 + len(data)) + data for kind, data in pngs.items())
    return b"icns" + struct.pack(">I", 8 + len(entries)) + entries


def write_ico(svg: Path, target: Path) -> None:
    """PNG from 256 px on, as Windows' own icons have it: not everything that shows small ones reads PNG."""
    target.write_bytes(ico({size: (png if size >= 256 else bitmap)(svg, size) for size in ICO_SIZES_PX}))


def write_icns(svg: Path, target: Path) -> None:
    target.write_bytes(icns({kind: png(svg, size) for kind, size in ICNS_SIZES_PX.items()}))
