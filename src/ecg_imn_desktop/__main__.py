"""``python -m ecg_imn_desktop`` is ``ecg-imn``."""

import sys

from .cli import main

sys.exit(main())
