"""The settings file: whatever it holds, the program starts."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from ecg_imn_desktop.desktop.settings import Settings, load_settings
from ecg_imn_desktop.desktop.view import View

from .target import Target, damage

ODD: tuple[Any, ...] = (
    0, -1, 1, 1e308, 10**400, float("nan"), float("inf"), "", "x", "\u2028", None, True, False, [], {}, [[]],
    ["x"], [1],     {"a": 1}, "9" * 10_000, ["x" * 100] * 500, "V1", "12x1", 25, 25.0,
)  # fmt: skip


class SettingsFile(Target):
    """``settings.json``: damaged, or with values of another kind."""

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next file."""
        stored: Any = asdict(Settings())
        for _ in range(rng.choice((1, 1, 3, 30))):
            stored[rng.choice(fields(Settings)).name if rng.random() < 0.95 else "unknown"] = rng.choice(ODD)
        if rng.random() < 0.03:
            stored = rng.choice(ODD)
        content = json.dumps(stored).encode()
        if rng.random() < 0.3:
            content = damage(content, rng)
        if rng.random() < 0.01:
            content = b"[" * 100_000
        path = folder / "settings.json"
        path.write_bytes(content)
        return path

    def use(self, path: Path, rng: random.Random) -> None:
        """Load them, and take over what a window takes over."""
        settings, sentence = load_settings(path)
        if fault := sentence and self.judge(sentence, path):
            raise AssertionError(fault)
        View(**{name: getattr(settings, name) for name in ("layout", "order", "single_lead", "rhythm_lead", "is_fit")})
        settings.add_recent(Path("x"))
        json.dumps(asdict(settings), allow_nan=False)

    def judge(self, message: str, path: Path) -> str:
        """One sentence; it may list many settings."""
        return super().judge(message[:200].rstrip(".") + ".", path)


TARGET = SettingsFile()
