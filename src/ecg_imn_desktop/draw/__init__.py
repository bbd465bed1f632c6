"""Painting shared by the screen and the page: grid, traces, colours of evidence, legend, layout.

Everything paints with a QPainter in *device units*: pixels on the screen (give the painter a device whose
devicePixelRatio is 1), hundredths of a millimetre on the page. No widgets, no model.
"""
