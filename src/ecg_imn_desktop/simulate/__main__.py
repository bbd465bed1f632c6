"""``python -m ecg_imn_desktop.simulate``: write the example records that the program ships."""

from __future__ import annotations

import argparse
from pathlib import Path

from .examples import write_examples


def main() -> None:
    """Parse the command line and write."""
    parser = argparse.ArgumentParser(prog="python -m ecg_imn_desktop.simulate", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("resources/examples"), help="folder to write into")
    folder = parser.parse_args().out
    headers = write_examples(folder)
    print(f"{len(headers)} simulated ECGs written to {folder}")


if __name__ == "__main__":
    main()
