"""``python -m ecg_imn_desktop`` is ``ecg-imn``."""

import sys

from .cli_start import main

sys.exit(main())
