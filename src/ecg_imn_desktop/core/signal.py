"""The signal of a long record that stays in its file: looks like an array, and reads what is asked for.

A day of twelve leads takes a gigabyte as float32. Only slices of time are ever wanted: what a page shows, what the
model reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class SampleReader(Protocol):
    """Gives samples ``first`` to ``last`` (within the record) of some rows, float32 (row, sample), mV; thread-safe."""

    def __call__(self, rows: Sequence[int], first: int, last: int) -> NDArray[np.float32]:
        """Read."""


class StoredSignal:
    """float32 (lead, sample) or, for one lead, (sample,); indexed as an array, with steps of one along time.

    ``signal[:, a:b]`` and ``signal[rows, a:b]`` read and give an array; ``signal[i]`` and ``signal[rows]`` read nothing
    and give another StoredSignal; ``-signal`` is turned upside down. ``numpy.asarray(signal)`` reads all of it.
    """

    dtype = np.dtype(np.float32)  # ``source`` names the state of the files it comes from, "" where nobody knows it

    def __init__(
        self,
        read: SampleReader,
        rows: Sequence[int],
        n_samples: int,
        *,
        sign: float = 1.0,
        is_row: bool = False,
        source: str = "",
    ) -> None:
        self.source = source
        self._read = read
        self._rows = list(rows)
        self._n_samples = n_samples
        self._sign = sign
        self._is_row = is_row

    @property
    def shape(self) -> tuple[int, ...]:
        """(lead, sample) or (sample,)."""
        return (self._n_samples,) if self._is_row else (len(self._rows), self._n_samples)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def nbytes(self) -> int:
        """What it would take in memory."""
        return 4 * len(self._rows) * self._n_samples

    def __len__(self) -> int:
        return self.shape[0]

    def __neg__(self) -> StoredSignal:
        return self._with(sign=-self._sign)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self._span(self._rows, 0, self._n_samples).astype(dtype or np.float32, copy=False)

    def astype(self, dtype: Any) -> NDArray[Any]:
        """All of it in memory, as numpy's."""
        return self.__array__(dtype)

    def __getitem__(self, key: Any) -> Any:
        rows_key, time_key = (slice(None), key) if self._is_row else key if isinstance(key, tuple) else (key, None)
        is_row = self._is_row or isinstance(rows_key, int | np.integer)
        rows = np.atleast_1d(np.asarray(self._rows)[rows_key]).tolist()
        if time_key is None:
            return self._with(rows=rows, is_row=is_row)
        if isinstance(time_key, int | np.integer):
            at = range(self._n_samples)[int(time_key)]
            samples = self._span(rows, at, at + 1, is_row=False)[:, 0]
            return samples[0] if is_row else samples
        first, last, step = time_key.indices(self._n_samples)
        if step != 1:
            raise IndexError(f"step {step}")
        return self._span(rows, first, max(first, last), is_row=is_row)

    def _span(self, rows: list[int], first: int, last: int, is_row: bool | None = None) -> NDArray[np.float32]:
        values = self._read(rows, first, last)
        if self._sign < 0:
            values = -values
        return values[0] if (self._is_row if is_row is None else is_row) else values

    @property
    def key(self) -> str:
        """Tells signals apart whose files, and rows of them, are not the same; "" where ``source`` is unknown."""
        return f"{self.source}:{self._rows}:{self._n_samples}" if self.source else ""

    def through(self, wrap: Callable[[SampleReader], SampleReader]) -> StoredSignal:
        """The same signal with something done to it as it is read (a display filter)."""
        return self._with(read=wrap(self._read), source="")

    def _with(self, **changes: Any) -> StoredSignal:
        own: dict[str, Any] = {
            "read": self._read, "rows": self._rows, "sign": self._sign, "is_row": self._is_row, "source": self.source,
        }  # fmt: skip
        return StoredSignal(n_samples=self._n_samples, **(own | changes))
