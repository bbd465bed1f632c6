"""The program's icon, drawn once as SVG, in the containers that the three systems ask for.

PNG by QtSvg; ICO and ICNS are little more than PNGs one after the other.
"""

import os
import struct
from pathlib import Path

LINUX_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)
ICO_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)
# Type of an entry -> size of its PNG (Apple, "Icon Services").
ICNS_SIZES_PX = {"icp4": 16, "icp5": 32, "ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024}


def png(svg: Path, size_px: int) -> bytes:
    """The drawing as a square PNG."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico(pngs: dict[int, bytes]) -> bytes:
    """Windows' container of PNGs by size."""
    offset = 6 + 16 * len(pngs)
    directory, images = b"", b""
    for size, data in sorted(pngs.items()):
        side = size % 256  # 0 stands for 256
        directory += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), offset + len(images))
        images += data
    return struct.pack("<HHH", 0, 1, len(pngs)) + directory + images


def icns(pngs: dict[str, bytes]) -> bytes:
    """Apple's container of PNGs by type."""
    entries = b"".join(kind.encode() + struct.pack(">I", 8 + len(data)) + data for kind, data in pngs.items())
    return b"icns" + struct.pack(">I", 8 + len(entries)) + entries


def write_ico(svg: Path, target: Path) -> None:
    target.write_bytes(ico({size: png(svg, size) for size in ICO_SIZES_PX}))


def write_icns(svg: Path, target: Path) -> None:
    target.write_bytes(icns({kind: png(svg, size) for kind, size in ICNS_SIZES_PX.items()}))
