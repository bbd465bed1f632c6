"""Where the frozen program starts: both of its commands, the window's and the console's, run this file."""

import multiprocessing
import sys

# A frozen child process starts here again; this sends it to its work before anything else is loaded.
multiprocessing.freeze_support()

from ecg_imn_desktop.frozen import main  # noqa: E402

sys.exit(main())
