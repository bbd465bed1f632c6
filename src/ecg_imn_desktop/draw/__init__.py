"""Painting shared by the screen and the PDF."""
