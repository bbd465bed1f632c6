"""PTB-XL, fitting, calibration and evaluation. Not part of the installed program."""
