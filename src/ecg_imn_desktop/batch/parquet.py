"""The tables of a run as Parquet, for archives of millions: typed columns, read in parts."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import EcgError
from ..io.atomic import atomic_path
from .ledger import ERRORS, PREDICTIONS

_TEXT = (
    "record", "file", "error", "top_class", "present", "near_threshold", "rhythm", "warnings", "model", "model_sha256",
)  # fmt: skip


def write_parquet(folder: Path) -> list[Path]:
    """Write ``predictions.parquet`` and ``errors.parquet`` beside the tables of a run; whole or not at all.

    Rows are streamed: memory does not grow with them. EcgError where the extra ``cluster`` is not installed,
    ExportError where they cannot be written.
    """
    try:
        import pyarrow
        import pyarrow.csv
        import pyarrow.parquet
    except ImportError as error:
        raise EcgError(
            "Parquet needs the extra 'cluster' (pip install ecg-imn-desktop[cluster]).", repr(error)
        ) from error
    written = []
    for name in (PREDICTIONS, ERRORS):
        source = folder / name
        with source.open(encoding="utf-8") as file:
            columns = file.readline().rstrip("\n").split(",")
        types = {c: pyarrow.string() if c in _TEXT else pyarrow.float64() for c in columns}
        target = source.with_suffix(".parquet")
        reader = pyarrow.csv.open_csv(
            source,
            read_options=pyarrow.csv.ReadOptions(block_size=4_000_000),
            convert_options=pyarrow.csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=False),
        )
        with (
            atomic_path(target) as temporary,
            reader,
            pyarrow.parquet.ParquetWriter(temporary, reader.schema, compression="zstd") as writer,
        ):
            for batch in reader:
                writer.write_batch(batch)
        written.append(target)
    return written
