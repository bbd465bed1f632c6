"""ECG-IMN Desktop: a 12-lead ECG viewer that shows exactly why a network answers as it does."""

import os

__version__ = "0.1.0"

# OpenBLAS, the linear algebra of numpy and scipy, reads this once, when numpy is loaded, so it must stand before. Every
# way into the program passes here first: both commands, the frozen program, the processes of a batch. The matrices of
# one ECG are too small to be shared: the threads mostly wait for each other, and where torch or another program wants
# the same cores an answer takes twice as long (docs/performance.md). A user's own value wins.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
