"""The annotated PDF, beside matplotlib drawing its first page; the work is that of ``pdf_page.py``."""

from __future__ import annotations

from collections.abc import Iterator

from line import Line, some, times_ms

import pdf_page
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.gui import ensure_gui_application
from ecg_imn_desktop.report.options import PageOptions
from ecg_imn_desktop.report.pdf import pdf_bytes
from ecg_imn_desktop.simulate import simulate


def lines(share: float) -> Iterator[Line]:
    """All pages of ours, the first of the peer."""
    ensure_gui_application()
    record = simulate("rbbb").record
    analysis = pdf_page.made_up_analysis(record)
    ours, peer = times_ms(
        lambda: pdf_bytes(Document(record, analysis, None, PageOptions())),
        lambda: pdf_page.matplotlib_page(record, analysis),
        repeats=some(9, share),
        at_most_s=25,
    )
    yield Line("annotated PDF, all pages", "ms", ours, peer, "matplotlib, first page", max_ratio=0.1)
