"""Make the pictures of the documentation from the simulated examples: python docs/make_screenshots.py"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ecg_imn_desktop.cli import Device, analyse, example_path
from ecg_imn_desktop.desktop.comparison.headless import compare_to_png
from ecg_imn_desktop.desktop.headless import window_to_png
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.report.image import write_png

IMAGES = Path(__file__).parent / "img"


def main() -> None:
    """Write the window in its themes and layouts, and the pages of the report, into docs/img."""
    IMAGES.mkdir(exist_ok=True)
    plain = Settings()
    windows = {
        "window": ("anterior-mi", plain, (1600, 900)),
        "window-dark": ("lbbb", replace(plain, theme="dark"), (1600, 900)),
        "window-3x4": ("inferior-mi", replace(plain, layout="3x4"), (1366, 768)),
    }
    for name, (example, settings, size) in windows.items():
        window_to_png(example_path(f"{example}.hea"), IMAGES / f"{name}.png", size, settings=settings)
    record, analysis, measurements = analyse(example_path("inferior-mi.hea"), "imn-1d", Device.cpu)
    for page in (1, 2, 3):
        write_png(IMAGES / f"page-{page}.png", record, analysis, measurements, dpi=110, page=page)
    compare_to_png(example_path("normal.hea"), example_path("anterior-mi.hea"), IMAGES / "compare.png")
    print("\n".join(sorted(path.name for path in IMAGES.glob("*.png"))))


if __name__ == "__main__":
    main()
